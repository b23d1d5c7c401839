/** So much work, in values of an answer, is begun in one turn of the event loop, and goes on in it without asking again. */
const perTurn = 1500;
const mostAtOnce = 5000;

/** Whose turn it is, and how much they have done in it. */
export type Worker = { turn: number; done: number };

type Waiting = { readonly worker: Worker; readonly size: number; readonly go: () => void };

let turn = 0;
let left = perTurn;
let isScheduled = false;
const waiting: Waiting[] = [];

const begin = (worker: Worker, size: number): void => {
  left -= size;
  if (worker.turn !== turn) Object.assign(worker, { turn, done: 0 });
  worker.done += size;
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(next);
};

const next = (): void => {
  turn += 1;
  left = perTurn;
  isScheduled = false;
  let at = 0;
  for (; at < waiting.length && left > 0; at += 1) {
    const { worker, size, go } = waiting[at] as Waiting;
    begin(worker, size);
    go();
  }
  waiting.splice(0, at);
};

/**
 * Time slicing: gives a value when it is the worker's turn, first come, first served; at once, if little else is done in
 * this turn of the event loop. Who has begun in it may go on a while, so that small answers are made in one.
 */
export const inTurn = <Value>(
  worker: Worker,
  size: number,
  value: Value,
): Value | Promise<Value> => {
  const goesOn = worker.turn === turn && worker.done + size <= mostAtOnce;
  if (goesOn || (left > 0 && waiting.length === 0)) {
    begin(worker, size);
    return value;
  }
  return new Promise((resolve) => waiting.push({ worker, size, go: () => resolve(value) }));
};
