import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { Context } from './context.ts';
import type { Entity } from './entity.ts';

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
  const places = Map.groupBy(
    fieldsIn(nodes, entity, info),
    ({ alias, name }) => (alias ?? name).value,
  );
  await Promise.all(
    [...places.values()].map((same) =>
      prefetchField(entity, rows, same, ctx, info).catch(() => {}),
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
  const args = node.arguments?.length ? argumentsOf(entity, node, info) : {};
  const found = await field.fetch(rows as never, args, ctx, { ...info, fieldNodes: nodes });
  if (field.leadsTo) await prefetch(field.leadsTo, found, nodes, ctx, info);
};

const argumentsOf = (entity: Entity, node: FieldNode, info: GraphQLResolveInfo) => {
  const type = info.schema.getType(entity.name);
  const field = isObjectType(type) && type.getFields()[node.name.value];
  return field ? getArgumentValues(field, node, info.variableValues) : {};
};

/** The fields that are surely selected of an entity. */
const fieldsIn = (
  nodes: readonly FieldNode[],
  entity: Entity,
  { fragments }: GraphQLResolveInfo,
): FieldNode[] => {
  const fields: FieldNode[] = [];
  const visit = (selections: readonly SelectionNode[]): void => {
    for (const node of selections) {
      if (node.directives?.length) continue;
      if (node.kind === Kind.FIELD) fields.push(node);
      else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
        if ((fragment?.typeCondition?.name.value ?? entity.name) === entity.name) {
          visit(fragment?.selectionSet.selections ?? []);
        }
      }
    }
  };
  for (const node of nodes) visit(node.selectionSet?.selections ?? []);
  return fields;
};

/** The places where the rows of a page are selected: its nodes, and the nodes of its edges. */
export const rowsIn = (nodes: readonly FieldNode[], info: GraphQLResolveInfo): FieldNode[] => {
  const named = (name: string, of: readonly FieldNode[]): FieldNode[] => {
    const found: FieldNode[] = [];
    const visit = (selections: readonly SelectionNode[]): void => {
      for (const node of selections) {
        if (node.directives?.length) continue;
        if (node.kind === Kind.FIELD) {
          if (node.name.value === name) found.push(node);
        } else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet.selections);
        else visit(info.fragments[node.name.value]?.selectionSet.selections ?? []);
      }
    };
    for (const node of of) visit(node.selectionSet?.selections ?? []);
    return found;
  };
  return [...named('nodes', nodes), ...named('node', named('edges', nodes))];
};
