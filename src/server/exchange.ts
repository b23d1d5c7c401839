import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Outlet } from '../live/delivery.ts';
import type { Budget } from './request-budget.ts';

/** What the server is doing for whom, and what is learned on the way for the log. */
export type Exchange = {
  readonly req?: IncomingMessage;
  readonly res?: ServerResponse;
  readonly requestId: string;
  readonly log: Logger;
  /** Where there is no HTTP response, whose end is that of the request. */
  readonly budget?: Budget;
  readonly learned: {
    operation?: string | undefined;
    username?: string;
    statements?: number;
    expiresAt?: number;
  };
};

/** One HTTP request and its answer. */
export type HttpExchange = Exchange & {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly outlet: Outlet;
};

/** The exchange that the running code belongs to. */
export const exchanges = new AsyncLocalStorage<Exchange>();
