/**
 * What a web app asks for in small requests, as others serve it by their documentation: Mercurius with its JIT and its own
 * loaders, Apollo Server and plain Yoga with DataLoaders that are new for every request, and node:http with one SQL statement.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import DataLoader from 'dataloader';
import fastify from 'fastify';
import { createSchema, createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import postgres from 'postgres';
import { connections, databaseUrl, port } from './environment.ts';

const sql = postgres(databaseUrl, { max: connections });

type Row = { id: number };
type Effort = Row & { label: string };
type Item = Row & { effort: number };
type Tracker = Row & { item: number; primary: number | null; qc: number | null };
type User = Row & { username: string };

const rows = <Found>(text: string, params: (string | number)[]) =>
  sql.unsafe(text, params, { prepare: true }) as unknown as Promise<Found[]>;

const studyOf = async (id: string) =>
  (await rows('select id, study_label as "studyLabel" from pearl.studies where id = $1', [id]))[0];
const effortOf = async (id: string) =>
  (
    await rows<Effort>(
      'select id, database_release_label as "databaseReleaseLabel" from pearl.reporting_efforts where id = $1',
      [id],
    )
  )[0];

/** As our list does: by code, as if it were in one case. */
const itemsOf = (effort: number, first: number) =>
  rows<Item>(
    `select id, item_code as "itemCode", upper(item_type::text) as "itemType", upper(item_status::text) as "itemStatus"
     from pearl.reporting_effort_items where reporting_effort_id = $1 order by item_code_key, id limit $2`,
    [effort, first],
  );

const arrayOf = (keys: readonly (number | null)[]) =>
  `{${keys.map((key) => key ?? 'null').join()}}`;

/** Rows by a key, in the order of the keys; many are loaded at once. */
const byKey = async <Found extends object>(
  text: string,
  column: keyof Found & string,
  keys: readonly (number | null)[],
) => {
  const found = await rows<Found>(text, [arrayOf(keys)]);
  const known = new Map(found.map((row) => [row[column] as number | null, row]));
  return keys.map((key) => known.get(key) ?? null);
};
const trackersOf = (items: readonly number[]) =>
  byKey<Tracker>(
    `select id, reporting_effort_item_id as item, upper(primary_status) as "primaryStatus", upper(qc_status) as "qcStatus",
       primary_programmer_id as primary, qc_programmer_id as qc
     from pearl.reporting_effort_item_trackers where reporting_effort_item_id = any($1::int[])`,
    'item',
    items,
  );
const usersOf = (ids: readonly (number | null)[]) =>
  byKey<User>('select id, username from pearl.users where id = any($1::int[])', 'id', ids);

const typeDefs = `
  type Query { study(id: ID!): Study reportingEffort(id: ID!): ReportingEffort }
  type Study { id: ID! studyLabel: String! }
  type ReportingEffort { id: ID! databaseReleaseLabel: String! items(first: Int!): Items! }
  type Items { nodes: [Item!]! }
  type Item { id: ID! itemCode: String! itemType: String! itemStatus: String! tracker: Tracker }
  type Tracker { id: ID! primaryStatus: String! qcStatus: String! primaryProgrammer: User qcProgrammer: User }
  type User { username: String! }`;

const loaders = () => ({
  tracker: new DataLoader(trackersOf),
  user: new DataLoader(usersOf),
});
type Loading = { readonly loaders: ReturnType<typeof loaders> };

const Query = {
  study: (_root: unknown, { id }: { id: string }) => studyOf(id),
  reportingEffort: (_root: unknown, { id }: { id: string }) => effortOf(id),
};
const ReportingEffort = {
  items: async ({ id }: Row, { first }: { first: number }) => ({ nodes: await itemsOf(id, first) }),
};
const resolvers = {
  Query,
  ReportingEffort,
  Item: { tracker: ({ id }: Row, _args: unknown, ctx: Loading) => ctx.loaders.tracker.load(id) },
  Tracker: {
    primaryProgrammer: ({ primary }: Tracker, _args: unknown, ctx: Loading) =>
      primary && ctx.loaders.user.load(primary),
    qcProgrammer: ({ qc }: Tracker, _args: unknown, ctx: Loading) =>
      qc && ctx.loaders.user.load(qc),
  },
};

type Asked<Of> = readonly { readonly obj: Of }[];

const peers = {
  mercurius: async () => {
    const app = fastify();
    void app.register(mercurius, {
      schema: typeDefs,
      resolvers: { Query, ReportingEffort } as never,
      jit: 1,
      loaders: {
        Item: { tracker: async (asked: Asked<Row>) => trackersOf(asked.map(({ obj }) => obj.id)) },
        Tracker: {
          primaryProgrammer: async (asked: Asked<Tracker>) =>
            usersOf(asked.map(({ obj }) => obj.primary)),
          qcProgrammer: async (asked: Asked<Tracker>) => usersOf(asked.map(({ obj }) => obj.qc)),
        },
      } as never,
    });
    await app.listen({ port, host: '127.0.0.1' });
  },
  apollo: async () => {
    const server = new ApolloServer<Loading>({ typeDefs, resolvers });
    await startStandaloneServer(server, {
      listen: { port, host: '127.0.0.1' },
      context: async () => ({ loaders: loaders() }),
    });
  },
  yoga: async () => {
    const yoga = createYoga({
      schema: createSchema<Loading>({ typeDefs, resolvers }),
      context: () => ({ loaders: loaders() }),
      logging: false,
    });
    createServer(yoga).listen(port, '127.0.0.1');
  },
  http: async () => {
    const answerTo = async (request: IncomingMessage, response: ServerResponse) => {
      const { query, variables } = JSON.parse((await textOf(request)) || '{}');
      const isStudy = query?.includes('study(');
      const data = isStudy ? { study: await studyOf(variables.id) } : { __typename: 'Query' };
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ data }));
    };
    createServer((request, response) => void answerTo(request, response)).listen(port, '127.0.0.1');
  },
};
const { [process.argv[2] as keyof typeof peers]: serve } = peers;
await serve();
process.once('SIGTERM', () => process.exit());
