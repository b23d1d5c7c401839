import {
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What a document reads: per object type its columns, per counting relation its counts. */
export type Plan = {
  /** The columns of a type that the document needs; undefined: all of them. */
  readonly columns: Map<string, Set<string> | undefined>;
  readonly counts: Map<object, Set<string>>;
  /** The fields of a type that the document selects. */
  readonly fields: Map<string, Set<string>>;
};

/** Set on a field by the combinators: the columns it needs of its parent, and what it counts. */
export type FieldNeeds = {
  readonly needs?: readonly string[];
  readonly counts?: readonly [group: object, name: string];
  readonly pothosExposedField?: string;
};

type Document = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'schema'>;

const plans = new WeakMap<OperationDefinitionNode, Plan>();

/**
 * A statement fetches just the columns that the whole document names of its type: heavy columns cost nothing until they
 * are asked for, and all places that load one type still share one loader. Worked out once per document.
 */
export const planOf = (document: Document): Plan => {
  let plan = plans.get(document.operation);
  if (!plan) plans.set(document.operation, (plan = makePlan(document)));
  return plan;
};

const makePlan = ({ operation, fragments, schema }: Document): Plan => {
  const plan: Plan = { columns: new Map(), counts: new Map(), fields: new Map() };
  const seen = new Set<string>();

  const visit = (set: SelectionSetNode, type: GraphQLNamedType | undefined | null): void => {
    if (!isObjectType(type)) return visitMembers(set);
    for (const node of set.selections) {
      if (node.kind !== Kind.FIELD) {
        visitFragment(node, type);
        continue;
      }
      const field = type.getFields()[node.name.value];
      if (!field) continue; // __typename
      need(plan, type.name, field.name, field.extensions as FieldNeeds);
      if (node.selectionSet) visit(node.selectionSet, getNamedType(field.type));
    }
  };
  const visitMembers = (set: SelectionSetNode): void => {
    for (const node of set.selections) if (node.kind !== Kind.FIELD) visitFragment(node, undefined);
  };
  const visitFragment = (
    node: Exclude<SelectionSetNode['selections'][number], { kind: Kind.FIELD }>,
    type: GraphQLNamedType | undefined,
  ): void => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const on = node.typeCondition?.name.value;
      visit(node.selectionSet, on ? schema.getType(on) : type);
    } else if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      const fragment = fragments[node.name.value];
      if (fragment) visit(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    }
  };

  visit(operation.selectionSet, schema.getRootType(operation.operation));
  return plan;
};

const need = (plan: Plan, type: string, field: string, needed: FieldNeeds): void => {
  const columns = needed.needs ?? (needed.pothosExposedField ? [field] : undefined);
  if (!columns) plan.columns.set(type, undefined);
  else if (!plan.columns.has(type)) plan.columns.set(type, new Set(columns));
  else for (const column of columns) plan.columns.get(type)?.add(column);
  if (needed.counts) {
    const [group, name] = needed.counts;
    plan.counts.set(group, (plan.counts.get(group) ?? new Set()).add(name));
  }
  plan.fields.set(type, (plan.fields.get(type) ?? new Set()).add(field));
};
