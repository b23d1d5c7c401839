import { lost } from './connection-loss.ts';
import { refusal } from './errors.ts';

/** Who wants something: a user or, for nobody, an address; and what says that it is not wanted any more. */
export type Claimant = { readonly owner: string; readonly signal?: AbortSignal | undefined };

type Waiting = { readonly enter: () => void; readonly refuse: (reason: unknown) => void };

/**
 * Fair queueing: a free place goes to whoever holds the fewest. One in five is kept for those who hold none, so that nobody
 * takes them all. When too many wait, the longest line gets shorter.
 */
export class FairQueue {
  readonly #places: number;
  readonly #reserved: number;
  readonly #mostWaiting: number;
  #free: number;
  #waiting = 0;
  #isClosed = false;
  readonly #held = new Map<string, number>();
  /** By owner; whoever was served last is the last of them. */
  readonly #lines = new Map<string, Waiting[]>();

  constructor(places: number, mostWaiting: number) {
    this.#places = places;
    this.#free = places;
    this.#reserved = Math.min(Math.ceil(places / 5), places - 1);
    this.#mostWaiting = mostWaiting;
  }

  get state(): { readonly inUse: number; readonly waiting: number } {
    return { inUse: this.#places - this.#free, waiting: this.#waiting };
  }

  /** Comes back with a place, which `leave` gives back. */
  async enter({ owner, signal }: Claimant): Promise<void> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw lost();
    if (this.#mayEnter(owner)) return this.#admit(owner);
    this.#makeRoom(owner);
    await new Promise<void>((resolve, reject) => {
      const line = this.#lines.get(owner) ?? [];
      this.#lines.set(owner, line);
      const abort = () => {
        this.#remove(owner, line, waiting);
        reject(signal?.reason);
      };
      const stopListening = () => signal?.removeEventListener('abort', abort);
      const waiting: Waiting = {
        enter: () => {
          stopListening();
          this.#admit(owner);
          resolve();
        },
        refuse: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', abort);
      line.push(waiting);
      this.#waiting += 1;
    });
  }

  leave(owner: string): void {
    const held = this.#heldBy(owner) - 1;
    if (held > 0) this.#held.set(owner, held);
    else this.#held.delete(owner);
    this.#free += 1;
    this.#serve();
  }

  /** Nobody enters any more. */
  close(): void {
    this.#isClosed = true;
    for (const line of this.#lines.values()) for (const waiting of line) waiting.refuse(lost());
    this.#lines.clear();
    this.#waiting = 0;
  }

  #heldBy(owner: string): number {
    return this.#held.get(owner) ?? 0;
  }

  #mayEnter(owner: string): boolean {
    return this.#free > (this.#heldBy(owner) === 0 ? 0 : this.#reserved);
  }

  #admit(owner: string): void {
    this.#free -= 1;
    this.#held.set(owner, this.#heldBy(owner) + 1);
  }

  #serve(): void {
    while (this.#waiting > 0) {
      const owners = [...this.#lines.keys()];
      const next = owners.reduce((best, each) =>
        this.#heldBy(each) < this.#heldBy(best) ? each : best,
      );
      const line = this.#lines.get(next) ?? [];
      const [first] = line;
      if (!first || !this.#mayEnter(next)) return;
      this.#remove(next, line, first);
      if (this.#lines.delete(next)) this.#lines.set(next, line);
      first.enter();
    }
  }

  #remove(owner: string, line: Waiting[], waiting: Waiting): void {
    line.splice(line.indexOf(waiting), 1);
    if (line.length === 0) this.#lines.delete(owner);
    this.#waiting -= 1;
  }

  #makeRoom(owner: string): void {
    if (this.#waiting < this.#mostWaiting) return;
    const own = this.#lines.get(owner)?.length ?? 0;
    const [longest, line] = [...this.#lines].reduce((best, each) =>
      each[1].length > best[1].length ? each : best,
    );
    const last = line.at(-1);
    if (!last || line.length <= own) throw tooMany();
    this.#remove(longest, line, last);
    last.refuse(tooMany());
  }
}

const tooMany = () =>
  refusal('TOO_MANY_REQUESTS', 'Too many of your requests wait already: send fewer at a time.', {
    http: { status: 429, headers: { 'retry-after': '1' } },
  });
