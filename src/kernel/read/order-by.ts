import type { InputRef } from '@pothos/core';
import { builder } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import { upperCase } from '../schema/enum.ts';
import { type Column, partsOf } from '../schema/table.ts';
import { plainOf } from '../schema/watched.ts';
import { conjunction, type Scope } from './filter.ts';
import { whereOf } from './filter-sql.ts';
import type { OrderBy } from './page.ts';
import { arrayOf, bind } from './query.ts';

/** One term of an order as SQL knows it. Missing values come last either way. */
export type Term = {
  readonly field: string;
  readonly sql: (alias: string, scope: Scope) => string;
  readonly sqlType: string;
  readonly nullable: boolean;
  readonly descending: boolean;
  /** The row that a key names, whose value it is, where nobody lacks it but for want of a key. */
  readonly other?: {
    readonly from: string;
    readonly id: Column;
    readonly key: Column;
    readonly sql: Term['sql'];
  };
};

export const Direction = builder.enumType('OrderDirection', {
  description: 'Which way to sort. Missing values come last either way.',
  values: {
    ASC: { value: 'ASC', description: 'Smallest, earliest or first in the alphabet first.' },
    DESC: { value: 'DESC', description: 'Largest, latest or last in the alphabet first.' },
  } as const,
});

/** Whose orders: of rows that belong to another row, or of all there are. */
export type Ordered = 'some' | 'all';

/** What rows of an entity can be sorted by: all of them only in orders that an index serves. */
export const orderInputOf = (entity: Entity, which: Ordered): InputRef<OrderBy> => {
  const fields = [
    ...plainOf(entity)
      .filter(([column]) => column.scalar !== 'JSON' && !column.isList)
      .map(([{ name }, description]) => [name, description] as const),
    ...Object.entries(entity.sortBeyond).map(
      ([name, { description }]) => [name, description] as const,
    ),
  ];
  const served = fields.filter(([name]) => isServed(entity, name));
  const isOne = which === 'some' || served.length === fields.length;
  const name = isOne ? entity.name : `${entity.name}List`;
  const known = inputs.get(entity)?.get(name);
  if (known) return known;
  const made = isOne
    ? makeInput(name, `rows of type ${entity.name}`, fields)
    : makeInput(name, `all rows of type ${entity.name}`, served);
  inputs.set(entity, new Map(inputs.get(entity)).set(name, made));
  return made;
};

const inputs = new WeakMap<Entity, Map<string, InputRef<OrderBy>>>();

type Named = readonly (readonly [name: string, description: string])[];

const makeInput = (name: string, rows: string, fields: Named): InputRef<OrderBy> => {
  const Field = builder.enumType(`${name}OrderField`, {
    description: `What ${rows} can be sorted by.`,
    values: Object.fromEntries(
      fields.map(([field, description]) => [upperCase(field), { value: field, description }]),
    ),
  });
  return builder.inputRef<OrderBy>(`${name}Order`).implement({
    description: `One field to sort ${rows} by. In a list of these the first counts most.`,
    fields: (t) => ({
      field: t.field({ type: Field, required: true, description: 'The field to sort by.' }),
      direction: t.field({
        type: Direction,
        required: true,
        defaultValue: 'ASC',
        description: 'Which way.',
      }),
    }),
  }) as InputRef<OrderBy>;
};

/** Whether all rows come in this order however many there are: from an index, or since they are few. */
const isServed = (entity: Entity, field: string): boolean => {
  if (entity.shape.isFew) return true;
  const beyond = entity.sortBeyond[field];
  if (!beyond) {
    const column = sortedBy(entity, field);
    return column.isSorted && !column.enumValues;
  }
  const { other } = termOf(entity, field, false);
  return other !== undefined && isServed(beyond.to, beyond.field) && other.key.isSorted;
};

/** The column whose values a field sorts by. */
const sortedBy = (entity: Entity, field: string): Column =>
  entity.column(entity.shape.sortBy?.[field] ?? field);

/** An order made total: the key breaks the ties, and what comes after the key cannot matter. */
export const termsOf = (entity: Entity, orderBy: readonly OrderBy[]): Term[] => {
  const last = orderBy.at(-1);
  const terms = new Map<string, Term>();
  for (const { field, direction } of [
    ...orderBy,
    { field: 'id', direction: last?.direction ?? 'ASC' },
  ]) {
    const isKey = field === 'id';
    const fields = isKey ? partsOf(entity.column('id')).map(({ name }) => name) : [field];
    for (const each of fields) {
      if (!terms.has(each)) terms.set(each, termOf(entity, each, direction === 'DESC'));
    }
    if (isKey) break;
  }
  return [...terms.values()];
};

const termOf = (entity: Entity, field: string, descending: boolean): Term => {
  const beyond = entity.sortBeyond[field];
  if (beyond) {
    const { to, by = 'id' } = beyond;
    const { sql, sqlType, nullable } = termOf(to, beyond.field, descending);
    const key = entity.column(beyond.key);
    const isMissing = nullable || by !== 'id' || to.shape.visible !== undefined;
    const other = { from: to.from, id: to.column('id'), key, sql };
    return {
      field,
      descending,
      nullable: isMissing || key.nullable,
      sqlType,
      ...(isMissing ? {} : { other }),
      sql: (alias, scope) => {
        const inner = `${alias}s`;
        const isNamed = `${to.column(by).of(inner)} = ${key.of(alias)}`;
        const where = [isNamed, ...whereOf(to, inner, scope)];
        return `(select ${sql(inner, scope)} from ${to.from} ${inner} where ${conjunction(where)})`;
      },
    };
  }
  const column = sortedBy(entity, field);
  const { enumValues, nullable, sqlType } = column;
  if (!enumValues) {
    return {
      field,
      descending,
      nullable,
      sqlType: sqlType.split(' collate')[0] ?? sqlType,
      sql: column.of,
    };
  }
  const ranks = `'${arrayOf(enumValues)}'::varchar[]`;
  return {
    field,
    descending,
    nullable,
    sqlType: 'integer',
    sql: (alias) => `array_position(${ranks}, ${column.of(alias)})`,
  };
};

/** What is sorted: the rows under an alias. */
export type Sorted = {
  readonly terms: readonly Term[];
  readonly alias: string;
  readonly scope: Scope;
};

/** The ORDER BY of a page, or of the same page read from its end. */
export const orderSql = ({ terms, alias, scope }: Sorted, backward: boolean): string =>
  terms
    .map(({ sql, descending, nullable }) => {
      const direction = descending === backward ? 'asc' : 'desc';
      return `${sql(alias, scope)} ${direction}${nullable ? ` nulls ${backward ? 'first' : 'last'}` : ''}`;
    })
    .join(', ');

type SortValues = readonly (string | null)[];

/**
 * Keyset: the rows beyond a row of which `values` are the sort values. With one direction and no missing values it is the
 * row form, which an index answers at any depth; else every term is compared in turn, from the first value on.
 */
export const beyondSql = (sorted: Sorted, backward: boolean, values: SortValues): string => {
  const { terms, alias, scope } = sorted;
  const bound = terms.map((term, at) => boundTo(term, values[at], scope));
  const [head] = terms;
  if (head && terms.every((term) => !term.nullable && term.descending === head.descending)) {
    const sign = head.descending === backward ? '>' : '<';
    const all = terms.map((term) => term.sql(alias, scope));
    return `(${all.join(', ')}) ${sign} (${bound.join(', ')})`;
  }
  const beyondAny = terms.reduceRight((rest, term, at) => {
    const sql = term.sql(alias, scope);
    const value = bound[at];
    const further = rest && `(${same(sql, value)} and ${rest})`;
    return `(${[beyond(term, sql, value, backward), further].filter(Boolean).join(' or ')})`;
  }, '');
  return head?.nullable ? beyondAny : `${fromSql(sorted, backward, values)} and ${beyondAny}`;
};

/** The rows of which the first sort value, which is never missing, is that of a row or lies beyond it. */
export const fromSql = (
  { terms: [head], alias, scope }: Sorted,
  backward: boolean,
  values: SortValues,
): string =>
  head
    ? `${head.sql(alias, scope)} ${head.descending === backward ? '>=' : '<='} ${boundTo(head, values[0], scope)}`
    : 'true';

const boundTo = ({ sqlType }: Term, value: string | null | undefined, { params }: Scope) =>
  value === null || value === undefined ? null : `${bind(params, value)}::text::${sqlType}`;

const same = (sql: string, value: string | null | undefined) =>
  value ? `${sql} = ${value}` : `${sql} is null`;

const beyond = (
  { descending, nullable }: Term,
  sql: string,
  value: string | null | undefined,
  backward: boolean,
): string => {
  if (!value) return backward ? `${sql} is not null` : 'false';
  const further = `${sql} ${descending === backward ? '>' : '<'} ${value}`;
  return nullable && !backward ? `${further} or ${sql} is null` : further;
};
