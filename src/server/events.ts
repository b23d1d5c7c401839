import type { Plugin } from 'graphql-yoga';
import type { Delivery } from './hub.ts';
import type { Queue } from './queue.ts';

const pingMs = 12_000;

/**
 * Server-sent events for clients without WebSockets. The id of an event is its cursor: a client that reconnects sends the
 * last one by itself (Last-Event-ID), and misses nothing.
 */
export const serverSentEvents: Plugin = {
  onResultProcess: (event) => {
    const { request, result } = event;
    const accepted = request.headers.get('accept') ?? '';
    if (!(Symbol.asyncIterator in result) || !accepted.includes('text/event-stream')) return;
    event.setResultProcessor(
      (deliveries) => new Response(streamOf(deliveries as unknown as Queue<Delivery>), { headers }),
      'text/event-stream',
    );
  },
};

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  connection: 'keep-alive',
};

const encoder = new TextEncoder();

const streamOf = (deliveries: Queue<Delivery>): ReadableStream<Uint8Array> => {
  let pings: NodeJS.Timeout;
  return new ReadableStream({
    start: (controller) => {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      write(':\n\n');
      pings = setInterval(() => (controller.desiredSize ?? 0) > 0 && write(':\n\n'), pingMs);
    },
    pull: async (controller) => {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      try {
        const { done, value } = await deliveries.next();
        if (!done) return write(`id: ${value.cursor}\nevent: next\ndata: ${value.json}\n\n`);
        write('event: complete\ndata:\n\n');
        clearInterval(pings);
        controller.close();
      } catch (error) {
        clearInterval(pings);
        throw error;
      }
    },
    cancel: async () => {
      clearInterval(pings);
      await deliveries.return();
    },
  });
};
