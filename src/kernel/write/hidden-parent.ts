import { randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { newScope } from '../read/filter.ts';
import { arrayOf, run } from '../read/query.ts';
import { visibleKeysSql } from '../read/visibility.ts';
import type { Key } from '../schema/key.ts';
import { type Column, columnsOf, type Table } from '../schema/table.ts';

/**
 * Values to be written, with a key that nobody has for every parent that the viewer may not see: so the database refuses
 * it as it refuses one that does not exist, in the same words and the same order, and nothing tells which of them it is.
 * A parent that a row has already may stay.
 */
export const withoutHidden = async <Values extends object>(
  ctx: Context,
  table: Table,
  values: readonly Values[],
  rows: readonly object[] = [],
): Promise<readonly Values[]> => {
  let written = values;
  for (const { name, refersTo, cast } of columnsOf(table).values()) {
    if (!refersTo) continue;
    const isNew = (key: Key | null | undefined, at: number): key is Key =>
      key != null && key !== keyIn(rows[at] ?? {}, name);
    const keys = new Set(values.map((each) => keyIn(each, name)).filter(isNew));
    if (keys.size === 0) continue;
    const params = [arrayOf([...keys])];
    const text = visibleKeysSql(refersTo, cast, newScope(ctx.viewer, params));
    if (!text) continue;
    const found = await run<{ key: Key }>(ctx, text, params, false);
    const seen = new Set(found.map(({ key }) => key));
    written = written.map((each, at) => {
      const key = keyIn(each, name);
      return isNew(key, at) && !seen.has(key) ? { ...each, [name]: keyOfNobody(cast) } : each;
    });
  }
  return written;
};

const keyIn = (values: object, name: string) =>
  (values as Record<string, Key | null | undefined>)[name];

const keyOfNobody = (cast: Column['cast']): Key => (cast === 'integer' ? -1 : randomUUID());
