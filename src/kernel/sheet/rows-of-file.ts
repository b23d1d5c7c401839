import {
  coerceInputValue,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputType,
} from 'graphql';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import { rowsAtOnce, turnForRows } from '../read/time-slice.ts';
import type { Arg, Args, Given } from '../write/argument.ts';
import { assertFew, clean } from '../write/input-rules.ts';
import { cellValue, splitTexts } from './cell.ts';
import { badFile, type Line } from './file.ts';
import { linesOf } from './lines.ts';
import type { Source } from './source.ts';

/** A row of a file that can be read: what its cells say, by the names of their columns; what the file has no column for is missing. */
export type FileRow<F extends Args> = { readonly line: number; readonly cells: Partial<Given<F>> };

/** Why a row is not written. */
export type Problem = {
  readonly line: number;
  readonly column: string | null;
  readonly value: string | null;
  readonly error: GraphQLError;
};

type FileRows<F extends Args> = {
  readonly rows: readonly FileRow<F>[];
  readonly problems: readonly Problem[];
  /** What the file calls columns that nothing reads. */
  readonly ignored: readonly string[];
  /** How many rows it has. */
  readonly count: number;
  /** What the file calls a column of ours, and what stands there. */
  readonly place: (line: number, name: string | null) => Pick<Problem, 'column' | 'value'>;
};

const mostRows = 100_000;
const mostNames = 200;
const toldAtOnce = 500;

/** Names of columns are the same whatever their case, and what stands between their words. */
const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** `itemCode` as a file calls it. */
export const headOf = (name: string) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Names = Readonly<Record<string, readonly string[]>>;

/** Which of our columns each column of a file is. */
const columnsIn = (head: Line, args: Args, called: Names) => {
  const known = new Map(
    Object.keys(args).flatMap((name) =>
      [name, ...(called[name] ?? [])].map((each): [string, string] => [plain(each), name]),
    ),
  );
  const places = new Map<string, number>();
  const ignored: string[] = [];
  head.cells.slice(0, mostNames).forEach((cell, at) => {
    const name = known.get(plain(cell));
    if (name === undefined) {
      if (cell.trim() !== '') ignored.push(cell);
    } else if (places.has(name)) {
      throw badFile(`The column ${headOf(name)} is there twice (line ${head.line}).`, head.line);
    } else places.set(name, at);
  });
  const missing = Object.keys(args).find((name) => args[name]?.required && !places.has(name));
  if (missing !== undefined) {
    throw badFile(
      `The file has no column ${headOf(missing)}: its first row has to name the columns.`,
      head.line,
    );
  }
  return { places, ignored };
};

/** Reads the rows of a file by the rules of their columns, each as an argument of this name would be. */
export const rowsOfFile = async <F extends Args>(
  source: Source,
  args: F,
  called: Names,
  schema: GraphQLSchema,
  { spent, tell }: Pick<Context, 'spent' | 'tell'>,
): Promise<FileRows<F>> => {
  const types = new Map(
    Object.entries(args).map(([name, arg]) => [name, typeOf(arg, schema)] as const),
  );
  const lines = new Map<number, readonly string[]>();
  const rows: FileRow<F>[] = [];
  const problems: Problem[] = [];
  let columns: ReturnType<typeof columnsIn> | undefined;
  const place = (line: number, name: string | null) => {
    const at = name === null ? undefined : columns?.places.get(name);
    const value = at === undefined ? undefined : lines.get(line)?.[at];
    return { column: name !== null && name in args ? headOf(name) : null, value: value ?? null };
  };
  let seen = 0;
  for await (const { line, cells } of linesOf(source)) {
    seen += 1; // a file may be little but empty rows
    if (seen % rowsAtOnce === 0) await turnForRows(spent);
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (!columns) {
      columns = columnsIn({ line, cells }, args, called);
      continue;
    }
    if (lines.size === mostRows) {
      throw badFile(`The file has more than ${mostRows} rows: send it in parts.`, line);
    }
    if (lines.has(line)) throw badFile('Two rows of the sheet have the same number.', line);
    const values = cells.map(cellValue);
    lines.set(line, values);
    const before = problems.length;
    const read = [...columns.places].flatMap(([name, at]) => {
      const arg = args[name];
      const type = types.get(name);
      if (!arg || !type) return [];
      try {
        return [[name, cellOf(arg, type, values[at] ?? '', headOf(name))] as const];
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        problems.push({ line, ...place(line, name), error });
        return [];
      }
    });
    if (problems.length === before) {
      rows.push({ line, cells: Object.fromEntries(read) as Partial<Given<F>> });
    }
    if (lines.size % toldAtOnce === 0) tell(0, lines.size);
  }
  if (!columns) throw badFile('The file has no rows: its first one has to name the columns.');
  if (lines.size === 0) throw badFile('The file has no rows but the one that names the columns.');
  return { rows, problems, ignored: columns.ignored, count: lines.size, place };
};

const typeOf = ({ type }: Arg, schema: GraphQLSchema): GraphQLInputType => {
  const ref = (Array.isArray(type) ? type[0] : type) as string | { readonly name: string };
  const found = schema.getType(typeof ref === 'string' ? ref : ref.name);
  if (!isInputType(found)) throw new Error('What stands in a cell has to be an input type.');
  return found;
};

/** What a cell says: nothing, where it is empty and that is no value. */
const cellOf = (
  { required, rule, type: declared }: Arg,
  type: GraphQLInputType,
  text: string,
  name: string,
) => {
  if (Array.isArray(declared)) {
    const texts = splitTexts(text);
    assertFew(texts, rule, [name]);
    return texts.flatMap((each) => clean(type, each, rule, [name]) ?? []);
  }
  const value = clean(type, valueOf(type, text.trim() === '' ? null : text, name), rule, [name]);
  if (value !== null) return value;
  if (required) throw refusal('BAD_USER_INPUT', `${name} must not be empty.`, { field: name });
  return rule.notNull ? undefined : null;
};

const flags = new Map([
  ...['true', 'yes', 'y', '1'].map((text) => [text, true] as const),
  ...['false', 'no', 'n', '0'].map((text) => [text, false] as const),
]);

/** A text as its type has it, whatever way people write that: `Not started`, `yes`, `7`. */
const valueOf = (type: GraphQLInputType, text: string | null, name: string): unknown => {
  if (text === null || !('name' in type)) return null;
  const said = text.trim();
  const wrong = (why: string) => refusal('BAD_USER_INPUT', `${name} ${why}.`, { field: name });
  if (isEnumType(type)) {
    const value = type.getValue(said.toUpperCase().replace(/[\s-]+/g, '_'));
    if (value) return value.value;
    throw wrong(
      `must be one of ${type
        .getValues()
        .map((each) => each.name)
        .join(', ')}`,
    );
  }
  if (type.name === 'Int') {
    if (/^[+-]?\d{1,15}(\.0+)?$/.test(said)) return Number(said);
    throw wrong('must be a whole number');
  }
  if (type.name === 'Boolean') {
    const flag = flags.get(said.toLowerCase());
    if (flag !== undefined) return flag;
    throw wrong('must be true or false');
  }
  return coerceInputValue(type.name === 'String' ? text : said, type, (_path, _value, error) => {
    throw wrong(`is wrong: ${error.originalError?.message ?? error.message}`);
  });
};
