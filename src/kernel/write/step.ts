import type { Tx } from './tx.ts';

/** So many rows are written at a time by a command that tells how far it is. */
const rowsAtOnce = 1000;

/** Writes many rows in steps, and tells after each how far the command is; `counts` says what a row stands for. */
export const inSteps = async <Row>(
  tx: Pick<Tx, 'tell'>,
  rows: readonly Row[],
  write: (some: readonly Row[]) => Promise<unknown>,
  counts: (row: Row) => number = () => 1,
): Promise<void> => {
  const sizeOf = (some: readonly Row[]) => some.reduce((sum, row) => sum + counts(row), 0);
  const total = sizeOf(rows);
  let done = 0;
  tx.tell(done, total);
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    await write(some);
    done += sizeOf(some);
    tx.tell(done, total);
  }
};
