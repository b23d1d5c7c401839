import { type ASTNode, type DocumentNode, type ExecutionArgs, Kind, visit } from 'graphql';
import { sharingOf } from './sharing.ts';
import type { Topic } from './topic.ts';

/** What somebody has subscribed to: a topic, and what is asked of its changes. */
export type Selection = {
  readonly topic: Topic;
  readonly args: ExecutionArgs;
  /** The same for equal selections: they get the same. */
  readonly key: string;
  /** The same for selections that get the same of a change that they are told of. */
  readonly same: string;
  /** The same for selections that differ in which changes they are told of, and not in what of each. */
  readonly kind: string;
  /** The same for kinds that differ in who asks only, if these may get the same. */
  readonly family: string;
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
    const sharing = sharingOf(topic, args);
    const asked = [known.number, operationName, realm, role, permissions];
    const own = [...asked, sharing === 'role' ? null : id];
    const shared = sharing === 'seen' ? asked : own;
    const told = [topic.name, topic.args, variables, inner];
    return {
      topic,
      args,
      key: JSON.stringify([own, told]),
      same: JSON.stringify([shared, told]),
      kind: JSON.stringify([own, inner]),
      family: JSON.stringify([shared, inner]),
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
