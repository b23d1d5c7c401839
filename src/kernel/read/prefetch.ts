import {
  type FieldNode,
  GraphQLError,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
} from 'graphql';
import type { Context } from '../context.ts';
import type { Entity } from '../schema/entity.ts';
import { selectionOf } from './look-ahead.ts';

/**
 * Loads what a selection goes on to ask of rows before the executor walks through them: relation by relation for all
 * rows, instead of field by field for each. The loaders are the same; their values are just there when the fields look.
 * A field that may be left out (by a directive), and one whose loading fails, is left to the executor.
 */
export const prefetch = async (
  entity: Entity,
  rows: readonly object[],
  nodes: readonly FieldNode[],
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<void> => {
  if (rows.length === 0) return;
  await Promise.all(
    selectionOf({ ...info, fieldNodes: nodes })
      .surely(entity.name)
      .map((same) =>
        prefetchField(entity, rows, same, ctx, info).catch((error: unknown) => {
          if (error instanceof GraphQLError) return; // the field itself says so to whoever asks
          ctx.warn({ err: error, type: entity.name }, 'could not load ahead');
        }),
      ),
  );
};

const prefetchField = async (
  entity: Entity,
  rows: readonly object[],
  nodes: readonly FieldNode[],
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<void> => {
  const [node] = nodes;
  const field = node && entity.fields.get(node.name.value);
  if (!field?.fetch || !node) return;
  const args = argumentsOf(entity, node, info);
  const path = { prev: info.path, key: (node.alias ?? node.name).value, typename: entity.name };
  const here = { ...info, fieldNodes: nodes, path };
  const found = await field.fetch(rows as never, args, ctx, here);
  if (field.leadsTo) await prefetch(field.leadsTo, found, nodes, ctx, here);
};

const argumentsOf = (entity: Entity, node: FieldNode, info: GraphQLResolveInfo) => {
  const type = info.schema.getType(entity.name);
  const field = isObjectType(type) && type.getFields()[node.name.value];
  return field ? getArgumentValues(field, node, info.variableValues) : {};
};

/** The same for the rows of a page, in all places that select them. */
export const prefetchPage = async (
  entity: Entity,
  rows: readonly object[],
  ctx: Context,
  info: GraphQLResolveInfo,
): Promise<void> => {
  const places = selectionOf(info).surelyRows;
  await Promise.all(places.map((nodes) => prefetch(entity, rows, nodes, ctx, info)));
};
