import type { IncomingMessage } from 'node:http';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { type GraphQLSchema, getOperationAST } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { type Context, newContext, type Viewer } from '../kernel/context.ts';
import type { Database } from '../kernel/database.ts';
import { quietest } from '../kernel/statement.ts';
import { type Accounts, makeAccounts } from './accounts.ts';
import { type Authority, unauthenticated } from './auth.ts';
import type { Exchange } from './exchange.ts';
import { makeExecutor } from './executor.ts';
import { graphiqlOptions } from './graphiql.ts';
import { idempotent } from './idempotency.ts';
import { limits } from './limits.ts';
import { masking } from './masking.ts';
import { noForgery, readable } from './requests.ts';

type Parts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly database: Database;
  readonly authority: Authority;
};

export const graphqlPath = '/graphql';

/** GraphQL over HTTP: Yoga, with our executor, limits and idea of who asks. */
export const makeGraphql = ({ config, schema, database, authority }: Parts) => {
  const accounts = makeAccounts(database);
  return createYoga<Exchange, Context>({
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
          authority.signs && isDemo(req, config) ? await authority.sign('admin') : undefined,
        )),
    renderGraphiQL,
    maskedErrors: { maskError: masking(config) },
    context: async ({ request, req, learned }) => {
      const viewer = await viewerFor(request.headers.get('authorization'), authority, accounts);
      if (viewer) learned.username = viewer.username;
      return newContext(quietest(database.lanes), viewer, config, {
        writer: database.writer,
        tokens: authority.tokens,
        address: addressOf(req, config),
      });
    },
    plugins: [noForgery(), readable, ...limits(config), execution(schema, config)],
  });
};

const corsOf =
  ({ corsOrigins }: Config) =>
  (request: Request) => {
    const origin = request.headers.get('origin');
    const known = origin && (corsOrigins.includes('*') || corsOrigins.includes(origin));
    return known ? { origin, credentials: false, exposedHeaders: ['x-request-id'] } : false;
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

const viewerFor = async (
  authorization: string | null,
  authority: Authority,
  accounts: Accounts,
): Promise<Viewer | null> => {
  if (!authorization) return null;
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!token) {
    throw unauthenticated('The Authorization header must be "Bearer <token>".');
  }
  const claims = await authority.verify(token);
  const viewer = await accounts.load(claims);
  if (!viewer) {
    const { username, realm } = claims;
    throw unauthenticated(`There is no active account "${username}" in ${realm}.`);
  }
  return viewer;
};

const execution = (schema: GraphQLSchema, { sqlReport }: Config): Plugin<Exchange & Context> => {
  const execute = idempotent(schema, makeExecutor(schema));
  return {
    onExecute: ({ args, setExecuteFn }) => {
      setExecuteFn(execute);
      const { spent, viewer, learned } = args.contextValue;
      learned.operation = getOperationAST(args.document, args.operationName)?.name?.value;
      return {
        onExecuteDone: ({ result, setResult }) => {
          learned.statements = spent.statements;
          if (sqlReport === 'off' || (sqlReport === 'admin' && viewer?.role !== 'ADMIN')) return;
          if (Symbol.asyncIterator in result) return;
          const sql = { statements: spent.statements, ms: Math.round(spent.ms * 100) / 100 };
          setResult({ ...result, extensions: { ...result.extensions, sql } });
        },
      };
    },
  };
};
