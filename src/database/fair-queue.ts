import { lost } from './connection-loss.ts';

/** Who wants something: a user or, for nobody, an address; and what says that it is not wanted any more. */
export type Claimant = {
  readonly owner: string;
  readonly signal?: AbortSignal | undefined;
  /** Statement timeout: how long one of theirs may take, if that is longer than others' may. */
  readonly statementMs?: number | undefined;
};

/** What was waited for. Several requests of its owner may hold it together: it is free when the last of them leaves. */
export type Place = { readonly owner: string; holders: number; isUsable: () => boolean };

/** There is no room for one more to wait. */
export class TooManyWaiting extends Error {}

type Waiting = {
  readonly enter: (place: Place) => void;
  readonly refuse: (reason: unknown) => void;
};

type Settings = {
  readonly places: number;
  readonly mostWaiting: number;
  /** How many requests of one user may hold a place together. */
  readonly mostTogether?: number;
};

/**
 * Fair queueing: a free place goes to whoever holds the fewest. One in five is kept for those who hold none, so that nobody
 * takes them all. As long as nobody else waits, requests of a user go together where there is no free place. When too many
 * wait, the longest line gets shorter.
 */
export class FairQueue {
  readonly #settings: Settings;
  readonly #reserved: number;
  readonly #mostTogether: number;
  #free: number;
  #waiting = 0;
  #isClosed = false;
  readonly #held = new Map<string, Set<Place>>();
  readonly #fresh = new Map<string, Place>();
  /** By owner; whoever was served last is the last of them. */
  readonly #lines = new Map<string, Waiting[]>();

  constructor(settings: Settings) {
    const { places, mostTogether = 1 } = settings;
    this.#settings = settings;
    this.#reserved = Math.min(Math.ceil(places / 5), places - 1);
    this.#mostTogether = mostTogether;
    this.#free = places;
  }

  get state(): { readonly inUse: number; readonly waiting: number } {
    return { inUse: this.#settings.places - this.#free, waiting: this.#waiting };
  }

  /** Comes back with a place, to `leave` it. */
  async enter({ owner, signal }: Claimant): Promise<Place> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw lost();
    const place = this.#placeFor(owner);
    if (place) return place;
    this.#makeRoom(owner);
    return new Promise((resolve, reject) => {
      const line = this.#lines.get(owner) ?? [];
      const abort = () => {
        this.#remove(owner, waiting);
        reject(signal?.reason);
      };
      const stopListening = () => signal?.removeEventListener('abort', abort);
      const waiting: Waiting = {
        enter: (found) => {
          stopListening();
          resolve(found);
        },
        refuse: (reason) => {
          stopListening();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#lines.set(owner, line);
      line.push(waiting);
      this.#waiting += 1;
    });
  }

  /** Whether somebody would have a place at once, and share it with nobody who had it before this turn. */
  isOpenTo(owner: string): boolean {
    return this.#freshOf(owner) !== undefined || this.#hasFree(owner);
  }

  leave(place: Place): void {
    place.holders -= 1;
    if (place.holders === 0) {
      const own = this.#held.get(place.owner);
      own?.delete(place);
      if (own?.size === 0) this.#held.delete(place.owner);
      this.#free += 1;
    }
    if (this.#waiting > 0) this.#serve();
  }

  /** Nobody enters any more. */
  close(): void {
    this.#isClosed = true;
    for (const line of this.#lines.values()) for (const waiting of line) waiting.refuse(lost());
    this.#lines.clear();
    this.#waiting = 0;
  }

  #heldBy(owner: string): number {
    return this.#held.get(owner)?.size ?? 0;
  }

  #placeFor(owner: string): Place | undefined {
    const fresh = this.#freshOf(owner);
    if (fresh) {
      fresh.holders += 1;
      return fresh;
    }
    if (this.#hasFree(owner)) {
      const place = { owner, holders: 1, isUsable: () => true };
      this.#free -= 1;
      this.#held.set(owner, (this.#held.get(owner) ?? new Set()).add(place));
      if (this.#mostTogether > 1) this.#refresh(place);
      return place;
    }
    const isAlone = this.#lines.size === (this.#lines.has(owner) ? 1 : 0);
    if (this.#mostTogether === 1 || !isAlone) return undefined;
    let best: Place | undefined;
    for (const place of this.#held.get(owner) ?? []) {
      if (this.#hasRoom(place) && !(best && best.holders <= place.holders)) best = place;
    }
    if (best) best.holders += 1;
    return best;
  }

  #freshOf(owner: string): Place | undefined {
    const fresh = this.#fresh.get(owner);
    return fresh && fresh.holders > 0 && this.#hasRoom(fresh) ? fresh : undefined;
  }

  #hasFree(owner: string): boolean {
    return this.#free > (this.#heldBy(owner) === 0 ? 0 : this.#reserved);
  }

  #hasRoom({ holders, isUsable }: Place): boolean {
    return holders < this.#mostTogether && isUsable();
  }

  /** Whoever comes in the same turn of the event loop can still have it too: what they send goes in one packet. */
  #refresh(place: Place): void {
    if (this.#fresh.size === 0) setImmediate(() => this.#fresh.clear());
    this.#fresh.set(place.owner, place);
  }

  #serve(): void {
    while (this.#waiting > 0) {
      let next = '';
      let fewest = Number.POSITIVE_INFINITY;
      for (const owner of this.#lines.keys()) {
        const held = this.#heldBy(owner);
        if (held < fewest) [next, fewest] = [owner, held];
        if (held === 0) break;
      }
      const place = this.#placeFor(next);
      const line = this.#lines.get(next);
      const first = line?.[0];
      if (!place || !line || !first) return;
      this.#remove(next, first);
      if (this.#lines.delete(next)) this.#lines.set(next, line);
      first.enter(place);
    }
  }

  #remove(owner: string, waiting: Waiting): void {
    const line = this.#lines.get(owner) ?? [];
    line.splice(line.indexOf(waiting), 1);
    if (line.length === 0) this.#lines.delete(owner);
    this.#waiting -= 1;
  }

  #makeRoom(owner: string): void {
    if (this.#waiting < this.#settings.mostWaiting) return;
    const own = this.#lines.get(owner)?.length ?? 0;
    const [longest, line] = [...this.#lines].reduce((best, each) =>
      each[1].length > best[1].length ? each : best,
    );
    const last = line.at(-1);
    if (!last || line.length <= own) throw new TooManyWaiting();
    this.#remove(longest, last);
    last.refuse(new TooManyWaiting());
  }
}
