import type { Tx } from '../../../kernel/index.ts';
import type { GivenText } from '../reporting-effort-item/texts.ts';
import type { textElementTypes } from '../tables.ts';
import { textsMeant } from './meant-text.ts';

/* The texts of items in files: each type of text has a column, and a cell holds what its texts say. */

type Type = (typeof textElementTypes)[number];

export const columnOf = {
  TITLE: 'title',
  POPULATION_SET: 'population',
  FOOTNOTE: 'footnotes',
  ACRONYMS_SET: 'acronyms',
} as const satisfies Record<Type, string>;

export const typesInOrder = ['TITLE', 'POPULATION_SET', 'FOOTNOTE', 'ACRONYMS_SET'] as const;

export type TextCells = {
  readonly [Column in (typeof columnOf)[Type]]?: readonly string[] | null | undefined;
};

/** A text that an item has. */
export type OwnText = {
  readonly id: number;
  readonly type: Type;
  readonly content: string;
};

/** The texts that cells mean. */
export const textsOfCells = async (tx: Tx, cells: readonly TextCells[]) => {
  const sayings = await tx.mapInTurns(cells, (each) =>
    typesInOrder.flatMap((type) =>
      (each[columnOf[type]] ?? []).map((content) => ({ type, content })),
    ),
  );
  return textsMeant(tx, sayings.flat());
};

export type Known = Awaited<ReturnType<typeof textsOfCells>>;

/** A text as the commands for items name it. */
const named = (known: Known, type: Type, content: string): GivenText => {
  const { id, label } = known({ type, content });
  if (id !== null) return { id };
  return label === content ? { type, label } : { type, label, content };
};

/** What cells make of the texts of an item; nothing, where they say what it has. */
export const planTexts = (cells: TextCells, own: readonly OwnText[], known: Known) => {
  const plans = typesInOrder.map((type) => {
    const column = columnOf[type];
    const before = own.filter((text) => text.type === type);
    const after = cells[column];
    const texts: readonly GivenText[] = (after ?? before.map(({ content }) => content)).map(
      (content, at) => {
        const isSo = (text: OwnText | undefined) => text?.content === content;
        const same = isSo(before[at]) ? before[at] : before.find(isSo);
        return same ? { id: same.id } : named(known, type, content);
      },
    );
    const isChanged =
      texts.length !== before.length || texts.some(({ id }, at) => id !== before[at]?.id);
    return {
      column,
      before: before.map(({ content }) => content),
      after: after ?? [],
      isChanged,
      texts,
    };
  });
  const changes = plans.filter(({ isChanged }) => isChanged);
  const textElements = changes.length > 0 ? plans.flatMap(({ texts }) => texts) : undefined;
  return {
    textElements,
    changes: changes.map(({ column, before, after }) => ({ column, before, after })),
  };
};
