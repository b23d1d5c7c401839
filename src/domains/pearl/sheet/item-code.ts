import { refusal, type Tx } from '../../../kernel/index.ts';
import type { Home } from '../reporting-effort-item/home.ts';

/* Rows of files name items by their codes. */

/** What files call the column of the codes besides. */
export const namesOfCode = ['code', 'title key', 'dataset name'];

/** The keys of the items of a parent that have these codes, by the codes as they are given. */
export const idsByCode = async (
  tx: Tx,
  { prefix }: Pick<Home, 'prefix'>,
  parentId: number,
  codes: readonly string[],
) => {
  const rows = await tx.query<{ readonly code: string; readonly id: number }>(
    `select g.code, i.id from jsonb_array_elements_text($2::text::jsonb) as g(code)
     join pearl.${prefix}_items i on i.${prefix}_id = $1 and kernel.normal_label(i.item_code) = kernel.normal_label(g.code)`,
    [parentId, JSON.stringify(codes)],
  );
  return new Map(rows.map(({ code, id }) => [code, id]));
};

/** The trackers of items of efforts, by the keys of the items. */
export const trackersOf = async (tx: Tx, itemIds: readonly number[]) => {
  const rows = await tx.query<{ readonly id: number; readonly itemId: number }>(
    `select id, reporting_effort_item_id as "itemId" from pearl.reporting_effort_item_trackers
     where reporting_effort_item_id = any($1::int[])`,
    [`{${itemIds.join()}}`],
  );
  return new Map(rows.map(({ id, itemId }) => [itemId, id]));
};

/** Refuses a second row about an item. */
export const twice = (line: number) =>
  refusal(
    'CONFLICT',
    `Row ${line} is about this item already; case and white space do not count.`,
    {
      field: 'itemCode',
    },
  );
