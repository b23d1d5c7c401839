/** Undoes what a transaction has written, and is what it comes to all the same: a dry run. */
export class Undone extends Error {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('Nothing was written.');
    this.answer = answer;
  }
}
