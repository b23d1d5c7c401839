import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { type Context, newContext, type Viewer } from '../kernel/context.ts';
import type { Database } from '../kernel/database.ts';
import type { Claimant } from '../kernel/fair-queue.ts';
import type { Feed } from '../kernel/feed.ts';
import { laneOf } from '../kernel/lane.ts';
import type { Pool } from '../kernel/pool.ts';
import { type Accounts, makeAccounts } from './accounts.ts';
import { type Authority, type Claims, unauthenticated } from './auth.ts';
import { Connections } from './connections.ts';
import { serverSentEvents } from './events.ts';
import type { Exchange } from './exchange.ts';
import { makeExecutor } from './executor.ts';
import { explorerPage, graphiqlOptions } from './graphiql.ts';
import { Hub } from './hub.ts';
import { idempotent } from './idempotency.ts';
import { limits } from './limits.ts';
import { type Served, subscribeBy } from './live.ts';
import { masking } from './masking.ts';
import { budgetOf } from './request-budget.ts';
import { noForgery, readable } from './requests.ts';
import { allowScripts } from './security-headers.ts';
import { execution } from './yoga-execution.ts';

type Parts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly database: Database;
  readonly authority: Authority;
  readonly feeds: readonly Feed[];
  readonly wrote: () => void;
};

export const graphqlPath = '/graphql';

/** GraphQL by Yoga, with our executor, limits and idea of who asks; over HTTP, or over whatever `prepare` serves. */
export const makeGraphql = ({ config, schema, database, authority, feeds, wrote }: Parts) => {
  const accounts = makeAccounts(database);
  const mask = masking(config);
  const execute = idempotent(schema, makeExecutor(schema));
  const contextFor = (
    viewer: Viewer | null,
    { owner, signal, ...more }: Claimant & Partial<Context>,
  ): Context => {
    const { lanes, writers, sessions, embedded } = database;
    const lane = (pool: Pool) => laneOf(pool, { owner, signal }, embedded);
    return newContext(lane(lanes), viewer, config, {
      writers,
      sessions: { sql: lane(sessions), writers: sessions },
      owner,
      signal,
      tokens: authority.tokens,
      position: feeds[0]?.position,
      wrote,
      ...more,
    });
  };
  const hub = new Hub({
    feeds,
    execute,
    mask,
    contextFor: (viewer, more) => contextFor(viewer, { owner: 'live', ...more }), // for many, so it has a share like one
    sql: database.sql,
    replays: database.replays,
    queueLength: config.maxQueue,
  });
  const connections = new Connections(config.maxConnections);
  const subscribe = subscribeBy(hub, connections);
  const yoga = createYoga<Serving, Context>({
    schema,
    graphqlEndpoint: graphqlPath,
    landingPage: false,
    logging: false, // what goes wrong, the masking logs
    multipart: false,
    maxRequestBodySize: false, // refused before anyone reads it (http.ts)
    cors: corsOf(config),
    graphiql:
      config.graphiql &&
      (async (_request, { req }) =>
        graphiqlOptions(
          authority.signs && req && isDemo(req, config) ? await authority.sign('admin') : undefined,
        )),
    renderGraphiQL: (options) => allowScripts(explorerPage(options)),
    maskedErrors: { maskError: mask },
    context: async ({ request, req, res, learned, claims, budget }) => {
      const named = claims ?? (await claimsOf(request.headers.get('authorization'), authority));
      if (named) learned.expiresAt = named.expiresAt;
      const viewer = await viewerOf(named, accounts);
      if (viewer) learned.username = viewer.username;
      const address = req ? addressOf(req, config) : '';
      return contextFor(viewer, {
        owner: viewer ? `${viewer.realm}:${viewer.id}` : address,
        signal: (budget ?? (res && budgetOf(res, config.requestSeconds)))?.signal,
        address,
        lastEventId: request?.headers.get('last-event-id') ?? undefined,
      });
    },
    plugins: [
      noForgery(),
      readable,
      ...limits(config),
      execution(execute, subscribe, config),
      serverSentEvents,
    ],
  });

  /** Gets an operation that has not come over HTTP ready to run; what is wrong with it are errors. */
  const prepare = async (
    { query, operationName, variables }: Operation,
    serving: Serving,
  ): Promise<readonly GraphQLError[] | Prepared> => {
    const { parse, validate, contextFactory, ...run } = yoga.getEnveloped(serving);
    const over = () => serving.budget?.end();
    try {
      const document = parsed(parse, query);
      const errors = validate(schema, document);
      if (errors.length > 0) throw new AggregateError(errors);
      const contextValue = await contextFactory();
      const args = { schema, document, operationName, variableValues: variables, contextValue };
      const isLive = getOperationAST(document, operationName)?.operation === 'subscription';
      const answer = async () => run.execute(args);
      return { ...args, run: () => (isLive ? run.subscribe(args) : answer().finally(over)) };
    } catch (error) {
      over();
      return (error instanceof AggregateError ? error.errors : [error]).map(mask);
    }
  };
  return {
    yoga,
    hub,
    connections,
    streams: subscribe.streams,
    accounts,
    prepare,
    mask,
    claimsOf: (header: string | null) => claimsOf(header, authority),
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

export type Graphql = ReturnType<typeof makeGraphql>;

/** What an operation is served with: an HTTP request, or what a socket knows of its client. */
export type Serving = Exchange &
  Served & { readonly claims?: Claims; readonly res?: ServerResponse };

type Operation = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
};

export type Prepared = ExecutionArgs & { readonly run: () => unknown };

/** So long a browser need not ask again whether it may ask; most take two hours at most. */
const preflightSeconds = 86_400;

const corsOf =
  ({ corsOrigins }: Config) =>
  (request: Request) => {
    const origin = request.headers.get('origin');
    const known = origin && (corsOrigins.includes('*') || corsOrigins.includes(origin));
    if (!known) return false;
    return {
      origin,
      credentials: false,
      exposedHeaders: ['x-request-id'],
      maxAge: preflightSeconds,
    };
  };

/**
 * Whether to sign the explorer's user in. The page holds a token then, so it is for a person at this machine only: not for
 * a page of another site that fetches it (that has an Origin), nor one that reaches us under its own name (DNS rebinding).
 */
const isDemo = ({ headers, socket }: IncomingMessage, { embedded }: Config): boolean =>
  embedded &&
  headers.origin === undefined &&
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(headers.host ?? '') &&
  /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');

/** Where a request comes from. What proxies of ours say of it we believe; what others put before that, we do not. */
const addressOf = ({ headers, socket }: IncomingMessage, { trustedProxies }: Config): string => {
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  const named = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return named || (socket.remoteAddress ?? '');
};

const claimsOf = async (
  authorization: string | null,
  authority: Authority,
): Promise<Claims | undefined> => {
  if (!authorization) return undefined;
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) {
    throw unauthenticated('The Authorization header must be "Bearer <token>".');
  }
  return authority.verify(token);
};

const viewerOf = async (claims: Claims | undefined, accounts: Accounts): Promise<Viewer | null> => {
  if (!claims) return null;
  const viewer = await accounts.load(claims);
  if (!viewer) {
    const { username, realm } = claims;
    throw unauthenticated(`There is no active account "${username}" in ${realm}.`);
  }
  return viewer;
};
