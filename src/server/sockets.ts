import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { type Context as Connection, handleProtocols, makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import type { Claims } from '../kernel/context.ts';
import { refusal, shown } from '../kernel/errors.ts';
import type { Outlet } from '../live/delivery.ts';
import { type Ended, isEnded } from '../live/realm.ts';
import { type Exchange, exchanges } from './exchange.ts';
import type { Graphql, Prepared } from './graphql.ts';
import { Budgets } from './request-budget.ts';
import { closing, end, refused } from './socket-close.ts';
import { completedBy } from './socket-message.ts';

type Extra = {
  readonly socket: WebSocket;
  readonly stream: Duplex;
  readonly exchange: Exchange;
  readonly budgets: Budgets;
  claims?: Claims;
  leave?: () => void;
  expiry?: NodeJS.Timeout;
};

const pingMs = 12_000;
const initMs = 5_000;
/** So many bytes may wait for a client to read them while it goes on asking. */
const mostUnread = 4_000_000;
const longestTimer = 2 ** 31 - 1;

/** GraphQL over WebSockets (graphql-transport-ws), on the same port and path as over HTTP. */
export const makeSockets = (config: Config, log: Logger, graphql: Graphql) => {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.maxBodyBytes,
    handleProtocols,
    perMessageDeflate: false,
  });
  const admitted = new Map<WebSocket, Claims>();

  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: initMs,
    onConnect: async ({ connectionParams, extra }) => {
      const header = connectionParams?.['authorization'] ?? connectionParams?.['Authorization'];
      const claims = await graphql
        .admit(typeof header === 'string' ? header : null, extra.exchange)
        .catch((error: unknown) => {
          if (error instanceof GraphQLError) end(extra.socket, refused(error.message));
          else {
            graphql.mask(error); // logs it
            end(extra.socket, closing.unavailable);
          }
          return null;
        });
      if (claims === null) return true;
      if (claims === undefined) {
        end(extra.socket, closing.nobody);
        return true;
      }
      if (extra.socket.readyState !== extra.socket.OPEN) return true; // it has hung up in the meantime
      const leave = graphql.connections.enter(claims);
      if (!leave) {
        end(extra.socket, closing.tooMany);
        return true;
      }
      admitted.set(extra.socket, claims);
      extra.claims = claims;
      extra.leave = leave;
      const left = claims.expiresAt * 1000 - Date.now();
      extra.expiry = setTimeout(
        () => end(extra.socket, closing.forbidden),
        Math.min(left, longestTimer),
      );
      return true;
    },
    onSubscribe: async ({ extra, subscriptions }, id, { query, operationName, variables }) => {
      if (Object.keys(subscriptions).length > config.maxSubscriptions) {
        return [
          refusal(
            'TOO_EXPENSIVE',
            `A connection may have at most ${config.maxSubscriptions} operations at a time.`,
          ),
        ];
      }
      const prepared = await graphql.prepare(
        { query, operationName, variables },
        {
          ...extra.exchange,
          budget: extra.budgets.start(id),
          ...(extra.claims && { claims: extra.claims }),
          outlet: outletOf(extra, id),
        },
      );
      return prepared as ExecutionArgs | GraphQLError[];
    },
    execute: (args) => (args as Prepared).run() as never,
    subscribe: (args) => (args as Prepared).run() as never,
    onNext: (_connection, _id, _payload, _args, { errors, ...result }) =>
      ({
        ...result,
        ...(errors && { errors: errors.map((error) => shown(graphql.mask(error))) }),
      }) as never,
    onError: ({ extra }, _id, _payload, errors) => {
      // whoever finds out first: nothing has come to its end with an account, for whoever comes again
      if (errors.some(isAboutAccount)) end(extra.socket, closing.forbidden);
      return errors.map((error) => shown(graphql.mask(error)));
    },
    onClose: ({ extra }: Connection<Record<string, unknown>, Extra>) => {
      clearTimeout(extra.expiry);
      extra.leave?.();
      admitted.delete(extra.socket);
    },
  });

  const opened = (socket: WebSocket, stream: Duplex, exchange: Exchange) => {
    const budgets = new Budgets(config.requestSeconds);
    const alive = keepAlive(socket);
    socket.on('error', (error) => exchange.log.debug({ err: error }, 'a socket failed'));
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => {
          if (socket.readyState !== socket.OPEN) return;
          socket.send(text, () => {
            if (socket.isPaused && socket.bufferedAmount < mostUnread) socket.resume();
          });
          // who does not read its answers asks for no more of them
          if (socket.bufferedAmount >= mostUnread) socket.pause();
        },
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => {
          let ending: Promise<unknown> | undefined;
          // an id that has come to its end is free for the next message
          const inTurn = (text: string): Promise<void> => {
            const taken = ending ? ending.then(() => take(text)) : take(text);
            const completed = completedBy(text);
            if (completed !== undefined) {
              budgets.end(completed);
              ending = taken.then(
                () => wait(0),
                () => {},
              );
            }
            return taken;
          };
          socket.on('message', (data) => {
            const taken = exchanges.run(exchange, () => inTurn((data as Buffer).toString()));
            taken.catch((error: unknown) => {
              if (socket.readyState !== socket.OPEN) return;
              // the library's words for what only a server may say
              if (String(error).includes('Unexpected message'))
                return end(socket, closing.badRequest);
              exchange.log.error({ err: error }, 'unexpected error');
              end(socket, closing.internal);
            });
          });
        },
      },
      { socket, stream, exchange, budgets },
    );
    socket.once('close', (code, reason) => {
      clearInterval(alive);
      budgets.endAll();
      void closed(code, String(reason));
    });
  };

  return {
    /** Takes a connection over from HTTP. */
    upgrade: (stream: Duplex, head: Buffer, exchange: Exchange) =>
      sockets.handleUpgrade(exchange.req as IncomingMessage, stream, head, (socket) =>
        opened(socket, stream, exchange),
      ),
    get size(): number {
      return sockets.clients.size;
    },
    /** Ends the connections of somebody whose rights have changed, or whose session is over. */
    drop: (ended: Ended) => {
      for (const [socket, claims] of admitted) {
        if (isEnded(ended, claims)) end(socket, closing.forbidden);
      }
    },
    close: async (patienceMs: number) => {
      for (const socket of sockets.clients) end(socket, closing.goingAway);
      const cut = setTimeout(
        () => {
          for (const socket of sockets.clients) socket.terminate();
        },
        Math.min(patienceMs, 1000),
      );
      while (sockets.clients.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      clearTimeout(cut);
      log.debug('the sockets are closed');
    },
  };
};

const isAboutAccount = ({ extensions }: GraphQLError) => extensions['code'] === 'UNAUTHENTICATED';

/** A connection that does not answer is gone, whatever the network says. */
const keepAlive = (socket: WebSocket): NodeJS.Timeout => {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  return setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingMs);
};

const messageEnd = Buffer.from('}');

/**
 * Sends the changes that an operation is told of. A message's text is that of all who have subscribed to the same, so we
 * put it together ourselves; what is sent at a time goes out in one packet.
 */
const outletOf = ({ socket, stream }: Extra, id: string): Outlet => {
  const messageStart = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return {
    tooSlow: () => end(socket, closing.tooSlow),
    send: (deliveries, gone) => {
      if (socket.readyState !== socket.OPEN) return;
      stream.cork();
      for (const delivery of deliveries) {
        const isLast = delivery === deliveries.at(-1);
        const message = delivery.within(messageStart, messageEnd);
        socket.send(message, { binary: false }, isLast ? gone : undefined);
      }
      stream.uncork();
    },
  };
};
