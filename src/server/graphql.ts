import type { IncomingMessage } from 'node:http';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { Config } from '../config.ts';
import type { Database } from '../database/connect.ts';
import type { Claimant } from '../database/fair-queue.ts';
import { laneOf } from '../database/lane.ts';
import type { Pool } from '../database/pool.ts';
import { domains } from '../domains/index.ts';
import { makeExecutor } from '../executor/executor.ts';
import { type Claims, type Context, newContext, type Viewer } from '../kernel/context.ts';
import { LongCommands } from '../kernel/write/long-command.ts';
import { encode, type Position } from '../live/change-cursor.ts';
import type { Feed } from '../live/feed.ts';
import { Hub } from '../live/hub.ts';
import { ownerOf } from '../live/realm.ts';
import { makeAccounts } from './accounts.ts';
import { makeAddressOf } from './address.ts';
import { admission } from './admission.ts';
import { answering } from './answer.ts';
import type { Authority } from './auth.ts';
import { Connections } from './connections.ts';
import { corsHeaders } from './cors.ts';
import type { Exchange } from './exchange.ts';
import { exporting } from './export.ts';
import { Documents, fastPath } from './fast-path.ts';
import { idempotent } from './idempotency.ts';
import { makeIdentity, type Shown } from './identity.ts';
import { importing } from './import.ts';
import { masking } from './masking.ts';
import { budgetOf } from './request-budget.ts';
import { subscribeBy } from './subscribe.ts';
import { demoTokens } from './token.ts';
import { graphqlPath, makeYoga, type Serving } from './yoga.ts';

type Parts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly database: Database;
  readonly authority: Authority;
  readonly feeds: readonly Feed[];
  readonly wrote: () => void;
};

/** GraphQL by Yoga, with our executor, limits and idea of who asks; over HTTP, or over whatever `prepare` serves. */
export const makeGraphql = ({ config, schema, database, authority, feeds, wrote }: Parts) => {
  const realms = config.domains.map((name) => domains[name].domain);
  const accounts = makeAccounts(database, realms);
  const identity = makeIdentity({ authority, accounts, database, realms });
  const addressOf = makeAddressOf(config);
  const mask = masking(config);
  const executor = makeExecutor(schema);
  const entities = new Map(realms.map((realm) => [realm.name, realm.entities]));
  const execute = idempotent(schema, executor, (realm) => entities.get(realm));
  const commands = new LongCommands(database.accounts, config.commandSeconds);
  const contextFor = (
    viewer: Viewer | null,
    { owner, signal, ...more }: Claimant & Partial<Context>,
    lanes = database.lanes,
  ): Context => {
    const { writers, sessions, embedded, lookUps } = database;
    const trail = realms.find(({ name }) => name === viewer?.realm)?.trail;
    const position = feeds.find((feed) => feed.trail === trail)?.position;
    const lane = (pool: Pool, others?: Pool) => laneOf(pool, { owner, signal }, embedded, others);
    const sql = lane(lanes, lanes === database.lanes ? lookUps : undefined);
    return newContext(sql, viewer, config, {
      writers,
      sessions: { sql: lane(sessions), writers: sessions },
      owner,
      signal,
      tokens: authority.tokens,
      commands,
      changeCursor: position && (() => cursorNow(position)),
      guests: config.guests,
      wrote,
      ...more,
    });
  };
  const hub = new Hub({
    feeds,
    execute,
    mask,
    contextFor: (viewer, more) =>
      contextFor(viewer, { owner: 'live', ...more }, database.deliveries), // for many, so it has a share like one
    sql: database.sql,
    replays: database.replays,
    realms,
    queueLength: config.maxQueue,
  });
  const connections = new Connections(config.maxConnections);
  const subscribe = subscribeBy(hub, execute, connections);
  const answer = answering(execute, config);
  const contextOf = async (
    { req, res, log, learned, budget }: Serving,
    shown: Shown | Claims,
  ): Promise<Context> => {
    const address = addressOf(req, log);
    const who = await identity.identify(shown, address);
    const { viewer, claims } = who;
    if (claims) learned.expiresAt = claims.expiresAt;
    if (viewer) learned.username = viewer.username;
    return contextFor(viewer, {
      ...who,
      owner: viewer ? ownerOf(viewer) : address,
      signal: (budget ?? (res && budgetOf(res, config.requestSeconds)))?.signal,
      address,
      warn: (details, message) => log.warn(details, message),
      lastEventId: res && req?.headers['last-event-id']?.toString(),
    });
  };
  const tokensOfDemo = authority.signs
    ? demoTokens(database.sql, authority, identity, config.domains)
    : async () => new Map();
  const documents = new Documents();
  const yoga = makeYoga({
    config,
    schema,
    contextOf,
    answer,
    subscribe,
    learn: documents.learn,
    mask,
    tokensOfDemo,
  });
  const serve = fastPath({
    path: graphqlPath,
    schema,
    documents,
    contextOf: (exchange) =>
      contextOf(exchange, { authorization: exchange.req.headers.authorization ?? null }),
    answer,
    corsFor: (origin) => corsHeaders(config, origin),
    others: yoga.serve,
  });

  /** Gets an operation that has not come over HTTP ready to run; what is wrong with it are errors. */
  const prepare = async (
    { query, operationName, variables }: Operation,
    serving: Serving,
  ): Promise<readonly GraphQLError[] | Prepared> => {
    const { claims, req, log } = serving;
    await admission(claims ? ownerOf(claims) : addressOf(req, log), query.length);
    const { parse, validate, contextFactory, ...run } = yoga.getEnveloped(serving);
    const over = () => serving.budget?.end();
    try {
      const document = parsed(parse, query);
      const errors = validate(schema, document);
      if (errors.length > 0) throw new AggregateError(errors);
      const contextValue = await contextFactory();
      if (contextValue.turnedAway) throw contextValue.turnedAway; // its connection is to end, too
      const args = { schema, document, operationName, variableValues: variables, contextValue };
      const isLive = getOperationAST(document, operationName)?.operation === 'subscription';
      const answer = async () => run.execute(args);
      return { ...args, run: () => (isLive ? run.subscribe(args) : answer().finally(over)) };
    } catch (error) {
      over();
      return (error instanceof AggregateError ? error.errors : [error]).map(mask);
    }
  };
  const files = { config, schema, realms, identity, addressOf, mask, contextFor };
  return {
    serve,
    dispose: yoga.dispose,
    hub,
    connections,
    subscriptions: subscribe,
    exported: exporting({ ...files, database, execute: executor }),
    imported: importing({ ...files, execute }),
    prepare,
    mask,
    admit: (header: string | null, { req, log }: Exchange) =>
      identity.admit(header, addressOf(req, log)),
    stop: identity.stop,
    ownerOf: ({ req, log }: Exchange & { readonly req: IncomingMessage }) =>
      identity.ownerOf({ authorization: req.headers.authorization ?? null }, addressOf(req, log)),
  };
};

/** Yoga says so over HTTP; here it is up to us. */
const parsed = (parse: (query: string) => DocumentNode, query: string): DocumentNode => {
  try {
    return parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions['code']) throw error;
    const { nodes, source, positions } = error;
    throw new GraphQLError(error.message, {
      nodes: nodes ?? null,
      source: source ?? null,
      positions: positions ?? null,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' },
    });
  }
};

/** Clocks may differ a little: what has become late just now is told rather twice than not at all. */
const clockErrorMs = 1000;

/** A position, and what time it is there. */
const cursorNow = (position: Position): string =>
  encode({ ...position, due: [new Date(Date.now() - clockErrorMs).toISOString()] });

export type Graphql = ReturnType<typeof makeGraphql>;

type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
};

export type Prepared = ExecutionArgs & { readonly run: () => unknown };
