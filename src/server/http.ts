import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Exchange, exchanges } from './exchange.ts';
import { graphqlPath } from './graphql.ts';

type Handlers = {
  readonly graphql: (exchange: Exchange) => unknown;
  readonly isReady: () => Promise<boolean>;
};

/** The HTTP server: who gets which path, ids, the log, and what is refused before anyone reads it. */
export const makeHttpServer = (
  { maxBodyBytes }: Config,
  log: Logger,
  { graphql, isReady }: Handlers,
): Server =>
  createServer((req, res) => {
    const requestId = requestIdOf(req);
    res.setHeader('x-request-id', requestId);
    const exchange: Exchange = { req, res, requestId, log: log.child({ requestId }), learned: {} };
    const started = performance.now();
    res.on('close', () => {
      exchange.log.info(
        {
          method: req.method,
          path: pathOf(req),
          status: res.statusCode,
          ms: Math.round(performance.now() - started),
          ...exchange.learned,
        },
        'request',
      );
    });
    exchanges.run(exchange, () => {
      const path = pathOf(req);
      if (path === graphqlPath) {
        const problem = bodyProblem(req, maxBodyBytes);
        if (problem) refuse(res, ...problem);
        else graphql(exchange);
      } else if (path === '/health') answer(res, 200, { status: 'alive' });
      else if (path === '/ready') {
        void isReady().then((ready) =>
          answer(res, ready ? 200 : 503, {
            status: ready ? 'ready' : 'the database does not answer',
          }),
        );
      } else if (path === '/') {
        res.writeHead(302, { location: graphqlPath }).end();
      } else
        refuse(res, 404, 'NOT_FOUND', `There is nothing at ${path}. GraphQL is at ${graphqlPath}.`);
    });
  });

const pathOf = (req: IncomingMessage) => (req.url ?? '/').split('?')[0] ?? '/';

/** A caller's own request id is kept if it is harmless in a log. */
const requestIdOf = (req: IncomingMessage): string => {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
};

/** A body is refused for its length before it is read; so it has to say its length. */
const bodyProblem = (req: IncomingMessage, most: number): [number, string, string] | undefined => {
  if (req.method !== 'POST') return undefined;
  const length = req.headers['content-length'];
  if (length === undefined) return [411, 'BAD_USER_INPUT', 'Send a Content-Length with the body.'];
  if (Number(length) > most)
    return [413, 'BAD_USER_INPUT', `The body may have at most ${most} bytes.`];
  return undefined;
};

const refuse = (res: ServerResponse, status: number, code: string, message: string) => {
  // the rest of a refused body is not read, so the connection cannot be used again
  if (status === 413 || status === 411) res.setHeader('connection', 'close');
  answer(res, status, { errors: [{ message, extensions: { code } }] });
};

const answer = (res: ServerResponse, status: number, body: object) => {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(body));
};
