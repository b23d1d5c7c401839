import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  type InlineFragmentNode,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { Context } from '../context.ts';
import type { Entity } from '../schema/entity.ts';

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
    placesIn(nodes, info, entity.name).map((same) =>
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

/**
 * The fields that are surely selected of a type, by the names that they have in the answer. They are found as the executor
 * finds them, so that its places are the same: a fragment that is spread again adds nothing.
 */
const placesIn = (
  nodes: readonly FieldNode[],
  { fragments }: GraphQLResolveInfo,
  type?: string,
): FieldNode[][] => {
  const fields: FieldNode[] = [];
  const seen = new Set<string>();
  const visit = (selections: readonly SelectionNode[]): void => {
    for (const node of selections) {
      if (node.directives?.length) continue;
      if (node.kind === Kind.FIELD) fields.push(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) visitFragment(node);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        visitFragment(fragments[node.name.value]);
      }
    }
  };
  const visitFragment = (fragment?: InlineFragmentNode | FragmentDefinitionNode): void => {
    const on = fragment?.typeCondition?.name.value ?? type;
    if (!type || on === type) visit(fragment?.selectionSet.selections ?? []);
  };
  for (const node of nodes) visit(node.selectionSet?.selections ?? []);
  return [...Map.groupBy(fields, ({ alias, name }) => (alias ?? name).value).values()];
};

/** The places where the rows of a page are selected: its nodes, and the nodes of its edges. */
export const rowsIn = (nodes: readonly FieldNode[], info: GraphQLResolveInfo): FieldNode[][] => {
  const named = (name: string, of: readonly FieldNode[]) =>
    placesIn(of, info).filter(([node]) => node?.name.value === name);
  return [...named('nodes', nodes), ...named('edges', nodes).flatMap((of) => named('node', of))];
};
