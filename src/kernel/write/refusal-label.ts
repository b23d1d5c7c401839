import { is, SQL } from 'drizzle-orm';
import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { GraphQLError } from 'graphql';
import type { PostgresError } from 'postgres';
import type { Context } from '../context.ts';
import { type Code, refusal } from '../errors.ts';
import { arrayOf, run } from '../read/query.ts';
import { visibleTo } from '../read/visibility.ts';
import { type Entity, entityOf } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { nodeIdOf } from '../schema/node.ts';
import { columnsOf, isAmong, nameOf } from '../schema/table.ts';

/*
 * People know rows by labels, a refusal knows a key. The label is looked up once the transaction that was refused is over:
 * inside, Postgres answers nothing any more.
 */

type Lookup = {
  /** Finds the label of a row “t”. */
  readonly text: string;
  readonly params: readonly unknown[];
  /** Where it is, if not everybody who is refused may see it. */
  readonly table?: PgTable;
  /** What its rows are, if the answer cannot say so: a conflict is with a row that it does not name. */
  readonly entity?: Entity | undefined;
  readonly say: (label: string, message: string) => string;
};

const lookups = new WeakMap<GraphQLError, Lookup>();
/** Refusals that name their row by now. */
const named = new WeakSet<GraphQLError>();

const dialect = new PgDialect();

/** Remembers with a refusal which row was in the way: the one with the same key in a unique index. */
export const rememberConflict = (
  refused: GraphQLError,
  table: PgTable,
  field: string | undefined,
  { constraint_name: name, detail = '' }: PostgresError,
): void => {
  const label = field === undefined ? undefined : columnsOf(table).get(field);
  const { uniqueConstraints, indexes } = getTableConfig(table);
  const columns =
    uniqueConstraints.find((each) => each.name === name)?.columns ??
    indexes.find(({ config }) => config.name === name)?.config.columns;
  const [, key] = /=\((.*)\)[^)]*$/s.exec(detail) ?? [];
  if (!columns || !label || label.scalar === 'ID' || key === undefined) return;
  const values = key.split(', ');
  const params = [
    ...values.slice(0, columns.length - 1),
    values.slice(columns.length - 1).join(', '),
  ];
  const conditions = columns.map((column, at) => {
    if (is(column, SQL)) return `${dialect.sqlToQuery(column).sql} = $${at + 1}`;
    const own = [...columnsOf(table).values()].find(({ sql }) => sql === `"${nameIn(column)}"`);
    return `${own?.sql} = $${at + 1}::${own?.sqlType}`;
  });
  const entity = entityOf(table);
  const id = entity?.column('id').of('t') ?? 'null';
  const text = `select ${label.sql}::text as label, ${id} as id from ${nameOf(table)} t where ${conditions.join(' and ')}`;
  const say = (taken: string, message: string) => `${message} “${taken}” has it.`;
  lookups.set(refused, { text, params, table, entity, say });
};

const nameIn = (column: object) => ('name' in column ? String(column.name) : '');

/** The same refusal in other words. */
export const rephrased = (refused: GraphQLError, other: GraphQLError): GraphQLError => {
  const lookup = lookups.get(refused);
  if (lookup) lookups.set(other, lookup);
  return other;
};

/** Codes of refusals that are about a row which is there. */
const aboutRows: readonly unknown[] = [
  'INVALID_STATE',
  'STALE',
  'HAS_DEPENDENTS',
  'STILL_REFERENCED',
] satisfies Code[];
const isAboutRow = (code: unknown) => aboutRows.includes(code);

const aboutRow = (label: string, message: string) => `${label}: ${message}`;

/** A row that a command is about. */
export type Subject = readonly [target: Entity, key: Key];

/** Remembers with a refusal which row it is about, unless that is known. */
const rememberRow = (error: GraphQLError, [target, key]: Subject): void => {
  const label = target.labelOf('t');
  if (!label || lookups.has(error) || named.has(error)) return;
  const text = `select ${label} as label from ${target.from} t where ${isAmong(target.column('id'), 't', '$1')}`;
  lookups.set(error, { text, params: [arrayOf([key])], say: aboutRow });
};

/** Names the row that a refusal is about or that was in the way, and passes every other error on. */
export const namingRow =
  (ctx: Context, subject?: Subject) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof GraphQLError)) throw error;
    if (subject && isAboutRow(error.extensions['code'])) {
      rememberRow(error, subject);
      ctx.refusedOver.add(nodeIdOf(subject[0].name, subject[1]));
    }
    const lookup = lookups.get(error);
    if (!lookup) throw error;
    const { text, table, entity, say } = lookup;
    const params = [...lookup.params];
    const visible = table && visibleTo(ctx.viewer, table, 't', params);
    const seen = visible ? `${text} and (${visible})` : text;
    const [found] = await run<Found>(ctx, seen, params, false).catch(() => []);
    if (!found?.label) throw error;
    if (entity && found.id != null) ctx.refusedOver.add(nodeIdOf(entity.name, found.id));
    const { code, ...details } = error.extensions;
    const { label } = found;
    const refused = refusal(code as Code, say(label, error.message), { ...details, label });
    named.add(refused);
    throw refused;
  };

type Found = { readonly label: string | null; readonly id?: Key };

type Refused = {
  readonly id: Key | null;
  readonly code: Code | null;
  readonly message: string | null;
};

/** Names the rows that the refusals of a bulk command are about, in one statement. */
export const namingRows = async <Outcome extends Refused>(
  ctx: Context,
  target: Entity,
  outcomes: readonly Outcome[],
): Promise<readonly Outcome[]> => {
  const label = target.labelOf('t');
  const ids = outcomes.flatMap(({ id, code }) => (isAboutRow(code) && id !== null ? [id] : []));
  if (!label || ids.length === 0) return outcomes;
  for (const id of ids) ctx.refusedOver.add(nodeIdOf(target.name, id));
  const key = target.column('id');
  const rows = await run<{ id: Key; label: string | null }>(
    ctx,
    `select ${key.of('t')} as id, ${label} as label from ${target.from} t where ${isAmong(key, 't', '$1')}`,
    [arrayOf(ids)],
    false,
  );
  const labels = new Map<Key | null, string | null>(rows.map((row) => [row.id, row.label]));
  return outcomes.map((outcome) => {
    const { id, code, message } = outcome;
    const known = isAboutRow(code) && labels.get(id);
    return known ? { ...outcome, message: aboutRow(known, message ?? '') } : outcome;
  });
};
