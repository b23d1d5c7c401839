/** PostGraphile 5 as its documentation recommends it for production, and with what only slows it down left out. */
import { createServer } from 'node:http';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { pgSmartTags } from 'postgraphile/utils';

/** It reads uniqueness from constraints, and ours is an index: said like this, an item has one tracker, not a connection. */
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
      connectionString: process.env['DATABASE_URL']!,
      schemas: ['pearl'],
      poolConfig: { max: Number(process.env['DATABASE_POOL']) },
      pubsub: false,
    }),
  ],
  grafast: { explain: false },
  grafserv: { watch: false, graphiql: false, websockets: false },
  schema: { dontSwallowErrors: true },
});

await instance.getSchema();
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
