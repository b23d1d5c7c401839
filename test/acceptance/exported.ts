import { cellValue } from '../../src/kernel/sheet/cell.ts';
import { linesOf } from '../../src/kernel/sheet/lines.ts';
import { inMemory } from '../../src/kernel/sheet/source.ts';

/** The rows of a file by its head. */
export const rowsOf = async (answer: Response): Promise<Record<string, string>[]> => {
  if (answer.status !== 200) throw new Error(await answer.text());
  const lines = [];
  for await (const { cells } of linesOf(inMemory(Buffer.from(await answer.arrayBuffer()))))
    lines.push(cells);
  const [head = [], ...rows] = lines;
  return rows.map((cells) =>
    Object.fromEntries(head.map((name, at) => [name, cellValue(cells[at] ?? '')])),
  );
};

/** What is asked of a file, as its address says it. */
export const asParameters = (given: Record<string, unknown>) =>
  new URLSearchParams(
    Object.entries(given).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
  );
