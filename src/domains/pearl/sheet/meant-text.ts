import { createHash } from 'node:crypto';
import type { Tx } from '../../../kernel/index.ts';
import type { textElementTypes } from '../tables.ts';

/* Which text a file means by what it says: one that says exactly so, one that is called so, or a new one. */

/** What a file says of a text. */
export type Saying = {
  readonly type: (typeof textElementTypes)[number];
  readonly content: string;
};

/** A text that there is; or what a new one is called, and says if that is something else. */
type Meant =
  | { readonly id: number; readonly label: string }
  | { readonly id: null; readonly label: string; readonly content: string };

type Match = Saying & {
  readonly says: Extract<Meant, { readonly id: number }> | null;
  readonly called: Extract<Meant, { readonly id: number }> | null;
  /** Whether what is called so says the same but for case and white space. */
  readonly isSame: boolean;
};

const keyOf = ({ type, content }: Saying) => `${type} ${content}`;

/** Finds out what texts are meant, in one statement for any number of them. */
export const textsMeant = async (
  tx: Tx,
  sayings: readonly Saying[],
): Promise<(saying: Saying) => Meant> => {
  const wanted = new Map<string, Saying & { readonly label: string }>();
  await tx.mapInTurns(sayings, (saying) => {
    const key = keyOf(saying);
    if (!wanted.has(key)) wanted.set(key, { ...saying, label: labelOf(saying.content) }); // many say the same
  });
  const found =
    wanted.size === 0
      ? []
      : await tx.query<Match>(
          `select g.type, g.content,
             (array_agg(json_build_object('id', e.id, 'label', e.label) order by e.id) filter (where e.id is not null))[1] as says,
             (array_agg(json_build_object('id', c.id, 'label', c.label)) filter (where c.id is not null))[1] as called,
             coalesce(bool_or(kernel.normal_label(c.content) = kernel.normal_label(g.content)), false) as "isSame"
           from jsonb_to_recordset($1::text::jsonb) as g(type text, content text, label text)
           left join pearl.text_elements e on e.type = g.type and e.content = g.content
           left join pearl.text_elements c on c.type = g.type and kernel.normal_label(c.label) = kernel.normal_label(g.label)
           group by 1, 2`,
          [JSON.stringify([...wanted.values()])],
        );
  const matches = new Map(found.map((match) => [keyOf(match), match]));
  return (saying) => {
    const key = keyOf(saying);
    const { says = null, called = null, isSame = false } = matches.get(key) ?? {};
    const { content } = saying;
    const label = wanted.get(key)?.label ?? labelOf(content);
    const there = says ?? (isSame || label === content ? called : null);
    return there ?? { id: null, label: called ? markedLabelOf(content) : label, content };
  };
};

const longestLabel = 255;

/** What a text says, in one line. */
export const lineOf = (content: string) =>
  content
    .replace(/\p{Cf}/gu, '')
    .normalize()
    .replace(/\s+/g, ' ')
    .trim();

/** What labels are compared without. */
const bare = (text: string) => text.replace(/[\s\u200b-\u200d\u2060]/g, '');

/** What a new text is called: what it says; or, where a label cannot say all of it, its beginning with a mark of its own. */
const labelOf = (content: string): string => {
  const line = lineOf(content);
  const isWhole = bare(line) === bare(content) && Array.from(line).length <= longestLabel;
  return isWhole ? line : markedLabelOf(content);
};

/** A label that no other content has, however much they begin alike. */
const markedLabelOf = (content: string): string => {
  const mark = `… ${createHash('sha256').update(content).digest('hex').slice(0, 10)}`;
  const beginning = Array.from(lineOf(content)).slice(0, longestLabel - mark.length - 1);
  return `${beginning.join('')} ${mark}`.trim();
};
