import type { GraphQLResolveInfo } from 'graphql';
import type { Entity } from '../schema/entity.ts';
import { planOf } from './look-ahead.ts';

/** The columns of an entity that the document needs; its key always. */
export const neededColumns = (entity: Entity, info: GraphQLResolveInfo): string[] => {
  const { columns } = planOf(info);
  const needed = columns.has(entity.name)
    ? (columns.get(entity.name) ?? entity.columns.keys())
    : [];
  return [...new Set(['id', ...needed])];
};

/** Those columns, ready for a SELECT. */
export const columnList = (
  entity: Entity,
  info: GraphQLResolveInfo,
  alias: string,
  prefix = '',
): string[] =>
  neededColumns(entity, info).map(
    (name) => `${alias}.${entity.column(name).sql} as "${prefix}${name}"`,
  );
