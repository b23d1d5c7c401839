import { is, SQL } from 'drizzle-orm';
import { getTableConfig, IndexedColumn, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { GraphQLError } from 'graphql';
import postgres from 'postgres';
import { refusal } from '../errors.ts';
import { columnsOf } from '../schema/table.ts';
import { rememberConflict } from './refusal-label.ts';

/** What was done to a table when the database refused it. */
export type Deed = { readonly table: PgTable; readonly verb: 'insert' | 'update' | 'delete' };

/** A refusal of the database's as one of ours, without its text or any value; anything else stays as it is. */
export const refusalOf = (error: unknown, { table, verb }: Deed): unknown => {
  if (!(error instanceof postgres.PostgresError) || error instanceof GraphQLError) return error;
  const { code, constraint_name: constraint = '' } = error;
  const field = error.column_name
    ? nameOfColumn(table, error.column_name)
    : fieldOf(table, constraint);
  const details = { ...(field && { field }), ...(constraint && { constraint }) };
  // the trail could not name who does it: somebody has just deleted the account
  if (error.table_name === 'audit_logs' && verb !== 'delete') {
    return refusal('UNAUTHENTICATED', 'Your account has been deleted.');
  }
  switch (code) {
    case '23505': {
      const message = `This ${field ?? 'value'} is taken; case and white space do not count.`;
      const refused = refusal('CONFLICT', message, details);
      rememberConflict(refused, table, field, error);
      return refused;
    }
    case '23503': // on PostgreSQL 18 a RESTRICT has a code of its own
    case '23001':
      return verb === 'delete'
        ? refusal('STILL_REFERENCED', 'Other rows still refer to it.', details)
        : refusal('PARENT_MISSING', `The row that ${field ?? 'it'} names does not exist.`, details);
    case '23514':
      // a function of ours that says it in words raises the rule itself
      return error.routine === 'exec_stmt_raise'
        ? refusal('INVALID_STATE', error.message, { ...details, ...ruleOf(error) })
        : refusal('CHECK_FAILED', `This breaks the rule ${constraint}.`, details);
    case '23502':
      return refusal('BAD_USER_INPUT', `${field ?? 'A field'} needs a value.`, details);
    default:
      return code.startsWith('22')
        ? refusal('BAD_USER_INPUT', 'A value is not one that its field can hold.', details)
        : error;
  }
};

/** A function names the constraint that it stands for by its table and its rule. */
const ruleOf = ({ table_name: table, constraint_name: constraint }: postgres.PostgresError) =>
  table && constraint ? { rule: constraint.slice(table.length + 1).toUpperCase() } : {};

const nameOfColumn = (table: PgTable, sqlName: string): string | undefined =>
  [...columnsOf(table).values()].find(({ sql }) => sql === `"${sqlName}"`)?.name;

/** The field that a constraint is about: the last of its columns, after those that it is unique within. */
const fieldOf = (table: PgTable, constraint: string): string | undefined => {
  const { name, uniqueConstraints, indexes, foreignKeys } = getTableConfig(table);
  const unique = uniqueConstraints.find((each) => each.name === constraint);
  if (unique) return nameOfColumn(table, unique.columns.at(-1)?.name ?? '');
  const index = indexes.find(({ config }) => config.name === constraint);
  if (index) return fieldOfIndex(table, index.config.columns.at(-1));
  const key = foreignKeys.find((each) => each.getName() === constraint);
  if (key) return nameOfColumn(table, key.reference().columns[0]?.name ?? '');
  const column = /^(.+)_check$/.exec(constraint)?.[1];
  return column && nameOfColumn(table, column.slice(name.length + 1));
};

const dialect = new PgDialect();

const fieldOfIndex = (table: PgTable, last: unknown): string | undefined => {
  if (is(last, IndexedColumn)) return nameOfColumn(table, last.name ?? '');
  const text = is(last, SQL) ? dialect.sqlToQuery(last).sql : '';
  const words = text.match(/\w+/g) ?? [];
  return words.map((word) => nameOfColumn(table, word)).find((name) => name !== undefined);
};
