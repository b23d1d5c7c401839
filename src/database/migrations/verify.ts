import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import postgres, { type TransactionSql } from 'postgres';
import type { Sql } from '../connection.ts';
import { createStatements } from './ddl.ts';

/** Tables whose changes a trail records, and what its triggers are told of them. */
type Trail = {
  readonly log: PgTable;
  readonly tables: ReadonlyMap<string, Audited>;
};

type Audited = {
  readonly entity: string;
  readonly table: PgTable;
  readonly hidden: readonly string[];
  readonly ignored: readonly string[];
};

type Besides = {
  readonly trails?: readonly Trail[];
  /** Triggers of the domains' own, as the statements that make them. */
  readonly guards?: readonly string[];
};

type Own = {
  readonly tables: readonly PgTable[];
  readonly trail: Trail | undefined;
  readonly guards: readonly string[];
};

export type Thing = { table: string; kind: string; name: string; definition: string };

const scratch = 'verify_scratch';
const copy = 'verify_restored';

/** Names every difference between the live catalogue and the declared tables, one a line. */
export const verify = async (
  sql: Sql,
  tables: readonly PgTable[],
  { trails = [], guards = [] }: Besides = {},
): Promise<string[]> => {
  const lines: string[] = [];
  for (const [schema, declared] of Map.groupBy(tables, schemaOf)) {
    const trail = trails.find(({ log }) => schemaOf(log) === schema);
    const own = {
      tables: declared,
      trail,
      guards: guards.filter((each) => each.includes(` on ${schema}.`)),
    };
    lines.push(...(await verifySchema(sql, schema, own)));
  }
  return lines;
};

export const schemaOf = (table: PgTable) => getTableConfig(table).schema ?? 'public';

/** Postgres writes both sides itself: the declared tables are made in a scratch schema that is never committed. */
const verifySchema = async (sql: Sql, schema: string, { tables, trail, guards }: Own) => {
  const statements = [
    ...createStatements(tables, scratch),
    ...tables.flatMap(touchTrigger),
    ...(trail ? auditTriggers(trail) : []),
    ...guards.map((guard) => guard.replace(` on ${schema}.`, ` on ${scratch}.`)),
  ];
  return withoutTrace(sql, `schema ${schema} cannot be compared`, async (tx) => {
    const live = await read(tx, schema, schema);
    await tx`create schema ${tx(scratch)}`;
    for (const statement of statements) await tx.unsafe(statement);
    const declared = await read(tx, scratch, schema);
    return differences(schema, live, declared, await asRestored(tx, declared, scratch));
  });
};

/** What a transaction that is never committed finds out; that it cannot, with why, if Postgres refuses something. */
export const withoutTrace = async (
  sql: Sql,
  failure: string,
  find: (tx: TransactionSql) => Promise<string[]>,
): Promise<string[]> => {
  const undo = new Error('This transaction is never committed.');
  let lines: string[] = [];
  try {
    await sql.begin(async (tx) => {
      lines = await find(tx);
      throw undo;
    });
  } catch (error) {
    if (error instanceof postgres.PostgresError) return [`${failure}: ${error.message}`];
    if (error !== undo) throw error;
  }
  return lines;
};

/** A table with a version has a trigger that moves it, told which columns are generated. */
const touchTrigger = (table: PgTable): string[] => {
  const { name, columns } = getTableConfig(table);
  if (!columns.some((column) => column.name === 'version')) return [];
  const generated = columns.filter((column) => column.generated).map(({ name }) => `'${name}'`);
  return [
    `create trigger touch before update on ${scratch}."${name}" for each row execute function kernel.touch(${generated.join(', ')})`,
  ];
};

/** A table whose changes are recorded has the triggers for it, told what its rows are called and what to hide. */
const auditTriggers = ({ tables }: Trail): string[] => [
  `call kernel.keep_audit_in('${scratch}')`,
  ...[...tables.values()].map(({ entity, table, hidden, ignored }) => {
    const names = [entity, ...hidden, ...ignored.map((name) => `!${name}`)]
      .map((name) => `'${name}'`)
      .join(', ');
    return `call kernel.audited('${scratch}."${getTableConfig(table).name}"', ${names})`;
  }),
];

export const differences = (
  schema: string,
  live: Thing[],
  declared: Thing[],
  restored: Thing[],
): string[] => {
  const key = ({ table, kind, name }: Thing) => `${kind} ${schema}.${table}${name && '.'}${name}`;
  const lines = (change: string, things: Thing[], others: Thing[]) => {
    const keys = new Set(others.map(key));
    const tables = new Set(others.map(({ table }) => table));
    return things
      .filter((thing) => !keys.has(key(thing)) && (!thing.name || tables.has(thing.table)))
      .map((thing) => `${change} ${key(thing)}${thing.definition && `: ${thing.definition}`}`);
  };
  const definitions = (things: Thing[]) =>
    new Map(things.map((thing) => [key(thing), thing.definition]));
  const [found, after] = [definitions(live), definitions(restored)];
  return [
    ...lines('missing', declared, live),
    ...lines('extra', live, declared),
    ...declared.flatMap((thing) => {
      const definition = found.get(key(thing));
      const known = [undefined, thing.definition, after.get(key(thing))];
      if (known.includes(definition)) return [];
      return [`different ${key(thing)}: ${definition}; declared: ${thing.definition}`];
    }),
  ];
};

/**
 * The definitions as a dump and a restore leave them. What Postgres prints of an expression it reads as another one that
 * means the same (`ARRAY[…]::text[]` becomes `ARRAY[…::text]`), so a restored database does not print as it was declared.
 */
export const asRestored = async (
  tx: TransactionSql,
  things: readonly Thing[],
  schema: string,
): Promise<Thing[]> => {
  await tx`create schema ${tx(copy)}`;
  await tx`select set_config('search_path', ${`${copy}, ${schema}`}, true)`; // the sequences stay where they are
  for (const statement of statementsFor(things)) await tx.unsafe(statement);
  const restored = await read(tx, copy, schema);
  await tx`drop schema ${tx(copy)} cascade`;
  return restored;
};

const statementsFor = (things: readonly Thing[]): string[] => {
  const of = (kind: string) => things.filter((thing) => thing.kind === kind);
  const columns = Map.groupBy(of('column'), ({ table }) => table);
  return [
    ...[...columns].map(
      ([table, own]) => `create table ${copy}."${table}" (${own.map(columnLine).join(', ')})`,
    ),
    ...of('check').map(
      ({ table, name, definition }) =>
        `alter table ${copy}."${table}" add constraint "${name}" ${definition}`,
    ),
    ...of('index').map(({ table, name, definition }) => {
      const [, unique = '', method] = /^(unique )?(.*)$/s.exec(definition) ?? [];
      return `create ${unique}index "${name}" on ${copy}."${table}" using ${method}`;
    }),
  ];
};

const columnLine = ({ name, definition }: Thing) =>
  `"${name}" ${definition.replace(/ generated as (.*)$/s, ' generated always as ($1) stored')}`;

/** What a schema consists of, in Postgres' own words; the search path keeps the schema's name out of them. */
export const read = async (tx: TransactionSql, schema: string, home: string) => {
  await tx`select set_config('search_path', ${schema}, true)`;
  return tx<Thing[]>`
    with relation as (
      select oid, relname as "table", relkind from pg_class
      where relnamespace = to_regnamespace(${schema}) and relkind in ('r', 'p', 'f', 'v', 'm')
    )
    select "table", case when relkind in ('v', 'm') then 'view' else 'table' end as kind, '' as name, '' as definition
    from relation
    union all
    select "table", 'column', attname, concat_ws(' ',
      format_type(atttypid, atttypmod),
      'collate ' || quote_ident((select collname from pg_collation c where c.oid = attcollation and attcollation <> typcollation)),
      case when attnotnull then 'not null' end,
      case when attidentity <> '' then 'identity' when attgenerated <> '' then 'generated as' when adbin is not null then 'default' end,
      pg_get_expr(adbin, adrelid, true))
    from relation
    join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped
    join pg_type on pg_type.oid = atttypid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    union all
    select "table", kind, conname, pg_get_constraintdef(pg_constraint.oid, true)
    from relation
    join pg_constraint on conrelid = relation.oid
    -- a NOT NULL is a constraint too since PostgreSQL 18; here it belongs to its column
    join (values ('c', 'check'), ('u', 'unique'), ('p', 'primary key'), ('f', 'foreign key'), ('x', 'exclusion'))
      as kinds(type, kind) on type = contype::text
    union all
    select "table", 'index', relname, concat_ws(' ',
      case when indisunique then 'unique' end,
      substring(pg_get_indexdef(indexrelid, 0, true) from ' USING (.*)'),
      case when not indisvalid then 'invalid' end)
    from relation
    join pg_index on indrelid = relation.oid
    join pg_class on pg_class.oid = indexrelid
    where not exists (select from pg_constraint where conindid = indexrelid and contype in ('u', 'p', 'x'))
    union all
    select "table", 'trigger', tgname, replace(substring(pg_get_triggerdef(pg_trigger.oid, true) from tgname || ' (.*)'),
      'FUNCTION ' || ${home} || '.', 'FUNCTION ')
    from relation
    join pg_trigger on tgrelid = relation.oid
    where not tgisinternal and tgenabled in ('O', 'A')
    order by 1, 2, 3
  `;
};
