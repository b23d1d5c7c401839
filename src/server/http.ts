import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Exchange, exchanges, type HttpExchange } from './exchange.ts';
import { graphqlPath } from './graphql.ts';

type Handlers = {
  readonly graphql: (exchange: HttpExchange) => unknown;
  readonly upgrade: (stream: Duplex, head: Buffer, exchange: Exchange) => void;
  readonly isReady: () => Promise<boolean>;
  /** Numbers for Prometheus, if they are for anybody. */
  readonly metrics: (() => string) | undefined;
};

/** Node's own limits are for slow uploads; ours are small. Idle connections outlive those of the usual load balancers. */
const patience = { headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 };

/** What we do not speak is not upgraded to: the request is answered as if nobody had asked. (Node 24.9 and later ask us.) */
const upgrades = {
  shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket',
};

/** No answer is for a cache or a frame, or to be taken for anything but its type. */
const protection = [
  ['cache-control', 'no-store'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
] as const;

/** The HTTP server: who gets which path, ids, the log, and what is refused before anyone reads it. */
export const makeHttpServer = (
  config: Config,
  log: Logger,
  { graphql, upgrade, isReady, metrics }: Handlers,
): Server => {
  const server = createServer({ ...patience, ...upgrades }, (req, res) => {
    const requestId = requestIdOf(req);
    res.setHeader('x-request-id', requestId);
    for (const [name, value] of protection) res.setHeader(name, value);
    const exchange: HttpExchange = {
      outlet: { tooSlow: () => res.destroy() },
      req,
      res,
      requestId,
      log: log.child({ requestId }),
      learned: {},
    };
    const started = performance.now();
    res.on('close', () => {
      const { expiresAt: _expiresAt, ...known } = exchange.learned;
      exchange.log.info(
        {
          method: req.method,
          path: pathOf(req),
          status: res.statusCode,
          ...(!res.writableFinished && { aborted: true }),
          ms: Math.round(performance.now() - started),
          ...known,
        },
        'request',
      );
    });
    exchanges.run(exchange, () => {
      const path = pathOf(req);
      if (path === graphqlPath) {
        const problem = problemOf(req, config);
        if (problem) refuse(res, ...problem);
        else graphql(exchange);
      } else if (path === '/health') answer(res, 200, { status: 'alive' });
      else if (path === '/ready') {
        void isReady().then((ready) =>
          answer(res, ready ? 200 : 503, {
            status: ready ? 'ready' : 'the database does not answer',
          }),
        );
      } else if (path === '/metrics' && metrics) {
        res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        res.end(metrics());
      } else if (path === '/') {
        res.writeHead(302, { location: graphqlPath }).end();
      } else
        refuse(res, 404, 'NOT_FOUND', `There is nothing at ${path}. GraphQL is at ${graphqlPath}.`);
    });
  });
  server.on('upgrade', (req, stream, head) => {
    const problem = problemOfUpgrade(req, config);
    if (problem) {
      stream.end(`HTTP/1.1 ${problem}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const requestId = requestIdOf(req);
    upgrade(stream, head, { req, requestId, log: log.child({ requestId }), learned: {} });
  });
  return server;
};

/** A page of another site may connect only from where requests are allowed to come. */
const problemOfUpgrade = (req: IncomingMessage, { corsOrigins }: Config): string | undefined => {
  if (pathOf(req) !== graphqlPath) return '404 Not Found';
  const { origin, host } = req.headers;
  const isKnown =
    origin === undefined ||
    corsOrigins.includes('*') ||
    corsOrigins.includes(origin) ||
    (URL.canParse(origin) && new URL(origin).host === host);
  return isKnown ? undefined : '403 Forbidden';
};

const pathOf = (req: IncomingMessage) => (req.url ?? '/').split('?')[0] ?? '/';

/** A caller's own request id is kept if it is harmless in a log. */
const requestIdOf = (req: IncomingMessage): string => {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
};

const methods = ['GET', 'POST', 'OPTIONS'];
const answers =
  /(application|\*)\/(json|graphql-response\+json|\*)|text\/event-stream|multipart\/mixed/i;

/** What is wrong with a request before anyone reads its body. That is refused for its length, so it has to say it. */
const problemOf = (
  { method = '', url, headers }: IncomingMessage,
  { maxBodyBytes, graphiql }: Config,
): [number, string, string] | undefined => {
  const isPage = graphiql && method === 'GET' && headers.accept?.includes('text/html');
  if (!URL.canParse(`http://${headers.host ?? 'localhost'}${url}`))
    return [400, 'BAD_USER_INPUT', 'The Host header and the path make no URL.'];
  if (!methods.includes(method))
    return [405, 'BAD_USER_INPUT', `The method is ${method}; it has to be POST or GET.`];
  if (headers.accept && !isPage && !answers.test(headers.accept))
    return [406, 'BAD_USER_INPUT', 'The Accept header allows no answer: add application/json.'];
  if (method !== 'POST') return undefined;
  const length = headers['content-length'];
  if (length === undefined) return [411, 'BAD_USER_INPUT', 'Send a Content-Length with the body.'];
  if (Number(length) > maxBodyBytes)
    return [413, 'BAD_USER_INPUT', `The body may have at most ${maxBodyBytes} bytes.`];
  return undefined;
};

const refuse = (res: ServerResponse, status: number, code: string, message: string) => {
  // the rest of a refused body is not read, so the connection cannot be used again
  if (status === 413 || status === 411) res.setHeader('connection', 'close');
  if (status === 405) res.setHeader('allow', methods.join(', '));
  answer(res, status, { errors: [{ message, extensions: { code } }] });
};

const answer = (res: ServerResponse, status: number, body: object) => {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify(body));
};
