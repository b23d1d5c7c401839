import { mutation, refusal, type Tx } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { textElements } from './tables.ts';
import { TextElement } from './text-element.ts';

/** The use of a text by an item, of an effort or of a package. */
type Use = {
  readonly id: number;
  readonly itemId: number;
  readonly isKept: boolean;
  /** Whether the item uses another of these texts before this one. */
  readonly isSecond: boolean;
};

const listed = (ids: readonly number[]) => `{${ids.join()}}`;

/** Lets items use one text in place of others. One that uses several of them keeps it once, in the first place. */
const replaceUses = async (
  tx: Tx,
  prefix: 'reporting_effort' | 'package',
  from: readonly number[],
  into: number,
): Promise<void> => {
  const uses = `pearl.${prefix}_item_text_elements`;
  const found = await tx.query<Use>(
    `select id, ${prefix}_item_id as "itemId", text_element_id = $2 as "isKept",
       row_number() over (partition by ${prefix}_item_id order by sequence_number, id) > 1 as "isSecond"
     from ${uses} where text_element_id = $2 or text_element_id = any($1::int[])`,
    [listed(from), into],
  );
  const items = new Set(found.filter(({ isKept }) => !isKept).map(({ itemId }) => itemId));
  const changed = found.filter(({ itemId }) => items.has(itemId));
  const idsOf = (those: readonly Use[]) => listed(those.map(({ id }) => id));
  await tx.query(`delete from ${uses} where id = any($1::int[])`, [
    idsOf(changed.filter(({ isSecond }) => isSecond)),
  ]);
  await tx.query(`update ${uses} set text_element_id = $2 where id = any($1::int[])`, [
    idsOf(changed.filter(({ isSecond, isKept }) => !isSecond && !isKept)),
    into,
  ]);
  const touched = `update pearl.${prefix}_items set "version" = "version" + 1 where id = any($1::int[])`;
  await tx.query(touched, [listed([...items])]);
};

mutation(
  'mergeTextElements',
  {
    description:
      'Makes one of several texts that mean the same: the items that use the others use it from now on, and the others are deleted.',
    allow: admins,
    args: (arg) => ({
      from: arg.id('The keys of the texts that go.', { of: TextElement, list: true }),
      into: arg.id('The key of the text that stays.', { of: TextElement }),
    }),
    answers: TextElement,
  },
  async (tx, { from, into }) => {
    const texts = await tx.lockAll(TextElement, [...from, into], 'update');
    const kept = texts.named(into, 'into');
    const gone = [...new Set(from)].map((id) => texts.named(id, 'from'));
    for (const { id, type, label } of gone) {
      if (id === into) {
        const message = `“${label}” cannot be merged into itself: leave it out of "from".`;
        throw refusal('BAD_USER_INPUT', message, { field: 'from' });
      }
      if (type === kept.type) continue;
      const message = `“${label}” is a ${type}, and “${kept.label}” a ${kept.type}: only texts of one type are merged.`;
      throw refusal('BAD_USER_INPUT', message, { field: 'from' });
    }
    const ids = gone.map(({ id }) => id);
    if (ids.length === 0) return kept;
    await replaceUses(tx, 'reporting_effort', ids, into);
    await replaceUses(tx, 'package', ids, into);
    await tx.remove(textElements, { id: ids });
    return kept;
  },
);
