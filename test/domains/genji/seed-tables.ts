import { readFileSync } from 'node:fs';

/*
 * What the user asked for, out of the seed's own text (seed.md: its tables, associations, sequences and constraints,
 * word for word).
 */

const text = readFileSync(new URL('seed.md', import.meta.url), 'utf8');

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));

/** The rows of the tables in a section, without their heads. */
const rowsOf = (section: string) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf)
    .filter(([first = '']) => !/^(Column|From Table|-+)$/.test(first));

const sections = text.split(/^### /m).slice(1);
const between = (title: string) =>
  sections.find((section) => section.startsWith(title))?.slice(title.length) ?? '';

export type SeedColumn = { readonly name: string; readonly type: string; readonly rules: string };
export type SeedTable = {
  readonly columns: readonly SeedColumn[];
  readonly indexes: readonly { readonly name: string; readonly note: string }[];
  readonly key: readonly string[];
};

/** Tables by their names; the names of sections begin with a number where they are no associations. */
export const seedTables: ReadonlyMap<string, SeedTable> = new Map(
  sections
    .filter((section) => section.includes('| Column | Type |'))
    .map((section) => {
      const [title = ''] = section.split('\n');
      const pair = /\*\*Composite Primary Key\*\*: \(([^)]*)\)/.exec(section)?.[1];
      return [
        title.replace(/^\d+\. /, ''),
        {
          columns: rowsOf(section).map(([name = '', type = '', rules = '']) => ({
            name,
            type,
            rules,
          })),
          indexes: [...section.matchAll(/^- `(idx_\w+)`(.*)$/gm)].map(
            ([, name = '', note = '']) => ({
              name,
              note,
            }),
          ),
          key: pair?.split(', ') ?? ['id'],
        },
      ];
    }),
);

/** The columns of an index: those that its note names, or the one that its name ends in. */
export const columnsOfIndex = (table: SeedTable, name: string, note: string): string[] => {
  const named = /Composite \(([^)]*)\)/.exec(note)?.[1];
  if (named) return named.split(', ');
  const ending = [...table.columns]
    .map((column) => column.name)
    .filter((column) => {
      const bare = column.replace(/_id$/, '');
      return [column, bare].some((each) => name.endsWith(`_${each}`));
    });
  const metadata = table.columns.find((column) => column.name.endsWith('_metadata'))?.name;
  const short = name.endsWith('_collection_id') ? ['document_collection_id'] : ending;
  return short.length > 0 ? short.slice(-1) : metadata ? [metadata] : [];
};

export const foreignKeys = rowsOf(between('Foreign Keys')).map(
  ([table = '', column = '', target = '', onDelete = '']) => ({
    table,
    column,
    target: target.replace('.id', ''),
    onDelete: onDelete.toLowerCase(),
  }),
);

export const uniques = [...between('Unique Constraints').matchAll(/^- `(\w+)\.(\w+)`/gm)].map(
  ([, table = '', column = '']) => ({ table, column }),
);

export const sequences = [...text.matchAll(/CREATE SEQUENCE ([\w.]+);/g)].map(([, name]) => name);
