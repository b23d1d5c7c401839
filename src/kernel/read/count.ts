import type { FieldRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import type { Entity, Field, Target } from '../schema/entity.ts';
import type { ColumnName, Table } from '../schema/table.ts';
import { conjunction, type Filter, type FilterBy, newScope } from './filter.ts';
import { allOf, whereIn, whereOf } from './filter-sql.ts';
import { type Find, inOrder, loaderOf } from './loader.ts';
import { planOf } from './look-ahead.ts';
import { arrayOf, run } from './query.ts';
import { joinOf, type Keyed, relation } from './relation.ts';
import { type Link, type Rows, rowsNaming } from './rows.ts';

type Counts = { readonly [name: string]: number };

/** All counts over one foreign key: a document that asks for several of them gets them from one statement. */
type Group = { readonly rows: Rows; readonly conditions: Map<string, Filter | undefined> };

const groups = new WeakMap<object, Map<string, Group>>();

const groupOf = (rows: Rows): Group => {
  const [table, name] = rows.shared;
  const known = groups.get(table) ?? new Map<string, Group>();
  const group = known.get(name) ?? { rows, conditions: new Map() };
  groups.set(table, known.set(name, group));
  return group;
};

/** Counts in SQL, too, for filters: no further than so many, which is all that a comparison needs to know. */
type InSql = (target: Target, most: string) => string;
type Counted = Field<Keyed> & { readonly group: Group; readonly sql: InSql };

/** How many rows name this row, by their foreign key or on the far side of a link table, and fulfil a condition. */
const counted = <T extends Table, L extends Table = T>(
  target: Entity<T>,
  by: ColumnName<T> | Link<L>,
  description: string,
  where?: FilterBy<ColumnName<T>>,
): Counted => {
  const rows = rowsNaming(target, by);
  const group = groupOf(rows);
  const sql: InSql = ({ entity, alias, scope }, most) => {
    const inner = `n${scope.conditions}`;
    const { on } = joinOf(rows, entity, 'id')(alias, inner, scope);
    const conditions = whereOf(rows.entity, inner, scope, where);
    const all = conjunction([on, ...conditions]);
    return `(select count(*)::int from (select from ${countedIn(rows, conditions)(inner)} where ${all} limit ${most}) found)`;
  };
  const field = relation<'id', Counts | undefined>({
    rows,
    key: 'id',
    description,
    loader: (_args, ctx, info) => loaderOf(ctx, group, null, () => countsOf(group, ctx, info)),
    field: (_t, name) => {
      group.conditions.set(name, where);
      return { type: 'Int', extensions: { counts: [[group, name]] } };
    },
    show: (counts, _ctx, { fieldName }) => counts?.[fieldName] ?? 0,
    compared: { description, sql },
  });
  return { ...field, group, sql };
};

/** Where rows are counted: among what leads to them, an index of which is enough, where nothing is asked of themselves. */
const countedIn = ({ from, links }: Rows, conditions: readonly unknown[]) =>
  conditions.length > 0 ? from : (links ?? from);

/** How many rows of several types do, together. */
const together = (description: string, parts: readonly Counted[]): Field<Keyed> => {
  const groups = parts.map(({ group }) => group);
  const countsFor = (ctx: Context, info: GraphQLResolveInfo) =>
    groups.map((group) => loaderOf(ctx, group, null, () => countsOf(group, ctx, info)));
  return {
    seenBy: parts.flatMap(({ seenBy = [] }) => seenBy),
    compared: {
      description,
      sql: (target, most) => `(${parts.map(({ sql }) => sql(target, most)).join(' + ')})`,
    },
    fetch: async (rows, _args, ctx, info) => {
      const ids = rows.map(({ id }) => id);
      await Promise.all(countsFor(ctx, info).map((loader) => loader.loadAll(ids)));
      return [];
    },
    build: (t, name) => {
      for (const { conditions } of groups) conditions.set(name, undefined);
      return t.field({
        type: 'Int',
        description,
        extensions: { needs: ['id'], counts: groups.map((group) => [group, name]) },
        resolve: async ({ id }: Keyed, _args: object, ctx: Context, info: GraphQLResolveInfo) => {
          const loads = countsFor(ctx, info).map(async (loader) => loader.load(id));
          const counts = await Promise.all(loads);
          return counts.reduce((sum, each) => sum + (each?.[info.fieldName] ?? 0), 0);
        },
      } as never) as FieldRef<Types>;
    },
  };
};

export const count = Object.assign(counted, { together });

const countsOf = (
  group: Group,
  ctx: Context,
  info: GraphQLResolveInfo,
): Find<Counts | undefined> => {
  const { entity, key, isAmong, seen } = group.rows;
  const params: unknown[] = [null];
  const scope = newScope(ctx.viewer, params);
  const names = [...(planOf(info).counts.get(group) ?? [])];
  const selected = names.map((name) => {
    const condition = group.conditions.get(name);
    const only = condition
      ? ` filter (where ${conjunction(allOf({ entity, alias: 't', scope }, condition))})`
      : '';
    return `count(*)${only}::int as "${name}"`;
  });
  const own = whereIn(group.rows, 't', scope);
  const from = countedIn(group.rows, [
    ...own,
    ...names.filter((name) => group.conditions.get(name)),
  ]);
  const rows = [isAmong('t', '$1'), ...seen('t', scope), ...own];
  const text = `select ${[`${key('t')} as "$key"`, ...selected].join(', ')} from ${from('t')} where ${conjunction(rows)} group by 1`;
  return async (keys) => {
    const found = await run<Counts>(ctx, text, [arrayOf(keys), ...params.slice(1)]);
    return inOrder(keys, found, (row) => row['$key'], undefined);
  };
};
