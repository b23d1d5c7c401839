import type { FormattedExecutionResult } from 'graphql';

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
