import type { FormattedExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { Delivery } from '../live/delivery.ts';
import type { HttpExchange } from './exchange.ts';

const pingMs = 12_000;
const longestTimer = 2 ** 31 - 1;

/**
 * Server-sent events for clients without WebSockets. The id of an event is its cursor: a client that reconnects sends the
 * last one by itself (Last-Event-ID), and misses nothing. A stream that is broken off has more to come; one that has come
 * to its end says "complete".
 */
export const serverSentEvents: Plugin<HttpExchange> = {
  onResultProcess: (event) => {
    const { request, result, serverContext } = event;
    const accepted = request.headers.get('accept') ?? '*/*';
    if (!(Symbol.asyncIterator in result)) return;
    if (!/text\/event-stream|\*\/\*/i.test(accepted)) {
      void (result as Results).return(undefined); // it is refused (406): nobody will ask for what comes
      return;
    }
    const { res, learned } = serverContext as unknown as HttpExchange;
    event.setResultProcessor(
      (results) =>
        new Response(streamOf(results as unknown as Results, res, learned.expiresAt), { headers }),
      'text/event-stream',
    );
  },
};

type Results = AsyncGenerator<FormattedExecutionResult>;

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  connection: 'keep-alive',
};

const encoder = new TextEncoder();

const breaks: readonly unknown[] = ['INTERNAL_SERVER_ERROR', 'UNAVAILABLE'];
const isBreak = ({ errors }: FormattedExecutionResult) =>
  breaks.includes(errors?.[0]?.extensions?.['code']);

const streamOf = (
  results: Results,
  res: HttpExchange['res'],
  expiresAt: number | undefined,
): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      const ping = () =>
        (controller.desiredSize ?? 0) > 0 && controller.enqueue(encoder.encode(':\n\n'));
      ping();
      const pings = setInterval(ping, pingMs);
      const left = expiresAt === undefined ? longestTimer : expiresAt * 1000 - Date.now();
      const expiry = setTimeout(() => res.destroy(), Math.min(left, longestTimer));
      const leave = () => {
        clearInterval(pings);
        clearTimeout(expiry);
        void results.return(undefined);
      };
      if (res.destroyed)
        leave(); // it has hung up in the meantime: nobody will say so again
      else res.once('close', leave);
    },
    pull: async (controller) => {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const { done, value } = await results.next();
      if (res.destroyed) return;
      if (!done && value instanceof Delivery) {
        write(`id: ${value.cursor}\nevent: next\ndata: ${value.json}\n\n`);
        return;
      }
      if (!done && isBreak(value)) {
        res.destroy();
        return;
      }
      if (!done) write(`event: next\ndata: ${JSON.stringify(value)}\n\n`);
      if (!done && value.data) return; // after what went wrong nothing comes
      write('event: complete\ndata:\n\n');
      controller.close();
    },
  });
