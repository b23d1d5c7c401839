import type { Filter } from './filter.ts';

type Plain = string | number | boolean | null;
type Row = { readonly [column: string]: unknown };

/** The value of an operand that depends on when it is asked for. */
export const asOfNow = (operand: unknown): unknown =>
  typeof operand === 'function' ? operand() : operand;

/** A filter on a row's own columns as a function: it says of a row what SQL says of it. */
export const predicateOf = (filter: Filter): ((row: Row) => boolean) =>
  every(
    Object.entries(filter).map(([name, wanted]) => {
      if (name === 'and') return every((wanted as Filter[]).map(predicateOf));
      if (name === 'or') {
        const some = (wanted as Filter[]).map(predicateOf);
        return (row) => some.some((holds) => holds(row));
      }
      if (name === 'not') {
        const denied = predicateOf(wanted as Filter);
        return (row) => !denied(row);
      }
      return every(
        Object.entries(wanted as Filter).map(([operator, operand]) => {
          const compare = comparing[operator];
          if (!compare) throw new Error(`No such operator on a row: ${operator}`);
          return (row) => compare(row[name] as Plain, asOfNow(operand) as Plain);
        }),
      );
    }),
  );

const every =
  (conditions: readonly ((row: Row) => boolean)[]) =>
  (row: Row): boolean =>
    conditions.every((holds) => holds(row));

/** A missing value is equal to nothing, and neither before nor after anything. */
const comparing: Record<string, (value: Plain, operand: Plain) => boolean> = {
  eq: (value, operand) => value !== null && value === operand,
  ne: (value, operand) => value !== operand,
  lt: (value, operand) => value !== null && operand !== null && value < operand,
  lte: (value, operand) => value !== null && operand !== null && value <= operand,
  gte: (value, operand) => value !== null && operand !== null && value >= operand,
  isNull: (value, operand) => (value === null) === operand,
};
