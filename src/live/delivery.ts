import { createHash, randomUUID } from 'node:crypto';
import type { FormattedExecutionResult } from 'graphql';
import { encode, type Position } from './change-cursor.ts';
import type { Send } from './delivery-queue.ts';

/**
 * What is sent for one change: the same text for all who have subscribed to the same. Errors are in the text only, where
 * nobody takes them for errors to be masked.
 */
export class Delivery {
  readonly data: object | null;
  readonly position: Position;
  readonly cursor: string;
  readonly json: string;
  /** Whether there are no errors in it. */
  readonly isSound: boolean;
  #bytes: Buffer | undefined;

  constructor(result: FormattedExecutionResult, position: Position, json = JSON.stringify(result)) {
    this.data = result.data ?? null;
    this.position = position;
    this.cursor = encode(position);
    this.json = json;
    this.isSound = !result.errors;
  }

  /** The text between what a transport says before and after it. */
  within(before: Buffer, after: Buffer): Buffer {
    this.#bytes ??= Buffer.from(this.json);
    return Buffer.concat([before, this.#bytes, after]);
  }
}

/** Stands for the cursor in an answer that the cursor has to tell from others. */
export const cursorToCome: string = randomUUID();

/** An answer whose cursor holds a digest of it: whoever has got it is told only another one. */
export const answerOf = (result: FormattedExecutionResult, place: Position): Delivery => {
  const json = JSON.stringify(result);
  const answer = createHash('sha256').update(json).digest('base64url').slice(0, 16);
  const position = { ...place, answer };
  return new Delivery(result, position, json.replaceAll(cursorToCome, encode(position)));
};

/** What a transport can do for a subscription that it serves. */
export type Outlet = {
  /** Hangs up on a client that does not keep up. */
  readonly tooSlow?: () => void;
  /** Sends changes as they come; a transport without it asks for them one by one. */
  readonly send?: Send<Delivery>;
};
