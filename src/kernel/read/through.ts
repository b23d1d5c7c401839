import type { FieldRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Types } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { Field } from '../schema/field.ts';
import { type ColumnName, columnsOf, nameOf, type Row, type Table } from '../schema/table.ts';
import { answered } from './answer-limit.ts';
import { sizeOfAll, weightOf } from './answer-size.ts';
import { conjunction } from './filter-comparison.ts';
import { newScope, whereOf } from './filter-sql.ts';
import { loaderOf, withValue } from './loader.ts';
import { columnList } from './look-ahead.ts';
import { arrayOf, run } from './query.ts';
import type { Keyed } from './to-one.ts';

/** The rows on the far side of a link table, all of them: for lists that are short by their nature. */
export const through = <T extends Table, L extends Table>(
  target: Entity<T>,
  link: L,
  near: ColumnName<L>,
  far: ColumnName<L>,
  description: string,
  orderBy: ColumnName<L> = 'id' as ColumnName<L>,
): Field<Keyed> => {
  const columns = columnsOf(link);
  const sql = (name: string) => `l.${columns.get(name)?.sql}`;
  const relation = {};
  const loader = (ctx: Context, info: GraphQLResolveInfo) =>
    loaderOf<Row<T>[]>(ctx, relation, null, () => {
      const params: unknown[] = [null];
      const where = whereOf(target.generic, 't', newScope(ctx.viewer, params));
      const select = [`${sql(near)} as "$key"`, ...columnList(target.generic, info, 't')];
      const text = `select ${select.join(', ')} from ${nameOf(link)} l join ${target.from} t on t."id" = ${sql(far)} where ${conjunction([`${sql(near)} = any($1::int[])`, ...where])} order by ${sql(near)}, ${sql(orderBy)}, l."id"`;
      return async (keys) => {
        const rows = await run<Row<T> & { $key: number }>(ctx, text, [
          arrayOf(keys),
          ...params.slice(1),
        ]);
        const lists = new Map<number, Row<T>[]>(keys.map((key) => [key, []]));
        for (const row of rows) lists.get(row.$key)?.push(row);
        return [...lists.values()];
      };
    });
  return {
    leadsTo: target.generic,
    fetch: async (rows, _args, ctx, info) => {
      const lists = await loader(ctx, info).loadAll(rows.map((row) => row.id));
      return lists.flat();
    },
    build: (t) =>
      t.field({
        type: [target.ref],
        description,
        complexity: { field: 1, multiplier: 10 },
        extensions: { needs: ['id'] },
        resolve: (parent: Keyed, _args, ctx, info) =>
          withValue(loader(ctx, info).load(parent.id), (rows) =>
            answered(ctx, info, sizeOfAll(weightOf(target.generic, info), rows), rows),
          ) as never,
      }) as FieldRef<Types>,
    paths: (name) => ({
      [name]: {
        to: target.generic,
        many: true,
        description,
        join: (outer, inner) => ({
          from: `${nameOf(link)} l${inner} join ${target.from} ${inner} on ${inner}."id" = l${inner}.${columns.get(far)?.sql}`,
          on: `l${inner}.${columns.get(near)?.sql} = ${outer}."id"`,
        }),
      },
    }),
  };
};
