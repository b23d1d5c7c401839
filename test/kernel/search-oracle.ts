/** A row that can be found, as a search sees it. */
export type Hay = {
  readonly type: string;
  readonly key: string;
  readonly label?: string;
  /** What else is searched of it, and how much each counts. */
  readonly others: readonly (readonly [text: string | null, weight: number])[];
};

const wordsIn = (text: string | null | undefined): string[] =>
  (text ?? '').toLowerCase().match(/[\p{L}\p{M}\p{N}\p{So}]+/gu) ?? [];

const compact = (text: string | undefined) => wordsIn(text).join('');

const columnsOf = ({ label, others }: Hay) =>
  [[label, 900] as const, ...others].map(([text, weight]) => [wordsIn(text), weight] as const);

/** How much it counts which words a row has: in thousandths. */
const scoreOf = (hay: Hay, words: readonly string[]): number => {
  const best = (word: string) =>
    Math.max(
      ...columnsOf(hay).map(([has, weight]) => {
        if (has.includes(word)) return weight;
        return has.some((each) => each.startsWith(word)) ? weight / 2 : 0;
      }),
    );
  const sum = words.reduce((total, word) => total + best(word), 0);
  return words.length > 0 ? Math.floor(sum / words.length) : 0;
};

const rankOf = (hay: Hay, text: string): number[] => {
  const words = wordsIn(text);
  if (words.length === 0) return [];
  const [label, wanted] = [compact(hay.label), compact(text)];
  const all = columnsOf(hay).flatMap(([has]) => has);
  if (label === wanted) return [2000 + scoreOf(hay, words)];
  if (label.startsWith(wanted) || label.replace(/^\D+/, '').startsWith(wanted))
    return [1000 + scoreOf(hay, words)];
  const hasAll = words.every((word) => all.some((each) => each.startsWith(word)));
  return hasAll ? [scoreOf(hay, words)] : [];
};

const holds = ({ label }: Hay, text: string) =>
  text.length > 2 && label?.toLowerCase().includes(text.toLowerCase());

/** What a search has to find, the best first; of equals, in the order of the types, the newest first. */
export const findIn = (hays: readonly Hay[], types: readonly string[], given: string) => {
  const text = given.trim();
  const found = hays.flatMap((hay) => rankOf(hay, text).map((rank) => ({ ...hay, rank })));
  const inLabels = hays.filter((hay) => holds(hay, text));
  const hits =
    found.length > 0
      ? found
      : inLabels.map((hay) => ({ ...hay, rank: scoreOf(hay, wordsIn(text)) }));
  const place = ({ key }: Hay) => key.padStart(40, '0');
  return hits
    .toSorted(
      (a, b) =>
        b.rank - a.rank ||
        types.indexOf(a.type) - types.indexOf(b.type) ||
        (place(a) < place(b) ? 1 : -1),
    )
    .map(({ type, key, rank }) => ({ type, key, rank: rank / 1000 }));
};
