import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  visit,
} from 'graphql';

/** How large an operation is, with its fragments spread out. */
type DocumentSize = {
  readonly fields: number;
  readonly aliases: number;
  /** Fields that are written again in their place. */
  readonly repeated: number;
  readonly directives: number;
  /** Without fragments, and without introspection, whose depth graphql limits. */
  readonly depth: number;
};

const nothing: DocumentSize = { fields: 0, aliases: 0, repeated: 0, directives: 0, depth: 0 };

const plus = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  fields: one.fields + other.fields,
  aliases: one.aliases + other.aliases,
  repeated: one.repeated + other.repeated,
  directives: one.directives + other.directives,
  depth: Math.max(one.depth, other.depth),
});

type Measured = OperationDefinitionNode | FragmentDefinitionNode | SelectionNode;

/** Measures the operations of a document. Each fragment is measured once, however often it is spread. */
export const sizesOf = ({
  definitions,
}: DocumentNode): Map<OperationDefinitionNode, DocumentSize> => {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const known = new Map<string, DocumentSize>();

  const sizeOfFragment = (name: string): DocumentSize => {
    const fragment = fragments.get(name);
    const size = known.get(name);
    if (size || !fragment) return size ?? nothing;
    known.set(name, nothing); // round a circle it ends here; that it is one, another rule says
    known.set(name, sizeOf(fragment));
    return known.get(name) ?? nothing;
  };

  const sizeOf = (node: Measured): DocumentSize => {
    const own = { ...nothing, directives: node.directives?.length ?? 0 };
    if (node.kind === Kind.FRAGMENT_SPREAD) return plus(own, sizeOfFragment(node.name.value));
    const selections = node.selectionSet?.selections ?? [];
    const fields = selections.filter((each) => each.kind === Kind.FIELD);
    const names = new Set(fields.map(({ alias, name }) => (alias ?? name).value));
    const inside = selections.map(sizeOf).reduce(plus, {
      ...own,
      repeated: fields.length - names.size,
    });
    if (node.kind !== Kind.FIELD) return inside;
    return {
      ...inside,
      fields: inside.fields + 1,
      aliases: inside.aliases + (node.alias ? 1 : 0),
      depth: node.name.value === '__schema' ? 0 : inside.depth + 1,
    };
  };

  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  return new Map(
    operations.map((each) => {
      const variables = each.variableDefinitions ?? [];
      const directives = variables.reduce((sum, it) => sum + (it.directives?.length ?? 0), 0);
      return [each, plus({ ...nothing, directives }, sizeOf(each))];
    }),
  );
};

/** Lists and objects in each other, so many at most: nobody's filter is deeper, and code that follows them recurs. */
export const deepestValue = 64;

/** Variables hold so many values at most, and so many in one list: to coerce one takes up to a microsecond. */
export const mostValues = 50_000;
export const longestList = 10_000;

/** Whether variables are nested too deep or hold too many values. */
export const excessOf = (variables: unknown): 'depth' | 'values' | undefined => {
  let values = 0;
  const visit = (value: unknown, depth: number): 'depth' | 'values' | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth > deepestValue) return 'depth';
    const inside: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    values += inside.length;
    if (values > mostValues || (Array.isArray(value) && value.length > longestList))
      return 'values';
    for (const each of inside) {
      const excess = visit(each, depth + 1);
      if (excess) return excess;
    }
    return undefined;
  };
  return visit(variables, 0);
};

/** Whether a document has such a value. */
export const hasTooDeep = (document: DocumentNode): boolean => {
  let [depth, deepest] = [0, 0];
  const nested = {
    enter: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave: () => {
      depth -= 1;
    },
  };
  visit(document, { ListValue: nested, ObjectValue: nested });
  return deepest > deepestValue;
};
