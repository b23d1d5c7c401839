import { type ExecutionArgs, GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import type { DomainName } from '../domains/index.ts';
import type { Claims, Context } from '../kernel/context.ts';
import type { Answering } from './answer.ts';
import { corsOf } from './cors.ts';
import { noForgery, readable, ticketIn } from './csrf.ts';
import { isDemo } from './demo-visitor.ts';
import { serverSentEvents } from './events.ts';
import type { Exchange, HttpExchange } from './exchange.ts';
import type { Begun, Documents } from './fast-path.ts';
import { explorerPage, graphiqlOptions } from './graphiql.ts';
import type { Shown } from './identity.ts';
import { limits } from './limits.ts';
import { giveBack } from './request-body.ts';
import { allowScripts } from './security-headers.ts';
import type { Served, subscribeBy } from './subscribe.ts';

export const graphqlPath = '/graphql';

/** What an operation is served with: an HTTP request, or what a socket knows of its client. */
export type Serving = Exchange & Served & { readonly claims?: Claims; readonly begun?: Begun };

type Parts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly contextOf: (serving: Serving, shown: Shown | Claims) => Promise<Context>;
  readonly answer: Answering;
  readonly subscribe: ReturnType<typeof subscribeBy>;
  readonly learn: Documents['learn'];
  readonly mask: (error: unknown) => GraphQLError;
  /** Tokens for whoever opens the explorer of a demo. */
  readonly tokensOfDemo: () => Promise<ReadonlyMap<DomainName, string>>;
};

/** Yoga, with our limits and our idea of who asks; it executes and subscribes by our means. */
export const makeYoga = ({ config, schema, contextOf, answer, subscribe, ...parts }: Parts) => {
  const ours: Plugin<Serving & Context> = {
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
    onExecute: ({ args: { document, contextValue }, setExecuteFn }) => {
      parts.learn(document); // what comes to be executed is valid
      const { begun, learned } = contextValue;
      setExecuteFn((args: ExecutionArgs) => begun?.answer ?? answer(args, learned));
    },
  };
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
          config.domains,
          req && isDemo(req, config) ? await parts.tokensOfDemo() : new Map(),
        )),
    renderGraphiQL: async (options) => allowScripts(await explorerPage(options)),
    maskedErrors: { maskError: parts.mask },
    context: ({ request, begun, ...serving }) =>
      begun?.context ?? contextOf(serving, serving.claims ?? shownBy(request)),
    plugins: [noForgery(), readable, ...limits(config), ours, serverSentEvents],
  });
  const serve = (exchange: HttpExchange, body: Buffer | undefined, begun?: Begun) => {
    const { req, res } = exchange;
    if (body) giveBack(req, body);
    return yoga(req, res, { ...exchange, ...(begun && { begun }) });
  };
  return { serve, getEnveloped: yoga.getEnveloped, dispose: () => yoga.dispose() };
};

/** A ticket stands in the URL, and in no log: only the path is logged. */
const shownBy = (request: Request): Shown => ({
  authorization: request.headers.get('authorization'),
  ticket: ticketIn(request),
});
