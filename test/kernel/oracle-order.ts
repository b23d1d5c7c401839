import { type Comparable, comparableOf, compareValues, type Model } from './oracle.ts';
import type { Row } from './world.ts';

/** The rows in an order: missing values last, and the key, in the direction of the last field, breaks ties. */
export const sorted = (
  model: Model,
  rows: readonly Row[],
  orderBy: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[],
): Row[] => {
  const terms = [...orderBy, { field: 'id', direction: orderBy.at(-1)?.direction ?? 'ASC' }];
  const compare = (a: Row, b: Row): number => {
    for (const { field, direction } of terms) {
      const [one, other] = [a, b].map((row) => sortedBy(model, row, field));
      if (one === null || other === null) {
        if (one !== other) return one === null ? 1 : -1;
        continue;
      }
      const values = [one, other];
      const order = compareLists(values[0] ?? [], values[1] ?? []);
      if (order !== 0) return direction === 'ASC' ? order : -order;
    }
    return 0;
  };
  return rows.toSorted(compare);
};

/** What rows of some types sort by though another row has it: the relation to that one, and its column. */
export const sortsBeyond: Record<string, Record<string, readonly [string, string]>> = {
  Tracker: {
    itemCode: ['item', 'itemCode'],
    reportingEffort: ['item', 'reportingEffortId'],
    primaryProgrammer: ['primaryProgrammer', 'username'],
    qcProgrammer: ['qcProgrammer', 'username'],
  },
  ReportingEffortItem: { dueDate: ['tracker', 'dueDate'], priority: ['tracker', 'priority'] },
};

/** What a row sorts by, as a list of what can be compared; null when it is missing. */
const sortedBy = (model: Model, row: Row | undefined, field: string): Comparable[] | null => {
  const [relation = '', column = ''] = sortsBeyond[model.name]?.[field] ?? [];
  const [target, find] = model.one[relation] ?? [];
  if (row && target && find) return sortedBy(target, find(row) as Row | undefined, column);
  if (!row || row[field] === null) return null;
  return field === 'itemCode' ? naturalKey(row) : [comparableOf(model, field, row[field])];
};

/** A code as letters and whole numbers. A number stands among the letters where its digits do. */
const naturalKey = ({ itemCode }: Row): Comparable[] =>
  (
    String(itemCode)
      .toLowerCase()
      .match(/\d+|\D/gu) ?? []
  ).flatMap((part) => (/\d/.test(part) ? ['0', BigInt(part)] : [part]));

const compareLists = (a: readonly Comparable[], b: readonly Comparable[]): number => {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at < 0) return a.length - b.length;
  const [left, right] = [a[at], b[at]];
  if (left === undefined || right === undefined) return right === undefined ? 1 : -1;
  return compareValues(left, right);
};
