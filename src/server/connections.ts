import type { Claims } from '../kernel/context.ts';
import { ownerOf } from '../live/realm.ts';

/** How many connections each user has open: WebSockets and event streams count together. */
export class Connections {
  readonly most: number;
  readonly #open = new Map<string, number>();

  constructor(most: number) {
    this.most = most;
  }

  /** Lets one more in, unless there are too many; what it gives is called when that one is gone. */
  enter(user: Pick<Claims, 'realm' | 'username'>): (() => void) | undefined {
    const owner = ownerOf(user);
    const count = this.#open.get(owner) ?? 0;
    if (count >= this.most) return undefined;
    this.#open.set(owner, count + 1);
    return () => {
      const left = (this.#open.get(owner) ?? 0) - 1;
      if (left > 0) this.#open.set(owner, left);
      else this.#open.delete(owner);
    };
  }
}
