/**
 * Fair queueing (round robin): whoever wants one of a few lanes waits for a turn, and users have their turns one after the
 * other, however much one of them wants. One lane is left to the others.
 */
export class Turns<Lane> {
  readonly #idle: Lane[];
  readonly #mostOfOne: number;
  readonly #running = new Map<string, number>();
  /** In the order in which they are served next. */
  readonly #waiting = new Map<string, ((lane: Lane) => void)[]>();

  constructor(lanes: readonly Lane[]) {
    this.#idle = [...lanes];
    this.#mostOfOne = Math.max(1, lanes.length - 1);
  }

  async take<Result>(user: string, work: (lane: Lane) => Promise<Result>): Promise<Result> {
    const lane = await new Promise<Lane>((resolve) => {
      const own = this.#waiting.get(user);
      if (own) own.push(resolve);
      else this.#waiting.set(user, [resolve]);
      this.#next();
    });
    try {
      return await work(lane);
    } finally {
      this.#idle.push(lane);
      const running = this.#runningOf(user) - 1;
      if (running > 0) this.#running.set(user, running);
      else this.#running.delete(user);
      this.#next();
    }
  }

  #next(): void {
    for (const [user, own] of this.#waiting) {
      if (this.#idle.length === 0) return;
      if (this.#runningOf(user) >= this.#mostOfOne) continue;
      const [begin] = own.splice(0, 1);
      this.#waiting.delete(user);
      if (own.length > 0) this.#waiting.set(user, own); // behind the others
      this.#running.set(user, this.#runningOf(user) + 1);
      begin?.(this.#idle.pop() as Lane);
    }
  }

  #runningOf(user: string): number {
    return this.#running.get(user) ?? 0;
  }
}
