import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from '../connection.ts';
import { quote } from '../migrations/ddl.ts';

/** Runs a statement: on a connection, or for a request that pays for it. */
export type Ask = <Row extends object>(text: string, params: readonly unknown[]) => Promise<Row[]>;

export const asking =
  (sql: Pick<Sql, 'unsafe'>): Ask =>
  <Row extends object>(text: string, params: readonly unknown[]) =>
    sql.unsafe<Row[]>(text, params as string[]);

/** A column as the database has it. */
type LiveColumn = { readonly type: string; readonly notNull: boolean };

/** A table as the database has it. Names are as they are, without quotes. */
export type LiveTable = {
  readonly schema: string;
  readonly table: string;
  readonly owner: string;
  /** Whether whoever asks may alter it, and may let foreign keys refer to it. */
  readonly isOwn: boolean;
  readonly isReferable: boolean;
  readonly columns: { readonly [name: string]: LiveColumn };
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
};

/** What a delete of the row that is referred to does. */
export type Rule = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

export type ForeignKey = {
  readonly name: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly targetSchema: string;
  readonly targetTable: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: Rule;
};

/** A foreign key as the database has it. */
export type LiveKey = ForeignKey & {
  readonly isPlain: boolean;
  readonly isValidated: boolean;
  readonly hasIndex: boolean;
  /** As Postgres prints it. */
  readonly definition: string;
  readonly comment: string | null;
};

export type Catalogue = {
  readonly tables: readonly LiveTable[];
  readonly keys: readonly LiveKey[];
};

export const qualified = (schema: string, table: string): string =>
  `${quote(schema)}.${quote(table)}`;
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** What the database has in these schemas: two statements. */
export const readCatalogue = async (ask: Ask, schemas: readonly string[]): Promise<Catalogue> => {
  const params = [`{${schemas.map(quote).join()}}`];
  return {
    tables: await ask<LiveTable>(tablesText, params),
    keys: await ask<LiveKey>(keysText, params),
  };
};

const tablesText = `
  select n.nspname as schema, c.relname as "table", pg_get_userbyid(relowner) as owner,
    pg_has_role(relowner, 'usage') as "isOwn", has_any_column_privilege(c.oid, 'references') as "isReferable",
    (select jsonb_object_agg(attname, jsonb_build_object('type', format_type(atttypid, atttypmod), 'notNull', attnotnull))
     from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
    array(select attname::text from pg_index, unnest(indkey::int2[]) with ordinality as parts (number, place)
     join pg_attribute on attrelid = c.oid and attnum = number
     where indrelid = c.oid and indisprimary order by place) as key
  from pg_class c join pg_namespace n on n.oid = relnamespace
  where n.nspname = any($1::text[]) and relkind in ('r', 'p') order by 1, 2`;

const namesOf = (relation: string, numbers: string) =>
  `array(select attname::text from unnest(${numbers}) with ordinality as parts (number, place)
     join pg_attribute on attrelid = ${relation} and attnum = number order by place)`;

// an index that leads with the columns, in whatever order, serves the key; also one of the rows that have a value
const keysText = `
  select k.conname as name, n.nspname as schema, c.relname as "table", ${namesOf('conrelid', 'conkey')} as columns,
    tn.nspname as "targetSchema", t.relname as "targetTable", ${namesOf('confrelid', 'confkey')} as "targetColumns",
    case confdeltype when 'r' then 'RESTRICT' when 'c' then 'CASCADE' when 'n' then 'SET NULL' when 'd' then 'SET DEFAULT'
      else 'NO ACTION' end as "onDelete",
    confupdtype = 'a' and confmatchtype = 's' and not condeferrable as "isPlain", convalidated as "isValidated",
    exists (select from pg_index where indrelid = conrelid and indisvalid
      and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey
      and (indpred is null or pg_get_expr(indpred, indrelid) = (select format('(%I IS NOT NULL)', attname)
        from pg_attribute where attrelid = conrelid and attnum = conkey[1]))) as "hasIndex",
    pg_get_constraintdef(k.oid) as definition, obj_description(k.oid, 'pg_constraint') as comment
  from pg_constraint k
  join pg_class c on c.oid = conrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = confrelid join pg_namespace tn on tn.oid = t.relnamespace
  where contype = 'f' and conparentid = 0 and n.nspname = any($1::text[]) order by 2, 3, 1`;

/** The foreign keys that tables are declared with. */
export const declaredKeys = (tables: readonly PgTable[]): ForeignKey[] =>
  tables.flatMap((each) => {
    const { schema = 'public', name: table, foreignKeys } = getTableConfig(each);
    return foreignKeys.map((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference();
      const target = getTableConfig(foreignTable);
      return {
        name: key.getName().slice(0, 63), // as Postgres cuts it
        schema,
        table,
        columns: columns.map(({ name }) => name),
        targetSchema: target.schema ?? 'public',
        targetTable: target.name,
        targetColumns: foreignColumns.map(({ name }) => name),
        onDelete: (key.onDelete ?? 'no action').toUpperCase() as Rule,
      };
    });
  });

/** Whether two foreign keys lead from the same columns to the same rows. */
export const isSameLink = (one: ForeignKey, other: ForeignKey): boolean =>
  linkOf(one) === linkOf(other);

const linkOf = ({
  schema,
  table,
  columns,
  targetSchema,
  targetTable,
  targetColumns,
}: ForeignKey) => {
  const pairs = columns.map((column, at) => JSON.stringify([column, targetColumns[at]]));
  return JSON.stringify([schema, table, targetSchema, targetTable, pairs.sort()]);
};

/** How a foreign key differs from what is declared, in words; null when it does not. */
export const differenceOf = (live: LiveKey | undefined, declared: ForeignKey | undefined) => {
  if (!live) return 'It is declared, and not in the database.';
  if (!declared) return 'It is in the database, and not declared.';
  if (!isSameLink(live, declared)) return 'It is declared for other columns.';
  if (live.onDelete !== declared.onDelete || !live.isPlain)
    return `It is declared as ON DELETE ${declared.onDelete}.`;
  return live.isValidated ? null : 'It is not validated: rows may be there that name nothing.';
};

export const tableOf = ({ tables }: Catalogue, schema: string, table: string) =>
  tables.find((each) => each.schema === schema && each.table === table);

/** A foreign key as it is, or as it is declared, and how the two differ. */
export type ShownKey = ForeignKey & Partial<LiveKey> & { readonly difference: string | null };

/** The foreign keys of the database, each with its difference, and those that are only declared. */
export const shownKeys = (
  live: readonly LiveKey[],
  declared: readonly ForeignKey[],
): ShownKey[] => {
  const twin = (key: ForeignKey, among: readonly ForeignKey[]) =>
    among.find((each) => each.table === key.table && each.name === key.name) ??
    among.find((each) => isSameLink(each, key));
  const missing = declared.filter((key) => !twin(key, live));
  return [
    ...live.map((key) => ({ ...key, difference: differenceOf(key, twin(key, declared)) })),
    ...missing.map((key) => ({ ...key, difference: differenceOf(undefined, key) })),
  ];
};

/** The foreign keys for which every delete of a parent reads the whole table, one a line. */
export const withoutIndex = ({ keys }: Catalogue): string[] =>
  keys
    .filter(({ hasIndex }) => !hasIndex)
    .map(({ schema, table, name }) => `foreign key ${schema}.${table}.${name} has no index`);
