import type { GraphQLError } from 'graphql';
import type { Code } from '../errors.ts';
import { builder } from '../schema/builder.ts';
import { ErrorCode, Rule } from '../schema/error-enum.ts';
import type { Key } from '../schema/key.ts';
import { joinTexts } from './cell.ts';
import { headOf, type Problem } from './rows-of-file.ts';

/** What a cell of a row is changed from, and to; the values of a list are texts. */
type CellChange = {
  readonly column: string;
  readonly before: CellContent;
  readonly after: CellContent;
};
type CellContent = string | number | boolean | null | undefined | readonly string[];

/** What a cell says that is compared and not written, and what is known. */
type Difference = {
  readonly column: string;
  readonly value: CellContent;
  readonly known: CellContent;
};

/** What has become of a row of a file. */
type Done<K> = {
  readonly id: K;
  readonly label: string;
  readonly changes: readonly CellChange[] | 'new';
  readonly differences?: readonly Difference[];
};
export type RowOutcome =
  | { readonly refused: GraphQLError; readonly column?: string | null }
  | Done<Key>;

export type ImportedRow = Done<Key | null> & { readonly line: number };

export type ImportAnswer = {
  readonly isWritten: boolean;
  readonly rows: readonly ImportedRow[];
  readonly problems: readonly Problem[];
  readonly ignored: readonly string[];
  readonly count: number;
};

const textOf = (content: CellContent): string | null => {
  if (content === null || content === undefined) return null;
  return typeof content === 'object' ? joinTexts(content) : String(content);
};

const ImportedCell = builder.objectRef<CellChange>('ImportedCell').implement({
  description: 'What a file changes of a row, in one column.',
  fields: (t) => ({
    column: t.string({
      description: 'The column, as the file names it.',
      resolve: ({ column }) => headOf(column),
    }),
    before: t.string({
      nullable: true,
      description: 'What was there; null if nothing was.',
      resolve: ({ before }) => textOf(before),
    }),
    after: t.string({
      nullable: true,
      description: 'What is there now; null if nothing is.',
      resolve: ({ after }) => textOf(after),
    }),
  }),
});

const Changed = builder.objectRef<ImportedRow>('ImportedRow').implement({
  description: 'A row of a file that makes a row, or changes one.',
  fields: (t) => ({
    row: t.exposeInt('line', {
      description: 'The line of the file, or the row of the sheet, that it begins in, from 1.',
    }),
    entityId: t.exposeID('id', {
      nullable: true,
      description: 'The key of the row; null for a new one of which nothing was written.',
    }),
    label: t.exposeString('label', { description: 'What the row is called.' }),
    isNew: t.boolean({
      description: 'Whether it makes a row; all that the file says of it is new then.',
      resolve: ({ changes }) => changes === 'new',
    }),
    cells: t.field({
      type: [ImportedCell],
      description: 'What it changes of a row that is there already.',
      resolve: ({ changes }) => (changes === 'new' ? [] : changes),
    }),
  }),
});

const Differing = builder
  .objectRef<Difference & Pick<ImportedRow, 'line' | 'label'>>('ImportDifference')
  .implement({
    description: 'A value of a file that is compared, not written, and is not what is known.',
    fields: (t) => ({
      row: t.exposeInt('line', {
        description: 'The line of the file, or the row of the sheet, that it begins in, from 1.',
      }),
      label: t.exposeString('label', { description: 'What the row is called.' }),
      column: t.string({
        description: 'The column, as the file names it.',
        resolve: ({ column }) => headOf(column),
      }),
      value: t.string({
        nullable: true,
        description: 'What the file says.',
        resolve: ({ value }) => textOf(value),
      }),
      known: t.string({
        nullable: true,
        description: 'What is known; null if nothing is.',
        resolve: ({ known }) => textOf(known),
      }),
    }),
  });

const Refused = builder.objectRef<Problem>('ImportProblem').implement({
  description: 'Why a row of a file cannot be written.',
  fields: (t) => ({
    row: t.exposeInt('line', {
      description: 'The line of the file, or the row of the sheet, that it begins in, from 1.',
    }),
    column: t.exposeString('column', {
      nullable: true,
      description: 'The column whose value is wrong, if it is one.',
    }),
    value: t.exposeString('value', {
      nullable: true,
      description: 'What stands there.',
    }),
    code: t.field({
      type: ErrorCode,
      description: 'What kind of error it is.',
      resolve: ({ error }) => error.extensions['code'] as Code,
    }),
    rule: t.field({
      type: Rule,
      nullable: true,
      description: 'The rule that does not allow it; with the code INVALID_STATE.',
      resolve: ({ error }) => (error.extensions['rule'] as string | undefined) ?? null,
    }),
    message: t.string({
      description: 'What is wrong, in words.',
      resolve: ({ error }) => error.message,
    }),
  }),
});

const differencesIn = (rows: readonly ImportedRow[]) =>
  rows.flatMap(({ line, label, differences = [] }) =>
    differences.map((each) => ({ line, label, ...each })),
  );

const isNew = ({ changes }: ImportedRow) => changes === 'new';
const isChanged = ({ changes }: ImportedRow) => changes !== 'new' && changes.length > 0;

const first = { min: 0, max: 100_000, preset: 1000 };

export const ImportResult = builder.objectRef<ImportAnswer>('ImportResult').implement({
  description:
    'What a file has done, or in a dry run would do: all of it or, where a row is refused, nothing.',
  fields: (t) => {
    const list = <Row>(rows: readonly Row[], given: number | null | undefined) =>
      rows.slice(0, Math.max(first.min, Math.min(first.max, given ?? first.preset)));
    const most = t.arg.int({
      defaultValue: first.preset,
      description: 'How many of them to show; the counts say how many there are.',
    });
    const complexity = (args: { readonly first?: number | null | undefined }) => ({
      field: 1,
      multiplier: args.first ?? first.preset,
    });
    return {
      isWritten: t.exposeBoolean('isWritten', {
        description: 'Whether it was done: not in a dry run, and not if a row is refused.',
      }),
      rowCount: t.exposeInt('count', { description: 'How many rows the file has.' }),
      createdCount: t.int({
        description: 'How many rows it makes.',
        resolve: ({ rows }) => rows.filter(isNew).length,
      }),
      updatedCount: t.int({
        description: 'How many rows it changes.',
        resolve: ({ rows }) => rows.filter(isChanged).length,
      }),
      unchangedCount: t.int({
        description: 'How many rows are as the file says already.',
        resolve: ({ rows }) => rows.filter((row) => !isNew(row) && !isChanged(row)).length,
      }),
      problemCount: t.int({
        description: 'How many values are refused.',
        resolve: ({ problems }) => problems.length,
      }),
      differenceCount: t.int({
        description: 'How many values are compared, not written, and are not what is known.',
        resolve: ({ rows }) => differencesIn(rows).length,
      }),
      ignoredColumns: t.exposeStringList('ignored', {
        description: 'The columns of the file that this command does not read.',
      }),
      problems: t.field({
        type: [Refused],
        args: { first: most },
        complexity,
        description: 'What is refused, in the order of the file.',
        resolve: ({ problems }, args) => list(problems, args.first),
      }),
      differences: t.field({
        type: [Differing],
        args: { first: most },
        complexity,
        description: 'The values that are compared, not written, and are not what is known.',
        resolve: ({ rows }, args) => list(differencesIn(rows), args.first),
      }),
      changes: t.field({
        type: [Changed],
        args: { first: most },
        complexity,
        description: 'The rows that are made or changed, in the order of the file.',
        resolve: ({ rows }, args) =>
          list(
            rows.filter((row) => isNew(row) || isChanged(row)),
            args.first,
          ),
      }),
    };
  },
});
