/** PostGraphile 5 as its documentation recommends it for production, and with what only slows it down left out. */
import { createServer } from 'node:http';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { pgSmartTags } from 'postgraphile/utils';
import { connections, databaseUrl, port } from './environment.ts';

/** It knows unique constraints, and ours is an index: without this, an item would have a connection of trackers. */
const oneTrackerPerItem = pgSmartTags({
  kind: 'class',
  match: 'pearl.reporting_effort_item_trackers',
  tags: { unique: 'reporting_effort_item_id' },
});

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  plugins: [oneTrackerPerItem],
  pgServices: [
    makePgService({
      connectionString: databaseUrl,
      schemas: ['pearl'],
      poolConfig: { max: connections },
      pubsub: false,
    }),
  ],
  schema: { dontSwallowErrors: true },
  grafast: { explain: false },
  // The last one takes 5 to 10 % off its time.
  grafserv: { watch: false, graphiql: false, websockets: false, outputDataAsString: true },
});

await instance.getSchema();
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
