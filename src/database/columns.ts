import { getTableName, sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  customType,
  type ExtraConfigColumn,
  foreignKey,
  index,
  integer,
  jsonb,
  type PgColumnBuilderBase,
  serial,
  text,
  timestamp,
  type UpdateDeleteAction,
  varchar,
} from 'drizzle-orm/pg-core';

/** The serial key that every table of ours has. */
export const id = () => serial('id').primaryKey();

/** A moment, read and written as ISO text so that no microsecond is lost. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** When a row was made and last changed, and how often: `updated_at` and `version` move by trigger. */
export const stamps = () => ({
  createdAt: moment('created_at').notNull().default(sql`CURRENT_TIMESTAMP`),
  updatedAt: moment('updated_at').notNull().default(sql`CURRENT_TIMESTAMP`),
  version: integer('version').notNull().default(1),
});

/** Text that sorts byte by byte, which is what a computed sort key needs on every database. */
export const binaryText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** The transaction that wrote a row. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/** Sign-in sessions: one row for each sign-in, for as long as it may be prolonged. Its person's key is the domain's own. */
export const sessionColumns = () => ({
  turn: integer('turn').notNull().default(1),
  issuedAt: moment('issued_at').notNull().default(sql`CURRENT_TIMESTAMP`), // the tokens of this turn
  expiresAt: moment('expires_at').notNull(),
  revokedAt: moment('revoked_at'),
  address: varchar('address'), // of the sign-in
  failed: boolean('failed').notNull().default(false), // a wrong password: a session that never was
  ...stamps(),
});

type Columns<Name extends string> = Readonly<Record<Name, ExtraConfigColumn>>;

export const sessionRules = (
  person: ExtraConfigColumn,
  { address, failed }: Columns<'address' | 'failed'>,
) => [
  index(`idx_${tableOf(person)}_address`)
    .on(person, address)
    .where(sql`not failed`),
  rule(failed, 'not failed or revoked_at is not null'),
];

const auditActions = ['CREATE', 'UPDATE', 'DELETE'] as const;

/** Audit trail: written by triggers alone, never changed. `userId` is the person's key, `username` outlives the person. */
export const trailColumns = <Key extends PgColumnBuilderBase>(userId: Key) => ({
  id: id(),
  entityType: varchar('entity_type').notNull(),
  entityId: text('entity_id').notNull(),
  action: varchar('action', { enum: auditActions }).notNull(),
  userId,
  changes: jsonb('changes'),
  timestamp: moment('timestamp').notNull().default(sql`CURRENT_TIMESTAMP`),
  username: varchar('username'),
  xactId: transactionId('xact_id').notNull().default(sql`pg_current_xact_id()`),
  part: integer('part')
    .notNull()
    .default(sql`coalesce(nullif(current_setting('app.part', true), ''), '0')::integer`),
});

type Entry = Exclude<keyof ReturnType<typeof trailColumns>, 'changes' | 'part'>;

export const trailRules = (person: AnyPgColumn, log: Columns<Entry>) => [
  references(log.userId, person, 'set null'),
  index('idx_audit_logs_entity').on(log.entityType, log.entityId, log.id),
  index('idx_audit_logs_user').on(log.userId, log.id),
  index('idx_audit_logs_timestamp').on(log.timestamp.desc(), log.id.desc()),
  index('idx_audit_logs_xact').on(log.xactId, log.id),
  repeated(log.username),
  isOneOf(log.action, auditActions),
];

/** That a column has a value, as the condition of an index. */
export const isPresent = (column: string): string => `${column} is not null`;

/** A partial index of the rows that have a value, where many do not: it costs these nothing. */
export const wherePresent = (column: ExtraConfigColumn, ...others: readonly ExtraConfigColumn[]) =>
  index(`idx_${tableOf(column)}_${column.name}`)
    .on(column, ...others)
    .where(sql.raw(isPresent(column.name)));

/** A partial index of the rows that lack a value, where few do or none: it finds them in the order of their keys. */
export const whereMissing = (column: ExtraConfigColumn, key: ExtraConfigColumn) =>
  index(`idx_${tableOf(column)}_${column.name}_missing`)
    .on(key)
    .where(sql.raw(`${column.name} is null`));

export const valuesIndexName = (table: string, column: string): string =>
  `idx_${table}_${column}_values`;

/** An index of a column of few values that many rows have: these are found first, whatever is looked for in them. */
export const repeated = (column: ExtraConfigColumn) =>
  index(valuesIndexName(tableOf(column), column.name))
    .on(column)
    .where(sql.raw(isPresent(column.name)));

const tableOf = (column: AnyPgColumn) => getTableName(column.table);

/** A foreign key, named as Postgres would name it. */
export const references = (
  column: AnyPgColumn,
  target: AnyPgColumn,
  onDelete: UpdateDeleteAction,
) =>
  foreignKey({
    name: `${tableOf(column)}_${column.name}_fkey`.slice(0, 63), // as Postgres cuts it
    columns: [column],
    foreignColumns: [target],
  }).onDelete(onDelete);

/** Keeps a column to the values of its enum. */
export const isOneOf = (column: AnyPgColumn, values: readonly string[]) =>
  rule(column, `${column.name} in (${values.map((value) => `'${value}'`).join(', ')})`);

/** Refuses a text of nothing but white space. */
export const notBlank = (column: AnyPgColumn) =>
  rule(column, `kernel.normal_label(${column.name}) <> ''`);

/** A CHECK on one column, named as Postgres would name it. */
export const rule = (column: AnyPgColumn, condition: string) =>
  check(`${tableOf(column)}_${column.name}_check`, sql.raw(condition));

/** The triggers by which the last administrator stays; what they call is in the migration of the schema. */
export const keepAnAdmin = (schema: string, people: string): string[] =>
  ['update', 'delete'].map(
    (verb) =>
      `create trigger keep_an_admin_${verb} after ${verb} on ${schema}.${people} referencing old table as old_rows for each statement execute function ${schema}.keep_an_admin()`,
  );

/** What a search finds a row by, as SQL: by all of a label and by its words, of other texts by their words. */
export const searchVector = (
  key: string,
  labels: readonly string[],
  others: readonly string[],
): string => {
  const labelled = labels.map((label) => `kernel.search_label(${key}, ${label})`);
  const worded = others.map((other) => `kernel.search_words(${key}, ${other})`);
  return `(${[...labelled, ...worded].join(' || ')})`;
};

export const searchIndexName = (table: string): string => `idx_${table}_search`;

export const trigramIndexName = (table: string, column: string): string =>
  `idx_${table}_${column}_trigrams`;

/** An index of the trigrams of a text: it finds the rows that hold a part of one. */
export const trigrams = (column: AnyPgColumn) =>
  index(trigramIndexName(tableOf(column), column.name)).using(
    'gin',
    sql.raw(`${column.name} gin_trgm_ops`),
  );

/**
 * The indexes that searching a table needs: one of all words, without `fastupdate`, since each search would read what has
 * been put off; and one of the trigrams of each text, for what a filter says that it holds.
 */
export const searched = (
  key: AnyPgColumn,
  labels: readonly AnyPgColumn[],
  others: readonly AnyPgColumn[] = [],
) => {
  const table = tableOf(key);
  const isNumber = ['PgSerial', 'PgInteger'].includes(key.columnType);
  const names = (columns: readonly AnyPgColumn[]) => columns.map(({ name }) => name);
  return [
    index(searchIndexName(table))
      .using('gin', sql.raw(searchVector(isNumber ? key.name : '0', names(labels), names(others))))
      .with({ fastupdate: false }),
    ...[...labels, ...others].map(trigrams),
  ];
};
