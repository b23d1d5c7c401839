import {
  type FieldNode,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Entity } from '../schema/entity.ts';
import type { FieldNeeds } from './look-ahead.ts';

/** What a row of a place in the document adds to the answer: so many values, and the texts in these columns. */
export type Weight = { readonly values: number; readonly texts: readonly string[] };

const charactersPerValue = 50;
/** To come to another object takes as long as so many values. */
const valuesPerObject = 8;

/** How many values a row adds to the answer; a long text counts as several. */
export const sizeOf = ({ values, texts }: Weight, row: object): number =>
  texts.reduce(
    (sum, column) => sum + lengthOf((row as Values)[column]) / charactersPerValue,
    values,
  );

/** How many values rows add. */
export const sizeOfAll = (weight: Weight, rows: readonly object[]): number =>
  weight.texts.length === 0
    ? rows.length * weight.values
    : rows.reduce((sum: number, row) => sum + sizeOf(weight, row), 0);

type Values = { readonly [column: string]: unknown };

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + 10 + lengthOf(each), 0);
};

type Nodes = readonly FieldNode[];
type Known = WeakMap<Nodes, Weight>;
const ofRows: Known = new WeakMap();
const ofPages: Known = new WeakMap();

const known = (weights: Known, nodes: Nodes, weigh: () => Weight): Weight => {
  let weight = weights.get(nodes);
  if (!weight) weights.set(nodes, (weight = weigh()));
  return weight;
};

/** The weight of a row where a field leads to it. */
export const weightOf = (entity: Entity, info: GraphQLResolveInfo): Weight =>
  known(ofRows, info.fieldNodes, () => weigh(entity, info.fieldNodes, info));

/** The weight of a row where a field leads to a page of such: in its nodes, in its edges, or in both. */
export const weightInPage = (entity: Entity, info: GraphQLResolveInfo): Weight =>
  known(ofPages, info.fieldNodes, () => {
    const named = (name: string, of: Nodes) =>
      selectedOf(of, info).filter(([node]) => node?.name.value === name);
    const edges = named('edges', info.fieldNodes);
    const nodes = [
      ...named('nodes', info.fieldNodes),
      ...edges.flatMap((edge) => named('node', edge)),
    ];
    const rows = nodes.map((each) => weigh(entity, each, info));
    return {
      values: rows.reduce((sum, { values }) => sum + valuesPerObject + values, 2 * edges.length),
      texts: rows.flatMap(({ texts }) => texts),
    };
  });

const weigh = (entity: Entity, nodes: Nodes, info: GraphQLResolveInfo): Weight => {
  const type = info.schema.getType(entity.name);
  const fields = isObjectType(type) ? type.getFields() : {};
  const selected = selectedOf(nodes, info);
  const texts = selected.flatMap(([node]) => {
    const name = node?.name.value ?? '';
    const { needs, pothosExposedField } = (fields[name]?.extensions ?? {}) as FieldNeeds;
    return (needs ?? [pothosExposedField ?? '']).filter((column) => isLong(entity, column));
  });
  const relations = selected.filter(([node]) => node?.selectionSet);
  return { values: selected.length + relations.length * (valuesPerObject - 1), texts };
};

const isLong = (entity: Entity, column: string) =>
  ['text', 'jsonb'].includes(entity.columns.get(column)?.sqlType ?? '');

/** All fields that may be selected in a place, by the names that they have in the answer. */
const selectedOf = (nodes: Nodes, { fragments }: GraphQLResolveInfo): Nodes[] => {
  const byName = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const visit = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        byName.set(name, [...(byName.get(name) ?? []), node]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet);
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value);
        visit(fragments[node.name.value]?.selectionSet);
      }
    }
  };
  for (const node of nodes) visit(node.selectionSet);
  return [...byName.values()];
};
