import type { GraphQLResolveInfo } from 'graphql';
import type { Entity } from './entity.ts';
import { planOf } from './plan.ts';

/** The columns of an entity that the document needs, ready for a SELECT; its key always. */
export const columnList = (entity: Entity, info: GraphQLResolveInfo, alias: string): string[] => {
  const needed =
    planOf(info).columns.get(entity.name) ??
    (planOf(info).columns.has(entity.name) ? entity.columns.keys() : []);
  return [...new Set(['id', ...needed])].map(
    (name) => `${alias}.${entity.column(name).sql} as "${name}"`,
  );
};
