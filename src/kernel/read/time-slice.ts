/** So much work, in values of an answer, is begun in one turn of the event loop; and so much of one worker goes on in it. */
const perTurn = 2000;
const mostAtOnce = 10_000;
/** Whoever goes on has so long in any case: to stop amid a list costs a promise for each of the rest of it. */
const leastMs = 8;

/** Who works, for whom, whose turn it is, and how much they have done in it. */
export type Worker = { readonly owner: string; turn: number; done: number };

type Waiting = {
  readonly worker: Worker;
  readonly size: number;
  readonly go: () => void;
  next?: Waiting;
};

let turn = 0;
let left = perTurn;
let isScheduled = false;
let began = 0;
/** A linked list for each owner, for it may get long; whoever was served last is the last of them. */
const lines = new Map<string, { first: Waiting; last: Waiting }>();

const wait = (waiting: Waiting): void => {
  const { owner } = waiting.worker;
  const line = lines.get(owner);
  if (line) line.last = line.last.next = waiting;
  else lines.set(owner, { first: waiting, last: waiting });
};

const begin = (worker: Worker, size: number): void => {
  left -= size;
  if (worker.turn !== turn) {
    worker.turn = turn;
    worker.done = 0;
  }
  worker.done += size;
  if (isScheduled) return;
  isScheduled = true;
  began = performance.now();
  setImmediate(serve);
};

/** Fair queueing (round robin): one of each owner after the other. */
const serve = (): void => {
  turn += 1;
  left = perTurn;
  isScheduled = false;
  for (const [owner, { first, last }] of lines) {
    if (left <= 0) break;
    lines.delete(owner);
    if (first.next) lines.set(owner, { first: first.next, last });
    begin(first.worker, first.size);
    first.go();
  }
};

/** Gives a value at once, as a part of what has begun already, unless the worker has done much in this turn, and for long. */
export const goingOn = <Value>(
  worker: Worker,
  size: number,
  value: Value,
): Value | Promise<Value> => {
  const isMuch = size + (worker.turn === turn ? worker.done : 0) > mostAtOnce;
  if (isMuch && (size > mostAtOnce || performance.now() - began > leastMs))
    return inTurn(worker, size, value);
  begin(worker, size);
  return value;
};

/**
 * Time slicing: gives a value when it is the worker's turn, owner by owner, so that the small answer of one waits for no
 * large one of another; at once, if little else is done in this turn of the event loop. Who has begun in it may go on a
 * while, so that small answers are made in one.
 */
export const inTurn = <Value>(
  worker: Worker,
  size: number,
  value: Value,
  most = mostAtOnce,
): Value | Promise<Value> => {
  const goesOn = worker.turn === turn && worker.done + size <= most;
  if (goesOn || (left > 0 && lines.size === 0)) {
    begin(worker, size);
    return value;
  }
  return new Promise((resolve) => wait({ worker, size, go: () => resolve(value) }));
};

/** So many rows of a file, or of a large command, are worked on at once; each is as much work as so many values. */
export const rowsAtOnce = 10;
const valuesPerRow = 50;

/** Waits for one's turn before so many rows more. */
export const turnForRows = (worker: Worker, rows = rowsAtOnce) =>
  inTurn(worker, rows * valuesPerRow, null, perTurn);

/** Works on rows in slices, each when it is the worker's turn. */
export const mapInTurns = async <Row, Made>(
  worker: Worker,
  rows: readonly Row[],
  act: (row: Row, at: number) => Made,
): Promise<Made[]> => {
  const made: Made[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    await turnForRows(worker, some.length);
    for (const row of some) made.push(act(row, made.length));
  }
  return made;
};
