import { inTurn, type Worker } from '../kernel/read/time-slice.ts';

/** So many characters are written at a time; that is about as much work as so many values of an answer. */
const charactersAtOnce = 100_000;
const charactersPerPart = 50;
const valuesAtOnce = 2000;

/** JSON.stringify in parts, each in a turn of the event loop of its own: for large answers. */
export const stringifyInTurns = async (value: unknown, worker: Worker): Promise<string> => {
  const written: string[] = [];
  let parts: string[] = [];
  let work = 0;
  for (const part of partsOf(value)) {
    parts.push(part);
    work += part.length + charactersPerPart;
    if (work < charactersAtOnce) continue;
    written.push(parts.join(''));
    parts = [];
    work = 0;
    await inTurn(worker, valuesAtOnce, null);
  }
  return [...written, ...parts].join('');
};

/** Lists are taken apart, and what holds lists; what holds none is small. */
function* partsOf(value: unknown): Generator<string> {
  if (!hasList(value)) yield JSON.stringify(value);
  else if (Array.isArray(value)) {
    let before = '[';
    for (const each of value) {
      yield before;
      yield* partsOf(each);
      before = ',';
    }
    yield ']';
  } else {
    let before = '{';
    for (const [name, each] of Object.entries(value)) {
      if (each === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* partsOf(each);
      before = ',';
    }
    yield '}';
  }
}

const hasList = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.length > 0 : Object.values(value).some(hasList));
