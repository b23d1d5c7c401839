import { stamped } from './calendar.ts';
import type { Entry } from './catalogue.ts';
import type { Row, Rows } from './rows.ts';
import { populations, standingTexts } from './texts.ts';

type Output = Extract<Entry, { code: string; population: string }>;

export const isOutput = (entry: Entry): entry is Output => 'population' in entry;

/** What an item is, in the words that patterns are matched against. */
export const subject = ({ kind, title }: Entry) => `${kind} ${title}`;

export const contentOf = (label: Output['population']) =>
  populations.find((each) => each.label === label)?.content ?? label;

/** Fills the text elements and tells which of them an item shows, in their order; a title is made when first used. */
export const createLibrary = (rows: Rows, made: number) => {
  const add = (type: Row<'textElements'>['type'], label: string, content: string) =>
    rows.textElements.push({ type, label, content, ...stamped(made) });
  const byPopulation = new Map(
    populations.map(({ label, content }) => [label, add('POPULATION_SET', label, content)]),
  );
  const standing = standingTexts.map(({ type, label, content, fits }) => ({
    id: add(type, label, content),
    fits,
  }));
  const known = new Map<string, number[]>();
  const titles = new Map<string, number>();

  const titleOf = (title: string) => {
    const label = `TITLE_${String(titles.size + 1).padStart(3, '0')}`;
    const id = titles.get(title) ?? add('TITLE', label, title);
    titles.set(title, id);
    return id;
  };

  return (entry: Entry): number[] => {
    if (!isOutput(entry)) return [];
    const what = subject(entry);
    const ids = known.get(what) ?? [
      titleOf(entry.title),
      byPopulation.get(entry.population) ?? 0,
      ...standing.filter(({ fits }) => fits.test(what)).map(({ id }) => id),
    ];
    known.set(what, ids);
    return ids;
  };
};

export type Library = ReturnType<typeof createLibrary>;
