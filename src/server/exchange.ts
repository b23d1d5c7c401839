import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** One HTTP request and its answer, and what is learned on the way for the log. */
export type Exchange = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  readonly log: Logger;
  readonly learned: { operation?: string | undefined; username?: string; statements?: number };
};

/** The exchange that the running code belongs to. */
export const exchanges = new AsyncLocalStorage<Exchange>();
