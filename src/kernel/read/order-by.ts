import type { InputRef } from '@pothos/core';
import { builder } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import { upperCase } from '../schema/enum.ts';
import { partsOf } from '../schema/table.ts';
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
};

export const Direction = builder.enumType('OrderDirection', {
  description: 'Which way to sort. Missing values come last either way.',
  values: {
    ASC: { value: 'ASC', description: 'Smallest, earliest or first in the alphabet first.' },
    DESC: { value: 'DESC', description: 'Largest, latest or last in the alphabet first.' },
  } as const,
});

export const orderInputOf = (entity: Entity): InputRef<OrderBy> => {
  const Field = builder.enumType(`${entity.name}OrderField`, {
    description: `What rows of type ${entity.name} can be sorted by.`,
    values: Object.fromEntries(
      [
        ...plainOf(entity)
          .filter(([column]) => column.scalar !== 'JSON' && !column.isList)
          .map(([{ name }, description]) => [name, description] as const),
        ...Object.entries(entity.sortBeyond).map(
          ([name, { description }]) => [name, description] as const,
        ),
      ].map(([name, description]) => [upperCase(name), { value: name, description }]),
    ),
  });
  return builder.inputRef<OrderBy>(`${entity.name}Order`).implement({
    description: `One field to sort rows of type ${entity.name} by. In a list of these the first counts most.`,
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
    const { sql, sqlType, nullable } = termOf(beyond.to, beyond.field, descending);
    const key = entity.column(beyond.key);
    return {
      field,
      descending,
      nullable: nullable || key.nullable || beyond.to.shape.visible !== undefined,
      sqlType,
      sql: (alias, scope) => {
        const inner = `${alias}s`;
        const isNamed = `${beyond.to.column('id').of(inner)} = ${key.of(alias)}`;
        const where = [isNamed, ...whereOf(beyond.to, inner, scope)];
        return `(select ${sql(inner, scope)} from ${beyond.to.from} ${inner} where ${conjunction(where)})`;
      },
    };
  }
  const column = entity.columns.get(entity.shape.sortBy?.[field] ?? field);
  if (!column) throw new Error(`${entity.name} has no column ${field}.`);
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
type Sorted = { readonly terms: readonly Term[]; readonly alias: string; readonly scope: Scope };

/** The ORDER BY of a page, or of the same page read from its end. */
export const orderSql = ({ terms, alias, scope }: Sorted, backward: boolean): string =>
  terms
    .map(({ sql, descending, nullable }) => {
      const direction = descending === backward ? 'asc' : 'desc';
      return `${sql(alias, scope)} ${direction}${nullable ? ` nulls ${backward ? 'first' : 'last'}` : ''}`;
    })
    .join(', ');

/**
 * Keyset: the rows beyond a row of which `values` are the sort values. With one direction and no missing values it is the
 * row form, which an index answers at any depth; else every term is compared in turn.
 */
export const beyondSql = (
  { terms, alias, scope }: Sorted,
  backward: boolean,
  values: readonly (string | null)[],
): string => {
  const bound = terms.map(({ sqlType }, at) => {
    const value = values[at];
    return value === null || value === undefined
      ? null
      : `${bind(scope.params, value)}::text::${sqlType}`;
  });
  const [head] = terms;
  if (head && terms.every((term) => !term.nullable && term.descending === head.descending)) {
    const sign = head.descending === backward ? '>' : '<';
    const sorted = terms.map((term) => term.sql(alias, scope));
    return `(${sorted.join(', ')}) ${sign} (${bound.join(', ')})`;
  }
  return terms.reduceRight((rest, term, at) => {
    const sql = term.sql(alias, scope);
    const value = bound[at];
    const further = rest && `(${same(sql, value)} and ${rest})`;
    return `(${[beyond(term, sql, value, backward), further].filter(Boolean).join(' or ')})`;
  }, '');
};

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
