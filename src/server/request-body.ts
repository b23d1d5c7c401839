import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** The body of a request that does not say its length (chunked), counted as it comes; undefined if it is too long. */
export const readCounted = async (
  req: IncomingMessage,
  most: number,
): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const lingerMs = 5_000;

/** Lingering close: whoever still sends its body when we hang up gets a reset, and may never see the answer. */
export const endOnceSent = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
  req.resume();
  const sent = finished(req, { writable: false }).catch(() => {});
  await Promise.race([sent, wait(lingerMs, undefined, { ref: false })]);
  res.end();
};
