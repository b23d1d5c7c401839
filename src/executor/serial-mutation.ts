import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
} from 'graphql';
import { compilable } from './compilable.ts';
import type { Execute } from './execute.ts';

/** Whether a mutation may have several commands. */
export const isSerial = ({ operation, selectionSet }: OperationDefinitionNode): boolean =>
  operation === OperationTypeNode.MUTATION &&
  (selectionSet.selections.length > 1 || selectionSet.selections[0]?.kind !== Kind.FIELD);

/**
 * Serial execution: the commands of a mutation run one after the other. Each is executed by itself, so that what follows a refused one is
 * not done: the specification would have a nullable field's error stop nothing.
 */
export const executeSerially = async (
  args: ExecutionArgs,
  operation: OperationDefinitionNode,
  variableValues: { readonly [name: string]: unknown },
  execute: Execute,
): Promise<ExecutionResult> => {
  const document = compilable(args.document, operation, variableValues);
  const { definitions } = document;
  const whole = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!whole) return execute(args);

  const data: Record<string, unknown> = Object.create(null);
  const errors: GraphQLError[] = [];
  let refused: string | undefined;
  for (const [name, selections] of Map.groupBy(commandsIn(document, whole), nameInAnswer)) {
    if (refused !== undefined && selections[0]?.name.value !== '__typename') {
      data[name] = null;
      errors.push(notDone(name, refused, selections));
      continue;
    }
    const one = { ...whole, selectionSet: { ...whole.selectionSet, selections } };
    const only = definitions.map((each) => (each === whole ? one : each));
    const result = await execute({
      ...args,
      document: { ...document, definitions: only },
      variableValues,
    });
    data[name] = result.data?.[name];
    errors.push(...(result.errors ?? []));
    // an error further down is about the answer to what has been done
    if (result.errors?.some(({ path }) => path?.length === 1)) refused = name;
  }
  return { data, ...(errors.length > 0 && { errors }) };
};

const nameInAnswer = ({ alias, name }: FieldNode) => (alias ?? name).value;

const notDone = (name: string, refused: string, nodes: readonly FieldNode[]) =>
  new GraphQLError(`Not done, because "${refused}" before it was refused.`, {
    nodes,
    path: [name],
    extensions: { code: 'ABORTED' },
  });

/** The fields that an operation begins with. */
export const commandsIn = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
): FieldNode[] => {
  const seen = new Set<string>();
  const fieldsOf = (node: OperationDefinitionNode | SelectionNode): FieldNode[] => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind !== Kind.FRAGMENT_SPREAD) return node.selectionSet.selections.flatMap(fieldsOf);
    if (seen.has(node.name.value)) return [];
    seen.add(node.name.value);
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
    ) as FragmentDefinitionNode;
    return fragment.selectionSet.selections.flatMap(fieldsOf);
  };
  return fieldsOf(operation);
};
