import { refusal } from '../errors.ts';
import type { Key } from '../schema/key.ts';
import type { Term } from './order-by.ts';

/** A row as a page reads it: with the values that it was sorted by, but for its key. */
export type Sorted = { readonly id: Key | null } & {
  readonly [sortValue: `$${number}`]: string | null;
};

/** A cursor names the order it belongs to: in another order it would mean another place. */
const orderName = (terms: readonly Term[]) =>
  terms.map(({ field, descending }) => (descending ? `-${field}` : field)).join();

/** Names a row's place in an order. */
export const cursorOf = (row: Sorted, terms: readonly Term[]): string => {
  const values = terms.map(({ field }, at) => (field === 'id' ? String(row.id) : row[`$${at}`]));
  return Buffer.from(JSON.stringify([orderName(terms), ...values])).toString('base64url');
};

/** The values that a cursor stands for; `field` is the argument that it was given in. */
export const sortValuesOf = (
  cursor: string,
  terms: readonly Term[],
  field: string,
): (string | null)[] => {
  const [order, ...values] = parsed(cursor);
  const fits =
    order === orderName(terms) &&
    values.length === terms.length &&
    values.every((value, at) => (value === null ? terms[at]?.nullable : isText(value)));
  if (!fits) throw wrongCursor(field);
  return values as (string | null)[];
};

const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0');

const parsed = (cursor: string): unknown[] => {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
};

export const wrongCursor = (field: string) =>
  refusal(
    'BAD_USER_INPUT',
    'This cursor does not belong here: use one that the same field gave, with the same orderBy.',
    { field },
  );
