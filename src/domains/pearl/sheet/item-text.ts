import type { Tx } from '../../../kernel/index.ts';
import type { GivenText } from '../reporting-effort-item/texts.ts';
import type { textElementTypes } from '../tables.ts';

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

type Saying = Pick<OwnText, 'type' | 'content'>;
export type Known = ReadonlyMap<string, number>;

const keyOf = (type: Type, content: string) => `${type} ${content}`;

/** The texts that say exactly what cells say, whatever they are called, in one statement. */
export const textsSaying = async (tx: Tx, cells: readonly TextCells[]): Promise<Known> => {
  const wanted = new Map(
    cells.flatMap((each) =>
      typesInOrder.flatMap((type) =>
        (each[columnOf[type]] ?? []).map((content): [string, Saying] => [
          keyOf(type, content),
          { type, content },
        ]),
      ),
    ),
  );
  if (wanted.size === 0) return new Map();
  const found = await tx.query<Saying & { readonly id: number }>(
    `select g.type, g.content, min(e.id) as id
     from jsonb_to_recordset($1::text::jsonb) as g(type text, content text)
     join pearl.text_elements e on e.type = g.type and e.content = g.content
     group by 1, 2`,
    [JSON.stringify([...wanted.values()])],
  );
  return new Map(found.map(({ type, content, id }) => [keyOf(type, content), id]));
};

const longestLabel = 255;

/** What a new text is called: what it says, in one line. */
const labelOf = (content: string): string =>
  Array.from(content.replace(/\p{Cf}/gu, '').replace(/\s+/g, ' '))
    .slice(0, longestLabel)
    .join('')
    .trim();

/** A text by what a cell says of it: one that says so, or is called so; or else a new one. */
const named = (known: Known, type: Type, content: string): GivenText => {
  const id = known.get(keyOf(type, content));
  if (id !== undefined) return { id };
  const label = labelOf(content);
  return label === content ? { type, label } : { type, label, content };
};

/** What cells make of the texts of an item; nothing, where they say what it has. */
export const planTexts = (cells: TextCells, own: readonly OwnText[], known: Known) => {
  const plans = typesInOrder.map((type) => {
    const column = columnOf[type];
    const before = own.filter((text) => text.type === type);
    const says = before.map(({ content }) => content);
    const after = cells[column];
    const isChanged =
      after != null &&
      (after.length !== before.length || after.some((content, at) => content !== says[at]));
    const texts = !isChanged
      ? before.map(({ id }): GivenText => ({ id }))
      : after.map((content) => {
          const same = before.find((text) => text.content === content);
          return same ? { id: same.id } : named(known, type, content);
        });
    return { column, before: says, after: after ?? [], isChanged, texts };
  });
  const changes = plans.filter(({ isChanged }) => isChanged);
  const textElements = changes.length > 0 ? plans.flatMap(({ texts }) => texts) : undefined;
  return {
    textElements,
    changes: changes.map(({ column, before, after }) => ({ column, before, after })),
  };
};
