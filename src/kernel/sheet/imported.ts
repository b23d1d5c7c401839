import { GraphQLError } from 'graphql';
import type { Access } from '../schema/access.ts';
import { type ArgBuilder, type Args, arg, type Given } from '../write/argument.ts';
import { dryRun } from '../write/bulk-result.ts';
import { namesIn } from '../write/input-rules.ts';
import { implementMutation } from '../write/mutation.ts';
import { inTransaction } from '../write/transaction.ts';
import type { Tx } from '../write/tx.ts';
import {
  type ImportAnswer,
  type ImportedRow,
  ImportResult,
  type RowOutcome,
} from './import-result.ts';
import { type FileRow, type Problem, rowsOfFile } from './rows-of-file.ts';
import { contentOf, type StoredFile } from './sent-file.ts';

/** A command that takes the rows of a file. */
export type Imported<F extends Args, C extends Args> = {
  /** What the mutation is called. */
  readonly command: string;
  readonly description: string;
  readonly allow: Access;
  readonly args: (arg: ArgBuilder) => F;
  /** The columns, declared as arguments are: `itemCode` is `item_code` in a file, and a list has `;` between its texts. */
  readonly columns: (arg: ArgBuilder) => C;
  /** What files call columns besides. */
  readonly called?: { readonly [Name in keyof C]?: readonly string[] };
};

/** What a rule makes of something, or why it refuses. */
type Attempt = <Value>(
  rule: () => Value,
) => { readonly value: Value } | { readonly refused: GraphQLError };

const attempt: Attempt = (rule) => {
  try {
    return { value: rule() };
  } catch (error) {
    if (error instanceof GraphQLError) return { refused: error };
    throw error;
  }
};

/** Writes rows, and says of each, in their order, what has become of it; what throws refuses all of them. */
export type Importing<F extends Args, C extends Args> = (
  tx: Tx,
  args: Given<F>,
  rows: readonly FileRow<C>[],
  attempt: Attempt,
) => Promise<readonly RowOutcome[]>;

/** All or nothing: where a row is refused, and in a dry run, what was written is undone. */
export const imported = <F extends Args, C extends Args>(
  { command, description, allow, args, columns, called = {} }: Imported<F, C>,
  run: Importing<F, C>,
): void => {
  const cells = columns(arg);
  implementMutation(
    command,
    {
      description: `${description} All or nothing: the report says what is wrong with which row.`,
      allow,
      takesLong: true,
      args: () => ({
        ...args(arg),
        file: {
          type: 'File',
          description: 'The rows, with a first one that names their columns.',
          required: true,
          defaultValue: undefined,
          rule: {},
        },
        dryRun,
      }),
    },
    ImportResult,
    async (given, ctx, info) => {
      const { file, dryRun: isDry } = given as { file: string | StoredFile; dryRun: boolean };
      const read = await rowsOfFile(contentOf(file), cells, called as Names, info.schema, ctx);
      return inTransaction(
        ctx,
        async (tx) => {
          tx.tell(0, read.count);
          const outcomes = await run(tx, given as Given<F>, read.rows, attempt);
          const answer = answerOf(read, outcomes, isDry);
          tx.tell(read.count, read.count);
          return answer.isWritten ? answer : tx.undo(answer);
        },
        namesIn(given, info),
      );
    },
  );
};

type Names = Readonly<Record<string, readonly string[]>>;

const answerOf = <C extends Args>(
  { rows, problems: unread, ignored, count, place }: Awaited<ReturnType<typeof rowsOfFile<C>>>,
  outcomes: readonly RowOutcome[],
  isDry: boolean,
): ImportAnswer => {
  const problems: Problem[] = [...unread];
  const done: ImportedRow[] = [];
  rows.forEach(({ line }, at) => {
    const outcome = outcomes[at];
    if (!outcome) return;
    if (!('refused' in outcome)) return done.push({ line, ...outcome });
    const { refused: error } = outcome;
    const { field } = error.extensions;
    const { column = typeof field === 'string' ? field : null } = outcome;
    return problems.push({ line, ...place(line, column), error });
  });
  problems.sort((a, b) => a.line - b.line);
  const isWritten = !isDry && problems.length === 0;
  return {
    isWritten,
    problems,
    ignored,
    count,
    rows: isWritten
      ? done
      : done.map((row) => (row.changes === 'new' ? { ...row, id: null } : row)),
  };
};
