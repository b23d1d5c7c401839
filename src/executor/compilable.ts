import {
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

type Values = { readonly [variable: string]: unknown };
type Selection = FieldNode | FragmentSpreadNode | InlineFragmentNode;

export type Traits = {
  /** The compiler would not do as the interpreter does. */
  readonly interpreted: boolean;
  /** The variables that decide what is left out. */
  readonly conditions: readonly string[];
  /** The variables inside lists and objects: one that is missing the compiler would take for null. */
  readonly nested: readonly string[];
};

/** A longer name is left to the interpreter: whether the beginnings of one are other names takes the square of its length. */
const longestName = 200;

/** What to know of a document before it is compiled. */
export const traitsOf = (schema: GraphQLSchema, document: DocumentNode): Traits => {
  const conditions = new Set<string>();
  const nested = new Set<string>();
  const names = new Set<string>();
  let interpreted = false;
  visit(document, {
    [Kind.FIELD]: ({ name, alias }) => {
      // Introspection is not worth compiling, and an object of JavaScript cannot be told to have a __proto__.
      interpreted ||= ['__schema', '__type'].includes(name.value) || alias?.value === '__proto__';
      const shown = (alias ?? name).value;
      interpreted ||= shown.length > longestName;
      names.add(shown);
    },
    [Kind.DIRECTIVE]: ({ name, arguments: given }) => {
      interpreted ||= name.value === 'defer' || name.value === 'stream'; // they would silently be left out
      for (const { value } of given ?? []) {
        if (value.kind === Kind.VARIABLE) conditions.add(value.name.value);
      }
    },
    [Kind.VARIABLE]: ({ name }, _key, parent) => {
      const inside =
        Array.isArray(parent) || (parent as { kind?: Kind }).kind === Kind.OBJECT_FIELD;
      if (inside) nested.add(name.value);
    },
  });
  interpreted ||= [...names].some((name) => isAmbiguous(name, names, schema));
  return { interpreted, conditions: [...conditions], nested: [...nested] };
};

/** The compiler names a place by its path, joined with "_": a name must not begin with another one and "_". */
const isAmbiguous = (name: string, names: ReadonlySet<string>, schema: GraphQLSchema): boolean =>
  [...name.matchAll(/_/g)].some(({ index }) => {
    const head = name.slice(0, index);
    return names.has(head) || /^idx\d+$/.test(head) || schema.getType(head) !== undefined;
  });

/**
 * The document as the compiler gets it right: one operation, without what `@skip` and `@include` leave out, and with
 * variables that are taken as they are, since the values have been coerced already. (The compiler's own coercion never
 * comes to an end on input types that contain themselves, as our filters do.)
 */
export const compilable = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Values,
): DocumentNode => {
  const select = (node: Selection) => {
    if (!node.directives?.length) return undefined;
    return isLeftOut(node, values) ? null : { ...node, directives: [] };
  };
  const definitions = document.definitions.filter(
    (each) => each === operation || each.kind === Kind.FRAGMENT_DEFINITION,
  );
  return visit(
    { ...document, definitions },
    {
      [Kind.FIELD]: select,
      [Kind.INLINE_FRAGMENT]: select,
      [Kind.FRAGMENT_SPREAD]: select,
      [Kind.VARIABLE_DEFINITION]: ({ kind, variable }) => ({ kind, variable, type: anything }),
    },
  );
};

const anything = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } } as const;

const isLeftOut = (node: Selection, values: Values): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true ||
  getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] === false;
