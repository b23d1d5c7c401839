/** What one subscriber has yet to get. When it is full, the subscriber is too slow and is told so. */
export class Queue<Item> implements AsyncGenerator<Item, undefined> {
  readonly #items: Item[] = [];
  readonly #most: number;
  readonly #onOverflow: () => void;
  readonly #onEnd: () => void;
  #waiting: PromiseWithResolvers<IteratorResult<Item, undefined>> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #hasEnded = false;

  constructor(most: number, onOverflow: () => void, onEnd: () => void) {
    this.#most = most;
    this.#onOverflow = onOverflow;
    this.#onEnd = onEnd;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(item: Item): void {
    if (this.#hasEnded) return;
    if (this.#waiting) {
      this.#waiting.resolve({ done: false, value: item });
      this.#waiting = undefined;
    } else if (this.#items.length < this.#most) this.#items.push(item);
    else {
      this.#end();
      this.#items.length = 0;
      this.#onOverflow();
    }
  }

  /** Waits until there is room, for those who can. */
  get isFull(): boolean {
    return this.#items.length >= this.#most;
  }

  fail(error: unknown): void {
    if (this.#waiting) {
      this.#waiting.reject(error);
      this.#waiting = undefined;
    } else this.#failure = { error };
    this.#end();
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const [item] = this.#items;
    if (this.#items.length > 0) {
      this.#items.shift();
      return Promise.resolve({ done: false, value: item as Item });
    }
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(error);
    }
    if (this.#hasEnded) return Promise.resolve({ done: true, value: undefined });
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#end();
    this.#items.length = 0;
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Item, undefined>> {
    this.#end();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
    this.#onEnd();
  }
}
