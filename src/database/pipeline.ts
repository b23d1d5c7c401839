import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from './connection.ts';
import { lost } from './connection-loss.ts';
import { dense } from './driver-faults.ts';
import { Silence } from './silence-timeout.ts';

/** A connection of a pool. */
export type Member = {
  readonly unsafe: Sql['unsafe'];
  /** Whether it is still the connection that it was: not once it has been lost, even if there is a new one by now. */
  readonly isSound: () => boolean;
  readonly drop: () => void;
  readonly giveBack: () => void;
};

/** Cancels what the connection with this process id is doing. */
export type Cancel = (pid: number) => Promise<unknown>;

export type Statement = Parameters<Sql['unsafe']>;

type Query = ReturnType<Sql['unsafe']> & {
  readonly state?: { readonly pid: number | null } | null;
};

/** Whoever sends statements, and why they are of no use any more. */
type Sender = { readonly reason: Error | undefined };

const betweenCancelsMs = 20;

/** Pipelining: what is on its way over a connection is answered in the order in which it was sent. */
export class Pipeline {
  readonly #member: Member;
  /** Not every database can. */
  readonly #cancel: Cancel | undefined;
  readonly #silence: Silence;
  readonly #sent: { readonly sender: Sender; readonly query: Query }[] = [];
  /** How many cancels may still hit something. */
  #cancels = 0;

  constructor(member: Member, cancel: Cancel | undefined, silentMs: number | undefined) {
    this.#member = member;
    this.#cancel = cancel;
    this.#silence = new Silence(silentMs, member.drop);
  }

  get isSound(): boolean {
    return this.#member.isSound();
  }

  giveBack(): void {
    this.#member.giveBack();
  }

  async send(sender: Sender, statement: Statement): Promise<Awaited<Query>> {
    if (!this.isSound) throw lost();
    const query: Query = dense(this.#member.unsafe(...statement));
    const sent = { sender, query };
    this.#sent.push(sent);
    this.#silence.sent();
    try {
      return await query;
    } catch (error) {
      const isHit = this.#isHit(error);
      if (!sender.reason && !isHit) throw error;
    } finally {
      this.#sent.splice(this.#sent.indexOf(sent), 1);
      this.#silence.heard();
    }
    if (sender.reason) throw sender.reason;
    return this.send(sender, statement); // retries: the cancel was for the one before
  }

  /** Whether it was a cancel that ended a statement. */
  #isHit(error: unknown): boolean {
    if (this.#cancels === 0 || !isCancelled(error)) return false;
    this.#cancels -= 1;
    return true;
  }

  /** Whether there is anything to cancel of what somebody has sent, and a way to do it. */
  canCancel(sender: Sender): boolean {
    return this.#cancel !== undefined && this.#sent.some((each) => each.sender === sender);
  }

  /** Cancels all that somebody has sent. A cancel ends the statement that runs, and the next one comes after that. */
  async cancel(sender: Sender): Promise<void> {
    while (this.isSound && this.canCancel(sender)) {
      const [first] = this.#sent;
      const pid = first?.sender === sender && first.query.state?.pid;
      if (pid) {
        this.#cancels += 1;
        await this.#cancel?.(pid).catch(() => {});
      }
      await wait(betweenCancelsMs);
    }
  }
}

/** By a cancel or by the time limit of statements. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '57014';
