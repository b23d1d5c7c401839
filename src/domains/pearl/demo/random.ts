export type Random = ReturnType<typeof createRandom>;

/** Mulberry32: the same numbers on every machine, which Math.random does not promise. */
export const createRandom = (seed: number) => {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[integer(0, list.length - 1)];
    if (chosen === undefined) throw new Error('Nothing to pick from.');
    return chosen;
  };
  return {
    next,
    integer,
    pick,
    chance: (probability: number) => next() < probability,
    /** One of the keys, as often as its weight says. */
    weighted: <K extends string>(weights: readonly (readonly [K, number])[]): K =>
      pick(weights.flatMap(([key, weight]) => Array<K>(weight).fill(key))),
    shuffle: <T>(list: readonly T[]): T[] =>
      list
        .map((value) => ({ value, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ value }) => value),
  };
};
