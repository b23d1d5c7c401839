import type { Context } from './context.ts';
import { refusal } from './errors.ts';

/** A prepared statement is kept by every connection: past this many texts, rare ones are sent unprepared. */
const preparedTexts = 500;
const prepared = new Set<string>();

const isPrepared = (text: string): boolean => {
  if (prepared.has(text)) return true;
  if (prepared.size >= preparedTexts) return false;
  prepared.add(text);
  return true;
};

/** Runs one statement for a request and charges the request for it. */
export const run = async <Row>(
  ctx: Context,
  text: string,
  params: readonly unknown[],
): Promise<Row[]> => {
  const { spent } = ctx;
  const started = performance.now();
  spent.statements += 1;
  try {
    const rows = await ctx.sql.unsafe(text, params as string[], { prepare: isPrepared(text) });
    spent.rows += rows.length;
    if (spent.rows > ctx.maxRows) {
      throw refusal(
        'TOO_EXPENSIVE',
        `This request reads more than ${ctx.maxRows} rows: ask for smaller pages.`,
      );
    }
    return rows as unknown as Row[];
  } finally {
    spent.ms += performance.now() - started;
  }
};

/** Takes a value into the parameters and names its place. */
export const bind = (params: unknown[], value: unknown): string => `$${params.push(value)}`;

/** Values as the text of a Postgres array: one parameter and one statement text, however many they are. */
export const arrayOf = (values: readonly (string | number | boolean)[]): string =>
  `{${values.map((value) => (typeof value === 'string' ? quoted(value) : value)).join(',')}}`;

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
