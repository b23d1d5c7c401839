import type { Change } from './feed.ts';

/** What a change of a row is to another one, which it belongs to. */
export type Part = {
  /** The type of the row that it belongs to, and the key that names that row. */
  readonly of: string;
  readonly key: string;
  /** The fields of that row that follow from it, each with the columns that matter to it when they change; null: all. */
  readonly fields: { readonly [field: string]: readonly string[] | null };
};

export const fieldsOf = ({ fields }: Part, { action, changedFields }: Change): string[] =>
  Object.entries(fields).flatMap(([field, columns]) => {
    const isConcerned = columns?.some((column) => changedFields.includes(column)) ?? true;
    return isConcerned || action !== 'UPDATE' ? [field] : [];
  });

type Watching = {
  readonly parts?: { readonly [entityType: string]: Part };
  readonly coalesce?: { readonly unless?: (change: Change) => boolean };
};

/** Whether a change is that of a part which was one of another row before. */
export const isMove = ({ parts = {}, coalesce }: Watching, change: Change): boolean => {
  const { before, after, entityType } = change;
  const part = parts[entityType];
  if (!part || !before || !after || before[part.key] === after[part.key]) return false;
  return !coalesce?.unless?.(change);
};

/** What a move is to the two rows: the one has lost the part, and the other has got it. They are told in this order. */
export const halvesOf = (change: Change): readonly [lost: Change, got: Change] => [
  { ...change, action: 'DELETE', after: null, position: { ...change.position, isHalf: true } },
  { ...change, action: 'CREATE', before: null },
];
