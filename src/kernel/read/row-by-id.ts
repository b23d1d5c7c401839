import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { loaderOf } from './loader.ts';
import { prefetch } from './prefetch.ts';
import { rowsBy } from './rows.ts';
import { byId, rowsFrom, shown } from './to-one.ts';

/** A root field's row, with what the document goes on to ask of it. */
export const rowOf = async (
  entity: Entity,
  key: Key,
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<object | null> => {
  const row = await rowsWithOthers(entity, ctx, info).load(key);
  if (row) await prefetch(entity, [row], info.fieldNodes, ctx, info);
  return shown(entity, ctx, info, row);
};

/** The loader of root fields' rows. They are few: whatever single row the document goes on to from them is joined. */
const rowsWithOthers = (entity: Entity, ctx: Context, info: GraphQLResolveInfo) =>
  loaderOf<object | null>(ctx, entity, 'root', () => {
    const find = rowsFrom(rowsBy(entity, 'id'), ctx, info, () => true);
    return async (keys) => {
      const rows = await find(keys);
      keys.forEach((key, at) => {
        if (rows[at]) byId(entity, ctx, info).prime(key, rows[at] as never);
      });
      return rows;
    };
  });
