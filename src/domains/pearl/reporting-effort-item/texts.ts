import { columns, input, type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { textElements } from '../tables.ts';
import { TextElement } from '../text-element.ts';

/* The texts of items, which many items share: named by their keys, or by what they are, and then found or made. */

export const ItemTextInput = input('ItemTextInput', {
  description:
    'A text of an item: the key of one that exists; or a type and a label, by which it is found, or made.',
  fields: (arg) => ({
    id: arg.id('The key of the text element.', { of: TextElement, optional: true }),
    ...columns(TextElement, ['type', 'label']),
    content: arg.text(
      'The text itself. Without it, a new text element says what its label says; with it, one that exists has to say the same.',
      { max: 10_000, lines: true, optional: true },
    ),
  }),
});

export type GivenText = {
  readonly id?: number | null | undefined;
  readonly type?: Row<typeof textElements>['type'] | undefined;
  readonly label?: string | undefined;
  readonly content?: string | null | undefined;
};
export type Refusal = ReturnType<typeof refusal>;

const field = 'textElements';

const misnamed = ({ id, type, label, content }: GivenText): Refusal | undefined => {
  const isNamed = id == null ? type && label : !type && !label && content == null;
  if (isNamed) return undefined;
  return refusal('BAD_USER_INPUT', 'Name a text by its id, or else by its type and its label.', {
    field,
  });
};

/** A text that items name, and what there is of it. */
type Known = {
  /** The same for all who mean the same text: labels and contents are compared without case and white space. */
  readonly key: string;
  readonly id: number | null;
  readonly label: string | null;
  readonly says: string | null;
  readonly said: string | null;
};

/** What each text is named by: large commands ask for it several times. */
const names = new WeakMap<GivenText, string>();

const nameOf = (given: GivenText): string => {
  const known = names.get(given);
  if (known !== undefined) return known;
  const { id, type, label, content } = given;
  const name = JSON.stringify([id, type, label, content]);
  names.set(given, name);
  return name;
};

/** What the database knows of texts, in one statement for any number of them. */
const lookUp = async (tx: Tx, texts: readonly GivenText[]): Promise<Known[]> =>
  texts.length === 0
    ? []
    : tx.query<Known>(
        `select coalesce(e.id::text, g.type || ' ' || kernel.normal_label(g.label)) as key, e.id, e.label,
           kernel.normal_label(e.content) as says, kernel.normal_label(coalesce(g.content, g.label)) as said
         from rows from (jsonb_to_recordset($1::text::jsonb) as (id int, type text, label text, content text))
           with ordinality as g(id, type, label, content, nth)
         left join lateral (
           select id, label, content from pearl.text_elements where id = g.id
           union all
           select id, label, content from pearl.text_elements
           where g.id is null and type = g.type and kernel.normal_label(label) = kernel.normal_label(g.label)
         ) e on true
         order by nth`,
        [JSON.stringify(texts)],
      );

const otherContent = ({ type, label }: GivenText) =>
  refusal(
    'CONFLICT',
    `The ${type} “${label}” says something else: leave the content out to use it, or give the new text another label.`,
    { field },
  );

/** Why an item cannot have a text; `first` is the same text as it was named first. */
const refusalOf = (given: GivenText, text: Known, first: Known): Refusal | undefined => {
  if (given.id != null) {
    if (text.id !== null) return undefined;
    return refusal('NOT_FOUND', `There is no TextElement with the id ${given.id}.`, { field });
  }
  const says = text.id === null ? first.said : text.says;
  if (given.content == null || says === text.said) return undefined;
  return otherContent({ ...given, label: text.label ?? given.label });
};

type Listed = readonly GivenText[] | null | undefined;

/**
 * The texts of many items: why an item cannot have its own, as those before it that can have theirs; and, for those that are
 * made, their keys in the order in which they were named. Those that nobody has made yet are made then, each once, also when
 * others make them at the same time.
 */
export const textsOf = async (tx: Tx, lists: readonly Listed[]) => {
  const distinct = new Map(
    (
      await tx.mapInTurns(lists, (list) =>
        (list ?? [])
          .filter((given) => !misnamed(given))
          .map((given): [string, GivenText] => [nameOf(given), given]),
      )
    ).flat(),
  );
  const found = await lookUp(tx, [...distinct.values()]);
  const known = new Map([...distinct.keys()].map((name, at) => [name, found[at]]));
  const first = new Map<string, Known>();
  const keyOf = (given: GivenText) => known.get(nameOf(given))?.key ?? '';

  const refusalFor = (list: Listed): Refusal | undefined => {
    const own = new Map<string, Known>();
    for (const given of list ?? []) {
      const text = known.get(nameOf(given));
      const refused = text ? refusalOf(given, text, first.get(text.key) ?? text) : misnamed(given);
      if (refused || !text) return refused;
      if (own.has(text.key)) {
        const label = text.label ?? given.label ?? text.id;
        return refusal('BAD_USER_INPUT', `The text “${label}” is named twice.`, { field });
      }
      own.set(text.key, text);
    }
    for (const [key, text] of own) if (!first.has(key)) first.set(key, text);
    return undefined;
  };

  /** The keys of the texts of these items. */
  const idsFor = async (own: readonly Listed[]): Promise<(number[] | undefined)[]> => {
    const ids = new Map(found.map(({ key, id }) => [key, id]));
    const all = own.flatMap((list) => list ?? []).toReversed();
    const says = ({ content }: GivenText) => content != null;
    // the first one that says something stands for all
    const named = new Map(
      [...all.filter((given) => !says(given)), ...all.filter(says)].map((given) => [
        keyOf(given),
        given,
      ]),
    );
    const missing = [...named.keys()].filter((key) => ids.get(key) === null).sort(); // in one order for all, so that nobody waits for each other
    const news = missing.flatMap((key) => named.get(key) ?? []);
    await tx.insertMissing(
      textElements,
      news.map(({ type, label, content }) => ({ type, label, content: content ?? label })),
    );
    const made = await lookUp(tx, news);
    made.forEach((text, at) => {
      const given = news[at];
      const refused = given && refusalOf(given, text, text);
      if (refused) throw refused;
      ids.set(missing[at] ?? '', text.id);
    });
    return tx.mapInTurns(own, (list) => list?.flatMap((given) => ids.get(keyOf(given)) ?? []));
  };

  /** Judges them once more, of which those have no say whose code is taken, or is that of one before them. */
  const refusalsOf = async (codeAt: (at: number) => string | undefined) => {
    first.clear();
    const codes = new Set<string>();
    return tx.mapInTurns(lists, (list, at) => {
      const code = codeAt(at);
      if (code === undefined || codes.has(code)) return undefined;
      const refused = refusalFor(list);
      if (!refused) codes.add(code);
      return refused;
    });
  };

  return { refusals: await tx.mapInTurns(lists, refusalFor), refusalsOf, idsFor };
};
