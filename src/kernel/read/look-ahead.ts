import {
  type FieldNode,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Entity } from '../schema/entity.ts';

/*
 * Look-ahead: what a document goes on to ask, worked out once per document and not per row or request. A plan is about the
 * whole document, a place about one selection in it.
 */

/** Set on a field by the relations: the columns it needs of its parent, and what it counts. */
export type FieldNeeds = {
  readonly needs?: readonly string[];
  readonly counts?: readonly (readonly [group: object, name: string])[];
  /** The columns it needs of another row, of this type. */
  readonly besides?: readonly [type: string, columns: readonly string[]];
  readonly pothosExposedField?: string;
};

type Document = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'schema'>;
type Fragments = GraphQLResolveInfo['fragments'];
type Nodes = readonly FieldNode[];
type Visit = (node: FieldNode, type: string | undefined, isSure: boolean) => void;

/** Comes to every field of a selection, with the type that it is selected of and whether no directive may leave it out. */
const walk = (
  set: SelectionSetNode | undefined,
  fragments: Fragments,
  seen: Set<string>,
  visit: Visit,
  type?: string,
  isSure = true,
): void => {
  for (const node of set?.selections ?? []) {
    const sure = isSure && !node.directives?.length;
    if (node.kind === Kind.FIELD) {
      visit(node, type, sure);
      continue;
    }
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (seen.has(node.name.value)) continue; // as for the executor, it adds nothing
      seen.add(node.name.value);
    }
    const part = node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value] : node;
    const on = part?.typeCondition?.name.value ?? type;
    walk(part?.selectionSet, fragments, seen, visit, on, sure);
  }
};

/** What a document reads: per object type its columns, per counting relation its counts. */
export type Plan = {
  /** The columns of a type that the document needs; undefined: all of them. */
  readonly columns: Map<string, Set<string> | undefined>;
  readonly counts: Map<object, Set<string>>;
  /** The fields of a type that the document selects. */
  readonly fields: Map<string, Set<string>>;
  /** Lists of columns that have been written for it, by what they are of. */
  readonly lists: Map<string, readonly string[]>;
};

const plans = new WeakMap<OperationDefinitionNode, Plan>();

/**
 * A statement fetches just the columns that the whole document names of its type: heavy columns cost nothing until they
 * are asked for, and all places that load one type still share one loader.
 */
export const planOf = (document: Document): Plan => {
  let plan = plans.get(document.operation);
  if (!plan) plans.set(document.operation, (plan = makePlan(document)));
  return plan;
};

const makePlan = ({ operation, fragments, schema }: Document): Plan => {
  const plan: Plan = { columns: new Map(), counts: new Map(), fields: new Map(), lists: new Map() };
  const seen = new Set<string>();
  const visit: Visit = (node, on = '') => {
    const type = schema.getType(on);
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    if (!field) return; // `__typename`, or a field of an interface
    need(plan, on, field.name, field.extensions);
    walk(node.selectionSet, fragments, seen, visit, getNamedType(field.type).name);
  };
  walk(
    operation.selectionSet,
    fragments,
    seen,
    visit,
    schema.getRootType(operation.operation)?.name,
  );
  return plan;
};

const need = (plan: Plan, type: string, field: string, needed: FieldNeeds): void => {
  const columns = needed.needs ?? (needed.pothosExposedField ? [field] : undefined);
  if (!columns) plan.columns.set(type, undefined);
  else if (!plan.columns.has(type)) plan.columns.set(type, new Set(columns));
  else for (const column of columns) plan.columns.get(type)?.add(column);
  if (needed.besides) {
    const [other, needs] = needed.besides;
    need(plan, other, '__typename', { needs });
  }
  for (const [group, name] of needed.counts ?? []) {
    plan.counts.set(group, (plan.counts.get(group) ?? new Set()).add(name));
  }
  plan.fields.set(type, (plan.fields.get(type) ?? new Set()).add(field));
};

/** A list that is the same for all requests of a document. */
const listed = (
  info: Document,
  name: string,
  make: (plan: Plan) => readonly string[],
): readonly string[] => {
  const plan = planOf(info);
  let list = plan.lists.get(name);
  if (!list) plan.lists.set(name, (list = make(plan)));
  return list;
};

/** The columns of an entity that the document needs; its key always. */
export const neededColumns = (entity: Entity, info: Document): readonly string[] =>
  listed(info, entity.name, ({ columns }) => {
    const needed = columns.has(entity.name)
      ? (columns.get(entity.name) ?? entity.columns.keys())
      : [];
    return [...new Set(['id', ...needed])];
  });

/** Those columns, ready for a SELECT. */
export const columnList = (
  entity: Entity,
  info: Document,
  alias: string,
  prefix = '',
): readonly string[] =>
  listed(info, `${entity.name} ${alias} ${prefix}`, () =>
    neededColumns(entity, info).map(
      (name) => `${entity.column(name).of(alias)} as "${prefix}${name}"`,
    ),
  );

/** What is selected in one place of a document, by the names that it has in the answer. */
class Place {
  /** Every field that may be selected there. */
  readonly selected: readonly Nodes[];
  readonly #fields: { node: FieldNode; on: string | undefined; isSure: boolean }[] = [];
  readonly #fragments: Fragments;
  readonly #known = new Map<unknown, unknown>();

  constructor(nodes: Nodes, fragments: Fragments) {
    this.#fragments = fragments;
    const seen = new Set<string>();
    for (const { selectionSet } of nodes) {
      walk(selectionSet, fragments, seen, (node, on, isSure) =>
        this.#fields.push({ node, on, isSure }),
      );
    }
    this.selected = grouped(this.#fields.map(({ node }) => node));
  }

  /** The fields that are surely selected of a type: the same nodes with which the executor comes to them. */
  surely(type?: string): readonly Nodes[] {
    return this.once(`surely ${type}`, () =>
      grouped(
        this.#fields
          .filter(({ on, isSure }) => isSure && (!type || !on || on === type))
          .map(({ node }) => node),
      ),
    );
  }

  /** The places in this one under a field of a name. */
  under(name: string, from: readonly Nodes[] = this.selected): Place[] {
    return named(name, from).map((nodes) => placeIn(nodes, this.#fragments));
  }

  /** The nodes that surely select the rows of a page here: its nodes, and those of its edges. */
  get surelyRows(): readonly Nodes[] {
    const edges = this.under('edges', this.surely());
    return [
      ...named('nodes', this.surely()),
      ...edges.flatMap((edge) => named('node', edge.surely())),
    ];
  }

  /** Which parts of a page are asked for here. */
  get page() {
    return this.once('page', () => {
      const has = (name: string) => named(name, this.selected).length > 0;
      const bounds = this.under('pageInfo').flatMap(({ selected }) => selected);
      const isBounded = ['startCursor', 'endCursor'].some((name) => named(name, bounds).length > 0);
      return {
        rows: has('nodes') || has('edges') || has('pageInfo'),
        total: has('totalCount'),
        edges: has('edges'),
        cursors: has('edges') || isBounded,
      };
    });
  }

  /** What follows from the place alone is worked out once. */
  once<Value>(key: unknown, make: () => Value): Value {
    if (!this.#known.has(key)) this.#known.set(key, make());
    return this.#known.get(key) as Value;
  }
}

export type { Place };

const grouped = (nodes: Nodes): readonly Nodes[] => [
  ...Map.groupBy(nodes, ({ alias, name }) => (alias ?? name).value).values(),
];

const named = (name: string, from: readonly Nodes[]): readonly Nodes[] =>
  from.filter(([node]) => node?.name.value === name);

const places = new WeakMap<object, Place>();

const placeIn = (nodes: Nodes, fragments: Fragments): Place => {
  // most places have one node, which is the same for all requests
  const key = nodes.length === 1 && nodes[0] ? nodes[0] : nodes;
  let place = places.get(key);
  if (!place) places.set(key, (place = new Place(nodes, fragments)));
  return place;
};

/** The place that a field's selection is. */
export const selectionOf = ({ fieldNodes, fragments }: GraphQLResolveInfo): Place =>
  placeIn(fieldNodes, fragments);
