/**
 * Yoga and graphql-ws as their documentation puts them together: a pub/sub in memory, and what each subscriber asks for
 * executed for itself. Rows come through DataLoaders, new for every event, or (`memory`) from memory.
 */
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import DataLoader from 'dataloader';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga, type YogaServerInstance } from 'graphql-yoga';
import postgres from 'postgres';
import { WebSocketServer } from 'ws';
import { connections, databaseUrl, port } from './environment.ts';

const sql = postgres(databaseUrl, { max: connections });

type Row = { id: number };
type Tracker = Row & { item_id: number; primary_id: number | null; qc_id: number | null };
type Change = { id: string; effort: string };

const statements = {
  tracker: `select id, upper(primary_status) as "primaryStatus", upper(qc_status) as "qcStatus", priority,
      reporting_effort_item_id as item_id, primary_programmer_id as primary_id, qc_programmer_id as qc_id
    from pearl.reporting_effort_item_trackers`,
  item: 'select id, item_code as "itemCode" from pearl.reporting_effort_items',
  user: 'select id, username from pearl.users',
};
type Kind = keyof typeof statements;

/** Finds rows by their keys. */
const fromDatabase = (kind: Kind) => async (keys: readonly number[]) => {
  const text = `${statements[kind]} where id = any($1::int[])`;
  const rows = await sql.unsafe<Row[]>(text, [`{${keys.join()}}`], { prepare: true });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => byId.get(key) ?? null);
};

type Find = (key: number) => Row | null | Promise<Row | null>;
type Finders = Record<Kind, Find>;

const finders = (finder: (kind: Kind) => Find): Finders => ({
  tracker: finder('tracker'),
  item: finder('item'),
  user: finder('user'),
});
const loaders = () =>
  finders((kind) => {
    const loader = new DataLoader(fromDatabase(kind));
    return (key) => loader.load(key);
  });

/** All rows, read once. */
const memory = async (): Promise<Finders> => {
  const kept = new Map<Kind, Map<number, Row>>();
  for (const kind of Object.keys(statements) as Kind[]) {
    const rows = await sql.unsafe<Row[]>(statements[kind]);
    kept.set(kind, new Map(rows.map((row) => [row.id, row])));
  }
  return finders((kind) => (key) => kept.get(kind)?.get(key) ?? null);
};
const kept = process.argv[2] === 'memory' ? await memory() : undefined;

// thousands listen to one event here, which is no leak
setMaxListeners(0);
const pubSub = createPubSub<{ tracker: [effort: string, change: Change] }>();

const schema = createSchema({
  typeDefs: `
    type Query { ready: Boolean }
    type Subscription { trackerChanged(reportingEffortId: ID!): TrackerChange! }
    type TrackerChange {
      cursor: String! action: String! entityId: ID! changedFields: [String!]! at: String! actor: User tracker: Tracker
    }
    type Tracker {
      id: ID! primaryStatus: String! qcStatus: String! priority: String! item: Item!
      primaryProgrammer: User qcProgrammer: User
    }
    type Item { itemCode: String! }
    type User { username: String! }`,
  resolvers: {
    Subscription: {
      trackerChanged: {
        subscribe: (_root: unknown, { reportingEffortId }: { reportingEffortId: string }) =>
          pubSub.subscribe('tracker', reportingEffortId),
        resolve: ({ id }: Change) => {
          const { tracker, item, user } = kept ?? loaders();
          const userOf = (key: number | null) => key && user(key);
          return {
            cursor: 'x'.repeat(80),
            action: 'UPDATED',
            entityId: id,
            changedFields: ['dueDate'],
            at: new Date().toISOString(),
            actor: () => user(1),
            tracker: async () => {
              const row = (await tracker(Number(id))) as Tracker;
              return {
                ...row,
                item: () => item(row.item_id),
                primaryProgrammer: () => userOf(row.primary_id),
                qcProgrammer: () => userOf(row.qc_id),
              };
            },
          };
        },
      },
    },
  },
});
const yoga = createYoga({ logging: false, schema });

const server = createServer((request, response) => {
  const publish = async () => {
    if (request.method === 'POST') {
      const { changes }: { changes: Change[] } = JSON.parse(await text(request));
      for (const change of changes) pubSub.publish('tracker', change.effort, change);
    }
    response.end('{}');
  };
  void publish();
});

type Enveloped = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;
type Args = Parameters<Enveloped['execute']>[0] & Pick<Enveloped, 'execute' | 'subscribe'>;

useServer(
  {
    execute: (args) => (args as Args).execute(args),
    subscribe: (args) => (args as Args).subscribe(args),
    onSubscribe: async (context, _id, { query, operationName, variables }) => {
      const { execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped(context);
      const document = parse(query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors;
      const contextValue = await contextFactory();
      const args = { schema, operationName, document, variableValues: variables, contextValue };
      return { ...args, execute, subscribe };
    },
  },
  new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }),
);
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
