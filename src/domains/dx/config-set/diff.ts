/** What differs between two texts. */
export type LineDiff = {
  readonly added: number;
  readonly removed: number;
  /** The lines of both, each marked: ' ' is in both, '-' only in the first, '+' only in the second. */
  readonly lines: readonly string[];
};

type Edit = readonly [mark: ' ' | '-' | '+', line: string];

/** How many lines may differ before a text counts as another one: the search takes the square of it. */
const mostEdits = 400;

/** How many steps a search may still take: what is compared together shares them, and nobody else waits longer. */
export type Effort = { left: number };
export const newEffort = (): Effort => ({ left: 500_000 });

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** Compares two texts line by line. */
export const diffLines = (before: string, after: string, effort = newEffort()): LineDiff => {
  const [old, young] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < Math.min(old.length, young.length) && old[start] === young[start]) start += 1;
  let end = 0;
  const left = Math.min(old.length, young.length) - start;
  while (end < left && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  const [was, is] = [old, young].map((lines) => lines.slice(start, lines.length - end));
  const edits = [
    ...old.slice(0, start).map(same),
    ...shortest(was ?? [], is ?? [], effort),
    ...old.slice(old.length - end).map(same),
  ];
  return {
    added: edits.filter(([mark]) => mark === '+').length,
    removed: edits.filter(([mark]) => mark === '-').length,
    lines: edits.map(([mark, line]) => mark + line),
  };
};

const same = (line: string): Edit => [' ', line];

/** Myers' algorithm: the fewest lines to remove and to add. Texts that differ too much are replaced as a whole. */
const shortest = (old: readonly string[], young: readonly string[], effort: Effort): Edit[] => {
  const trace: Map<number, number>[] = [];
  const reach = new Map([[1, 0]]);
  const most = Math.min(mostEdits, old.length + young.length);
  for (let edits = 0; edits <= most && effort.left > 0; edits += 1) {
    trace.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const from = nextOn(reach, diagonal, edits);
      let x = from;
      while (x < old.length && x - diagonal < young.length && old[x] === young[x - diagonal])
        x += 1;
      effort.left -= 1 + x - from;
      reach.set(diagonal, x);
      if (x >= old.length && x - diagonal >= young.length) return wayBack(trace, old, young);
    }
  }
  return [...old.map((line): Edit => ['-', line]), ...young.map((line): Edit => ['+', line])];
};

/** Whether the way to a diagonal comes down from the one above, by an added line. */
const comesDown = (reach: ReadonlyMap<number, number>, diagonal: number, edits: number) =>
  diagonal === -edits ||
  (diagonal !== edits && (reach.get(diagonal - 1) ?? 0) < (reach.get(diagonal + 1) ?? 0));

const nextOn = (reach: ReadonlyMap<number, number>, diagonal: number, edits: number) =>
  comesDown(reach, diagonal, edits)
    ? (reach.get(diagonal + 1) ?? 0)
    : (reach.get(diagonal - 1) ?? 0) + 1;

const wayBack = (
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  young: readonly string[],
): Edit[] => {
  const way: Edit[] = [];
  let [x, y] = [old.length, young.length];
  for (const [edits, reach] of [...trace.entries()].reverse()) {
    const isDown = comesDown(reach, x - y, edits);
    const from = x - y + (isDown ? 1 : -1);
    const fromX = reach.get(from) ?? 0;
    const fromY = fromX - from;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      way.push([' ', old[x] ?? '']);
    }
    if (edits > 0) way.push(isDown ? ['+', young[fromY] ?? ''] : ['-', old[fromX] ?? '']);
    [x, y] = [fromX, fromY];
  }
  return way.reverse();
};
