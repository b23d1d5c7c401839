import { getTableConfig, PgDialect, type PgTable } from 'drizzle-orm/pg-core';
import { isPresent, trigramIndexName, valuesIndexName } from '../../database/columns.ts';

/** What the indexes of a table do for one of its columns. */
export type Served = {
  /** Whether no two rows have the same value. */
  readonly isUnique: boolean;
  /** Whether an index brings all rows in its order, and those of one value in that of their keys. */
  readonly isSorted: boolean;
  /** Whether an index finds the rows with a value, or between two. */
  readonly isIndexed: boolean;
  /** Whether an index serves questions about what is in it: only such JSON can be filtered by. */
  readonly isSearchable: boolean;
  /** Whether an index of trigrams finds the rows that hold a text. */
  readonly hasTrigrams: boolean;
  /** Finds its values, where they are few: a loose index scan, which steps from each to the next. */
  readonly values: string | undefined;
  /** The column, as SQL names it, whose values have to be named for an index to find the rows with a value of this one. */
  readonly behind: string | undefined;
};

type Part = string | undefined;
const dialect = new PgDialect();

const valuesOf = (from: string, column: string) =>
  `with recursive step (value) as (
     (select ${column} from ${from} where ${column} is not null order by 1 limit 1) union all
     select (select ${column} from ${from} where ${column} > step.value order by 1 limit 1) from step where step.value is not null
   ) select value from step where value is not null`;

const partOf = (part: object): Part => ('name' in part ? String(part.name) : undefined);

/** Tells of each column what the indexes of its table, which SQL calls `from`, do for it. */
export const servedBy = (table: PgTable, from: string, keys: readonly string[]) => {
  const { name: tableName, indexes, uniqueConstraints } = getTableConfig(table);
  const all = indexes.map(({ config: { columns, where, name, unique, method } }) => ({
    name,
    unique,
    method,
    parts: columns.map(partOf),
    where: where && dialect.sqlToQuery(where).sql,
  }));
  const whole = all.filter(({ where, method }) => !where && method !== 'gin');
  const constraints = uniqueConstraints.map(({ columns }) => columns.map(partOf));
  const trees = [keys, ...constraints, ...whole.map(({ parts }) => parts)];
  const together = [
    keys,
    ...constraints,
    ...whole.flatMap((each) => (each.unique ? [each.parts] : [])),
  ];
  const alone = together.flatMap(([first, ...rest]) => (rest.length === 0 ? [first] : []));
  const sorted = whole.flatMap(({ parts: [first, ...rest] }) =>
    keys.every((key, at) => key === rest[at]) ? [first] : [],
  );
  const indexed = [
    ...trees.map(([first]) => first),
    ...all.flatMap(({ parts: [first], where }) =>
      where === isPresent(first ?? '') ? [first] : [],
    ),
  ];
  return ({ name, isUnique }: { readonly name: string; readonly isUnique: boolean }): Served => {
    const isIndexed = isUnique || indexed.includes(name);
    return {
      isUnique: isUnique || alone.includes(name),
      isSorted: isUnique || [...alone, ...sorted, keys[0]].includes(name),
      isIndexed,
      isSearchable: all.some(({ method, parts }) => method === 'gin' && parts.includes(name)),
      hasTrigrams: all.some((each) => each.name === trigramIndexName(tableName, name)),
      values: all.some((each) => each.name === valuesIndexName(tableName, name))
        ? valuesOf(from, `"${name}"`)
        : undefined,
      behind: isIndexed ? undefined : trees.find(([, second]) => second === name)?.[0],
    };
  };
};
