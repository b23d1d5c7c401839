import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { admission } from './admission.ts';
import { isAllowed } from './cors.ts';
import { type Exchange, exchanges, type HttpExchange } from './exchange.ts';
import { exportPath } from './export-request.ts';
import { importPath } from './import-request.ts';
import { isBrowser, type Page } from './page.ts';
import { endOnceSent, readBody } from './request-body.ts';
import { protect } from './security-headers.ts';
import { boundWaiting } from './waiting-connections.ts';
import { graphqlPath } from './yoga.ts';

type Handlers = {
  readonly graphql: (exchange: HttpExchange, body: Buffer | undefined) => unknown;
  /** Gives rows as files. */
  readonly exported: (exchange: HttpExchange) => unknown;
  /** Takes rows out of files. */
  readonly imported: (exchange: HttpExchange) => unknown;
  /** For whom a request waits for its turn. */
  readonly ownerOf: (exchange: HttpExchange) => Promise<string>;
  readonly upgrade: (stream: Duplex, head: Buffer, exchange: Exchange) => void;
  readonly page: Page;
  readonly isReady: () => Promise<boolean>;
  /** Numbers for Prometheus, if they are for anybody. */
  readonly metrics: (() => string) | undefined;
};

/** Node's own limits are for slow uploads; ours are small. Idle connections outlive those of the usual load balancers. */
const patience = {
  headersTimeout: 8_000,
  connectionsCheckingInterval: 1_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
};

/** What we do not speak is not upgraded to: the request is answered as if nobody had asked. (Node 24.9 and later ask us.) */
const upgrades = {
  shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket',
};

/** The HTTP server: who gets which path, ids, the log, and what is refused before anyone reads it. */
export const makeHttpServer = (
  config: Config,
  log: Logger,
  { graphql, exported, imported, ownerOf, upgrade, page, isReady, metrics }: Handlers,
): Server => {
  const server = createServer({ ...patience, ...upgrades }, (req, res) => {
    const requestId = requestIdOf(req);
    res.setHeader('x-request-id', requestId);
    protect(req, res, config);
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
        if (problem) refuse(req, res, ...problem);
        else void admit(exchange, config, graphql, ownerOf);
      } else if (path.startsWith(exportPath)) void admit(exchange, config, exported, ownerOf);
      else if (path.startsWith(importPath)) void inTurn(exchange, undefined, imported, ownerOf);
      else if (path === '/health') answer(res, 200, { status: 'alive' });
      else if (path === '/ready') {
        void isReady().then((ready) =>
          answer(res, ready ? 200 : 503, {
            status: ready ? 'ready' : 'the database does not answer',
          }),
        );
      } else if (path === '/metrics' && metrics) {
        res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        res.end(metrics());
      } else {
        page(path, req, res).then(
          (isAnswered) => isAnswered || nothingAt(path, req, res),
          (error: unknown) => {
            exchange.log.error({ err: error }, 'the page cannot be served');
            res.destroy();
          },
        );
      }
    });
  });
  boundWaiting(server);
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
const problemOfUpgrade = (req: IncomingMessage, config: Config): string | undefined => {
  if (pathOf(req) !== graphqlPath) return '404 Not Found';
  const { origin, host } = req.headers;
  const isKnown =
    origin === undefined ||
    isAllowed(config, origin) ||
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

const nothingAt = (path: string, req: IncomingMessage, res: ServerResponse) => {
  const here =
    path === '/' ? 'no page here: it has not been built (npm run build)' : `nothing at ${path}`;
  const message = `This is PEARL, a GraphQL server. There is ${here}. GraphQL is at ${graphqlPath}.`;
  refuse(req, res, 404, 'NOT_FOUND', message);
};

/** What is wrong with a request before anyone reads its body. */
const problemOf = (
  req: IncomingMessage,
  { maxBodyBytes, graphiql }: Config,
): Problem | undefined => {
  const { method = '', url, headers } = req;
  const isPage = graphiql && method === 'GET' && isBrowser(req);
  if (!URL.canParse(`http://${headers.host ?? 'localhost'}${url}`))
    return [400, 'BAD_USER_INPUT', 'The Host header and the path make no URL.'];
  if (!methods.includes(method))
    return [405, 'BAD_USER_INPUT', `The method is ${method}; it has to be POST or GET.`];
  if (headers.accept && !isPage && !answers.test(headers.accept))
    return [406, 'BAD_USER_INPUT', 'The Accept header allows no answer: add application/json.'];
  return method === 'POST' && Number(headers['content-length'] ?? 0) > maxBodyBytes
    ? tooLong(maxBodyBytes)
    : undefined;
};

type Problem = [status: number, code: string, message: string];

const tooLong = (most: number): Problem => [
  413,
  'BAD_USER_INPUT',
  `The body may have at most ${most} bytes.`,
];

/** Reads the body of a request, if it has one, and serves it when it is its turn. */
const admit = async (
  exchange: HttpExchange,
  { maxBodyBytes }: Config,
  serve: Handlers['graphql'],
  ownerOf: Handlers['ownerOf'],
): Promise<void> => {
  const { req, res, log } = exchange;
  if (req.method !== 'POST') return inTurn(exchange, undefined, serve, ownerOf);
  try {
    const body = await readBody(req, maxBodyBytes);
    if (body) await inTurn(exchange, body, serve, ownerOf);
    else refuse(req, res, ...tooLong(maxBodyBytes));
  } catch (error) {
    log.debug({ err: error }, 'the client has hung up before the end of its body');
  }
};

/** Serves a request when it is its turn, unless its client has hung up by then. */
const inTurn = async (
  exchange: HttpExchange,
  body: Buffer | undefined,
  serve: Handlers['graphql'],
  ownerOf: Handlers['ownerOf'],
): Promise<void> => {
  const isGone = () => exchange.res.destroyed;
  await admission(await ownerOf(exchange), body?.length ?? 0, isGone);
  if (!isGone()) serve(exchange, body);
};

const refuse = (req: IncomingMessage, res: ServerResponse, ...[status, code, message]: Problem) => {
  const body = { errors: [{ message, extensions: { code } }] };
  if (status === 405) res.setHeader('allow', methods.join(', '));
  if (status !== 413) return answer(res, status, body);
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  res.writeHead(status, { ...json, 'content-length': length, connection: 'close' }).write(text);
  void endOnceSent(req, res);
};

const json = { 'content-type': 'application/json; charset=utf-8' };

const answer = (res: ServerResponse, status: number, body: object) => {
  res.writeHead(status, json).end(JSON.stringify(body));
};
