import { type ASTNode, type DocumentNode, type ExecutionArgs, Kind, visit } from 'graphql';
import type { Topic } from './topic.ts';
import { isForOne } from './visible.ts';

/** What somebody has subscribed to: a topic, and what is asked of its changes. */
export type Selection = {
  readonly topic: Topic;
  readonly args: ExecutionArgs;
  /** The same for equal selections: they get the same. */
  readonly key: string;
  /** The same for selections that differ in which changes they are told of, and not in what of each. */
  readonly kind: string;
};

/** Tells which selections are equal, and which are of one kind. */
export const makeSelect = () => {
  const documents = new WeakMap<DocumentNode, Known>();
  let seen = 0;
  return (topic: Topic, args: ExecutionArgs): Selection => {
    const { document, operationName, variableValues } = args;
    let known = documents.get(document);
    if (!known) documents.set(document, (known = { number: ++seen, inner: innerOf(document) }));
    const inner = known.inner.map((name) => variableValues?.[name] ?? null);
    // where to start is no part of what is asked; that a variable of another name holds it does no harm but to sharing
    const { since: _since, last: _last, ...variables } = variableValues ?? {};
    const { realm, role, permissions = null, id } = topic.viewer;
    const scope = [realm, role, permissions, isForOne(topic, args) ? id : null];
    const asked = [known.number, operationName, scope];
    return {
      topic,
      args,
      key: JSON.stringify([asked, topic.name, topic.args, variables, inner]),
      kind: JSON.stringify([asked, inner]),
    };
  };
};

type Known = { readonly number: number; readonly inner: readonly string[] };

/** The variables that do not just say which changes are meant. */
const innerOf = ({ definitions }: DocumentNode): readonly string[] => {
  const names = new Set<string>();
  const note = (node: ASTNode | undefined) =>
    node && visit(node, { Variable: ({ name }) => void names.add(name.value) });
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) note(definition);
    else {
      for (const each of definition.selectionSet.selections) {
        note(each.kind === Kind.FIELD ? each.selectionSet : each);
      }
    }
  }
  return [...names];
};
