/** Sends items by itself, and calls back when they are gone. */
export type Send<Item> = (items: readonly Item[], gone: () => void) => void;

type Settings<Item> = {
  readonly most: number;
  /** How much memory an item takes: not many large ones may wait either. */
  readonly sizeOf?: (item: Item) => number;
  /** Called when somebody turns out to be too slow. */
  readonly onOverflow?: (() => void) | undefined;
  readonly onEnd: () => void;
  /** Without it, items wait until somebody asks for them. */
  readonly send?: Send<Item> | undefined;
};

const sentAtOnce = 100;
const mostBytes = 16_000_000;

/** What one subscriber has yet to get. When it is full, the subscriber is too slow and is told so. */
export class Queue<Item> implements AsyncGenerator<Item, undefined> {
  readonly #items: Item[] = [];
  readonly #settings: Settings<Item>;
  #waiting: PromiseWithResolvers<IteratorResult<Item, undefined>> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #isSending = false;
  #hasEnded = false;
  #bytes = 0;

  constructor(settings: Settings<Item>) {
    this.#settings = settings;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  push(items: readonly Item[]): void {
    if (this.#hasEnded) return;
    const wasFull = this.#bytes > mostBytes;
    this.#items.push(...items);
    for (const item of items) this.#bytes += this.#sizeOf(item);
    this.#hand();
    if (wasFull || this.#items.length > this.#settings.most) this.cut();
  }

  /** Hangs up: whoever it is for goes on after the last item that it has got. */
  cut(): void {
    if (this.#hasEnded) return;
    void this.return();
    this.#settings.onOverflow?.();
  }

  /** How many more it takes, for those who can wait. */
  get room(): number {
    return this.#bytes > mostBytes ? 0 : this.#settings.most - this.#items.length;
  }

  /** Nothing comes after what has been pushed. */
  finish(): void {
    this.#end();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#end();
  }

  /** The next item, or where items are sent by themselves, their end. */
  next(): Promise<IteratorResult<Item, undefined>> {
    this.#waiting = Promise.withResolvers();
    const { promise } = this.#waiting;
    this.#hand();
    return promise;
  }

  return(): Promise<IteratorResult<Item, undefined>> {
    this.#items.length = 0;
    this.#isSending = false;
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Item, undefined>> {
    void this.return();
    return Promise.reject(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Gives what there is to whoever is there to take it. */
  #hand(): void {
    const { send } = this.#settings;
    if (this.#isSending) return;
    if (this.#items.length > 0) {
      if (send) {
        this.#isSending = true;
        const some = this.#items.splice(0, sentAtOnce);
        for (const item of some) this.#bytes -= this.#sizeOf(item);
        send(some, this.#gone);
      } else if (this.#waiting) {
        const item = this.#items.shift() as Item;
        this.#bytes -= this.#sizeOf(item);
        this.#take()?.resolve({ done: false, value: item });
      }
    } else if (this.#hasEnded) this.#conclude();
  }

  #sizeOf(item: Item): number {
    return this.#settings.sizeOf?.(item) ?? 0;
  }

  readonly #gone = (): void => {
    this.#isSending = false;
    this.#hand();
  };

  #take() {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #conclude(): void {
    const waiting = this.#take();
    if (!waiting) return;
    if (this.#failure) waiting.reject(this.#failure.error);
    else waiting.resolve({ done: true, value: undefined });
    this.#failure = undefined;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#hand();
    this.#settings.onEnd();
  }
}
