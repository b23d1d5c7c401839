import type { Row, RowList } from 'postgres';
import type { Claimant } from './fair-queue.ts';
import type { Pipeline, Statement } from './pipeline.ts';

/** Lease: a connection that a request has for a while. Once the request is given up, what it runs there is cancelled. */
export class Lease {
  readonly #pipeline: Pipeline;
  readonly #signal: AbortSignal | undefined;
  readonly #leave: (wasCancelled: boolean) => void;
  #reason: Error | undefined;
  #isEnding = false;
  #cancelling: Promise<void> | undefined;

  constructor(pipeline: Pipeline, { signal }: Claimant, leave: (wasCancelled: boolean) => void) {
    this.#pipeline = pipeline;
    this.#signal = signal;
    this.#leave = leave;
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.#abort();
  }

  get isSound(): boolean {
    return this.#pipeline.isSound;
  }

  /** Why it was given up. */
  get reason(): Error | undefined {
    return this.#reason;
  }

  async unsafe<Rows extends object[] = Row[]>(...statement: Statement): Promise<RowList<Rows>> {
    if (this.#reason) throw this.#reason;
    const rows: unknown = await this.#pipeline.send(this, statement);
    return rows as RowList<Rows>;
  }

  /** Ends a transaction. A cancel must not hit that: nobody would know how it ended. */
  async end(how: 'commit' | 'rollback') {
    this.#isEnding = true;
    await this.#cancelling;
    if (how === 'commit' && this.#reason) throw this.#reason;
    return this.#pipeline.send({ reason: undefined }, [how]);
  }

  /** Sends nothing more, and cancels what has been sent. */
  giveUp(reason: Error): void {
    if (this.#isEnding || this.#reason) return;
    this.#reason = reason;
    if (this.#pipeline.canCancel(this)) this.#cancelling = this.#pipeline.cancel(this);
  }

  /** Gives the connection back, when no cancel is on its way that would hit the next one who gets it. */
  release(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    if (this.#cancelling) void this.#cancelling.then(() => this.#leave(true));
    else this.#leave(false);
  }

  readonly #abort = () => this.giveUp(this.#signal?.reason);
}
