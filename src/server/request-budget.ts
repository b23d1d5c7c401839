import type { ServerResponse } from 'node:http';
import { refusal } from '../kernel/errors.ts';

/** Nobody reads that. */
const gone = refusal('ABORTED', 'The client has hung up.');

/** Time budget of a request: it is given up when that is spent, or when nobody waits for the answer any more. */
export class Budget {
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(seconds: number) {
    this.#timer = setTimeout(() => this.#ending.abort(spent(seconds)), seconds * 1000).unref();
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  readonly end = (): void => {
    clearTimeout(this.#timer);
    this.#ending.abort(gone);
  };
}

/** The budget of an HTTP request. */
export const budgetOf = (res: ServerResponse, seconds: number): Budget => {
  const budget = new Budget(seconds);
  if (res.destroyed)
    budget.end(); // it has hung up in the meantime: nobody will say so again
  else res.once('close', budget.end);
  return budget;
};

const spent = (seconds: number) =>
  refusal(
    'TIMED_OUT',
    `This request has taken longer than ${seconds} seconds: ask for less, or try again later.`,
  );

/** The budgets of what runs on a socket, by its ids. */
export class Budgets {
  readonly #seconds: number;
  readonly #running = new Map<string, Budget>();

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  start(id: string): Budget {
    const budget = new Budget(this.#seconds);
    this.#running.set(id, budget);
    budget.signal.addEventListener('abort', () => {
      if (this.#running.get(id) === budget) this.#running.delete(id);
    });
    return budget;
  }

  end(id: string): void {
    this.#running.get(id)?.end();
  }

  endAll(): void {
    for (const budget of this.#running.values()) budget.end();
  }
}
