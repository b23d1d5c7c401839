import { FairQueue } from '../database/fair-queue.ts';

/** A few lanes that users have in fair turns, however long they have to wait. One lane is left to the others. */
export class Turns<Lane> {
  readonly #idle: Lane[];
  readonly #queue: FairQueue;

  constructor(lanes: readonly Lane[]) {
    this.#idle = [...lanes];
    this.#queue = new FairQueue({ places: lanes.length, mostWaiting: Number.POSITIVE_INFINITY });
  }

  async take<Result>(user: string, work: (lane: Lane) => Promise<Result>): Promise<Result> {
    const place = await this.#queue.enter({ owner: user });
    const lane = this.#idle.pop() as Lane;
    try {
      return await work(lane);
    } finally {
      this.#idle.push(lane);
      this.#queue.leave(place);
    }
  }
}
