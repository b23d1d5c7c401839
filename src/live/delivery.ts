import type { FormattedExecutionResult } from 'graphql';
import type { Send } from './delivery-queue.ts';

/**
 * What is sent for one change: the same text for all who have subscribed to the same. Errors are in the text only, where
 * nobody takes them for errors to be masked.
 */
export class Delivery {
  readonly data: object | null;
  readonly cursor: string;
  readonly json: string;
  #bytes: Buffer | undefined;

  constructor(result: FormattedExecutionResult, cursor: string) {
    this.data = result.data ?? null;
    this.cursor = cursor;
    this.json = JSON.stringify(result);
  }

  /** The text between what a transport says before and after it. */
  within(before: Buffer, after: Buffer): Buffer {
    this.#bytes ??= Buffer.from(this.json);
    return Buffer.concat([before, this.#bytes, after]);
  }
}

/** What a transport can do for a subscription that it serves. */
export type Outlet = {
  /** Hangs up on a client that does not keep up. */
  readonly tooSlow?: () => void;
  /** Sends changes as they come; a transport without it asks for them one by one. */
  readonly send?: Send<Delivery>;
};
