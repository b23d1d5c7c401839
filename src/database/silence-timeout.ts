/**
 * Statement timeout on our side: gives up a connection that owes an answer and says nothing for so long. The driver has
 * none (postgres.js #1089), and the system's own takes a quarter of an hour.
 */
export class Silence {
  readonly #ms: number | undefined;
  readonly #giveUp: () => void;
  #owed = 0;
  #heard = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number | undefined, giveUp: () => void) {
    this.#ms = ms;
    this.#giveUp = giveUp;
  }

  sent(): void {
    this.#owed += 1;
    if (this.#ms && this.#owed === 1)
      this.#timer = setTimeout(() => this.#check(), this.#ms).unref();
  }

  heard(): void {
    this.#owed -= 1;
    this.#heard += 1;
    if (this.#owed === 0) clearTimeout(this.#timer);
    else this.#timer?.refresh();
  }

  /** When it was us who were busy, the answer is there and only has to be read. */
  #check(): void {
    const heard = this.#heard;
    setImmediate(() => {
      if (this.#heard === heard) this.#giveUp();
    });
  }
}
