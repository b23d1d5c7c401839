import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The body of a request, counted as it comes: one need not say how long it is (chunked). Undefined if it is too long. By
 * events, since the iterator of a stream takes 4 µs more for each request.
 */
export const readBody = (req: IncomingMessage, most: number): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (body: Buffer | undefined) => {
      req.off('data', take).off('end', whole).off('close', broken).pause();
      resolve(body);
    };
    const take = (chunk: Buffer) => {
      length += chunk.length;
      if (length > most) end(undefined);
      else chunks.push(chunk);
    };
    const whole = () => end(Buffer.concat(chunks));
    const broken = () => reject(new Error('The client has hung up.'));
    req.on('data', take).on('end', whole).on('close', broken);
  });

/**
 * Gives a body that has been read to Yoga, which takes it from where frameworks leave it: `req.body`. It counts the keys of
 * what is there, and a Buffer has one for each byte (100 ms for a megabyte), so it gets what yields the Buffer.
 */
export const giveBack = (req: IncomingMessage, body: Buffer): void => {
  Object.assign(req, { body: { whole: body, [Symbol.asyncIterator]: () => once(body) } });
};

async function* once(bytes: Buffer) {
  yield bytes;
}

const lingerMs = 5_000;

/** Lingering close: whoever still sends its body when we hang up gets a reset, and may never see the answer. */
export const endOnceSent = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
  req.resume();
  const sent = finished(req, { writable: false }).catch(() => {});
  await Promise.race([sent, wait(lingerMs, undefined, { ref: false })]);
  res.end();
};
