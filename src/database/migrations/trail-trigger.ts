import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { literal } from '../literal.ts';
import { quote } from './ddl.ts';

/** Tables whose changes a trail records, and what its triggers are told of them. */
export type Trail = {
  readonly log: PgTable;
  readonly tables: ReadonlyMap<string, Audited>;
  /** The people who act there, where they are not the `users` with an `id` and a `username`. */
  readonly people?: People | undefined;
};

type People = { readonly table: string; readonly key: string; readonly name: string };

type Audited = {
  readonly entity: string;
  readonly table: PgTable;
  readonly hidden: readonly string[];
  readonly ignored: readonly string[];
  readonly large?: readonly string[];
};

const literals = (values: readonly string[]) => values.map(literal).join(', ');

/**
 * With "~", the column that says when a row was changed last, if it is not `updated_at`: the one that Drizzle is told to
 * move (`$onUpdate`), or none.
 */
const touched = (table: PgTable): string[] => {
  const { columns } = getTableConfig(table);
  if (columns.some(({ name }) => name === 'updated_at')) return [];
  return [`~${columns.find(({ onUpdateFn }) => onUpdateFn)?.name ?? ''}`];
};

/** A table with a version has a trigger that moves it, told which columns are generated. */
export const touchTrigger = (table: PgTable, schema: string): string[] => {
  const { name, columns } = getTableConfig(table);
  if (!columns.some((column) => column.name === 'version')) return [];
  const generated = columns.filter((column) => column.generated).map((column) => column.name);
  return [
    `create trigger touch before update on ${quote(schema)}.${quote(name)} for each row execute function kernel.touch(${literals([...touched(table), ...generated])})`,
  ];
};

/** Makes a schema keep a trail. */
export const keepingTrail = ({ people }: Trail, schema: string): string => {
  const others = people ? [people.table, people.key, people.name] : [];
  return `call kernel.keep_audit_in(${literals([schema, ...others])})`;
};

/** A table whose changes are recorded has the triggers for it, told what its rows are called and what to leave out. */
export const auditing = ({ entity, table, hidden, ignored, large = [] }: Audited, schema: string) =>
  `call kernel.audited('${quote(schema)}.${quote(getTableConfig(table).name)}', ${literals([
    entity,
    ...hidden,
    ...ignored.map((name) => `!${name}`),
    ...touched(table),
    ...large.map((name) => `#${name}`),
  ])})`;
