import { setTimeout as wait } from 'node:timers/promises';
import { lost } from './connection-loss.ts';
import type { Sql } from './database.ts';
import type { Claimant } from './fair-queue.ts';
import { dense } from './lasting.ts';
import { Silence } from './silence.ts';

/** A connection that can be lent to one request after the other. */
export type Member = {
  readonly unsafe: Sql['unsafe'];
  /** Whether it is still the connection that it was: not once it has been lost, even if there is a new one by now. */
  readonly isSound: () => boolean;
  readonly drop: () => void;
  readonly giveBack: () => void;
};

/** Cancels what the connection with this process id is doing. */
export type Cancel = (pid: number) => Promise<unknown>;

type Means = {
  /** Not every database can. */
  readonly cancel: Cancel | undefined;
  readonly silentMs: number | undefined;
  readonly giveBack: () => void;
};

type Statement = Parameters<Sql['unsafe']>;
type Sent = ReturnType<Sql['unsafe']> & { readonly state?: { readonly pid: number | null } | null };

const betweenCancelsMs = 20;

/** A connection that a request has to itself for a while. Once the request is given up, what runs there is cancelled. */
export class Lease {
  readonly #member: Member;
  readonly #means: Means;
  readonly #signal: AbortSignal | undefined;
  readonly #silence: Silence;
  #pending = 0;
  #last: Sent | undefined;
  #reason: Error | undefined;
  #isEnding = false;
  #cancelling: Promise<void> | undefined;

  constructor(member: Member, { signal }: Claimant, means: Means) {
    this.#member = member;
    this.#means = means;
    this.#signal = signal;
    this.#silence = new Silence(means.silentMs, member.drop);
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.#abort();
  }

  get isSound(): boolean {
    return this.#member.isSound();
  }

  /** Whether something has been cancelled. */
  get wasCancelled(): boolean {
    return this.#cancelling !== undefined;
  }

  async unsafe(...statement: Statement) {
    if (this.#reason) throw this.#reason;
    return this.#send(statement);
  }

  /** Ends a transaction. A cancel must not hit that: nobody would know how it ended. */
  async end(how: 'commit' | 'rollback') {
    this.#isEnding = true;
    await this.#cancelling;
    if (how === 'commit' && this.#reason) throw this.#reason;
    return this.#send([how]);
  }

  /** Sends nothing more, and cancels what has been sent. */
  giveUp(reason: Error): void {
    if (this.#isEnding || this.#reason) return;
    this.#reason = reason;
    const { cancel } = this.#means;
    if (cancel && this.#pending > 0) this.#cancelling = this.#cancelAll(cancel);
  }

  /** Gives the connection back, when no cancel is on its way that would hit the next one who gets it. */
  release(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    const { giveBack } = this.#means;
    if (this.#cancelling) void this.#cancelling.then(giveBack);
    else giveBack();
  }

  readonly #abort = () => this.giveUp(this.#signal?.reason);

  async #send(statement: Statement) {
    if (!this.isSound) throw lost();
    this.#pending += 1;
    this.#silence.sent();
    try {
      this.#last = dense(this.#member.unsafe(...statement));
      return await this.#last;
    } catch (error) {
      throw this.#reason ?? error;
    } finally {
      this.#pending -= 1;
      this.#silence.heard();
    }
  }

  /** A cancel ends one statement, and those that were sent with it come after that. */
  async #cancelAll(cancel: Cancel): Promise<void> {
    while (this.#pending > 0 && this.isSound) {
      const pid = this.#last?.state?.pid;
      if (pid) await cancel(pid).catch(() => {});
      await wait(betweenCancelsMs);
    }
  }
}
