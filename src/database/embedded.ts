import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts PGlite on `<dataDir>/pg` in a thread of its own; it speaks the Postgres protocol on the socket. */
export const startEmbedded = async (dataDir: string) => {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: resolve(dataDir),
    execArgv: [], // ours may be about the main script, such as --input-type
  });
  const socket: string = (await once(worker, 'message'))[0];
  // From here on an error of the worker rejects this promise unhandled and so ends the process: without its database
  // the server is of no use, and the next start recovers the data.
  const gone = once(worker, 'exit');
  const stop = async () => {
    worker.postMessage('stop');
    await gone;
  };
  /** Closes the database and opens it again, in case another one has been put in its place. */
  const reopen = async () => {
    worker.postMessage('reopen');
    await once(worker, 'message');
  };
  return { socket, stop, reopen };
};
