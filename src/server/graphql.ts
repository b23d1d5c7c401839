import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { viewerOf } from '../domains/index.ts';
import { type Context, newContext } from '../kernel/context.ts';
import type { Sql } from '../kernel/database.ts';
import { refusal } from '../kernel/errors.ts';
import type { Authority } from './auth.ts';
import type { Exchange } from './exchange.ts';
import { makeExecutor } from './executor.ts';
import { graphiqlOptions } from './graphiql.ts';
import { limits } from './limits.ts';
import { masked } from './masking.ts';

type Parts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly sql: Sql;
  readonly authority: Authority;
  readonly log: Logger;
};

export const graphqlPath = '/graphql';

/** GraphQL over HTTP: Yoga, with our executor, limits and idea of who asks. */
export const makeGraphql = ({ config, schema, sql, authority, log }: Parts) =>
  createYoga<Exchange, Context>({
    schema,
    graphqlEndpoint: graphqlPath,
    landingPage: false,
    logging: log,
    cors: corsOf(config),
    graphiql:
      config.graphiql &&
      (async (request) =>
        graphiqlOptions(isDemo(request, config) ? await authority.sign('admin') : undefined)),
    renderGraphiQL,
    maskedErrors: { maskError: masked },
    context: async ({ request, learned }) => {
      const viewer = await viewerFor(request.headers.get('authorization'), sql, authority);
      if (viewer) learned.username = viewer.username;
      return newContext(sql, viewer, config);
    },
    plugins: [
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf', 'authorization'] }),
      ...limits(config),
      execution(schema, config),
    ],
  });

const corsOf = ({ corsOrigins }: Config) =>
  corsOrigins.length > 0
    ? { origin: corsOrigins.includes('*') ? '*' : corsOrigins, credentials: false }
    : false;

/**
 * Whether to sign the explorer's user in. A page of another site could reach us under its own name (DNS rebinding), so
 * the token is only shown to who asks for this machine by its own name.
 */
const isDemo = (request: Request, { embedded }: Config): boolean =>
  embedded && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(request.url).hostname);

const unauthorized = { http: { status: 401 } };

const viewerFor = async (authorization: string | null, sql: Sql, authority: Authority) => {
  if (!authorization) return null;
  const [scheme, token] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    throw refusal(
      'UNAUTHENTICATED',
      'The Authorization header must be "Bearer <token>".',
      unauthorized,
    );
  }
  const { realm, username } = await authority.verify(token);
  const viewer = await viewerOf(sql, realm, username);
  if (!viewer) {
    throw refusal(
      'UNAUTHENTICATED',
      `There is no active account "${username}" in ${realm}.`,
      unauthorized,
    );
  }
  return viewer;
};

const execution = (schema: GraphQLSchema, { sqlReport }: Config): Plugin<Exchange & Context> => {
  const execute = makeExecutor(schema);
  return {
    onExecute: ({ args, setExecuteFn }) => {
      setExecuteFn(execute);
      const { spent, viewer, learned } = args.contextValue;
      learned.operation = args.operationName ?? undefined;
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
