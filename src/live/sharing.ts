import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  visit,
} from 'graphql';
import { planOf } from '../kernel/read/look-ahead.ts';
import { isPersonal } from '../kernel/read/visibility.ts';
import { lowerFirst } from '../kernel/schema/domain-prefix.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Topic } from './topic.ts';

/** Who gets the same of a change: all of a role, those of a role who see the row that is told of (and the part that has changed), or nobody else. */
export type Sharing = 'role' | 'seen' | 'none';

/** Follows from the rows that are told of, and from those that the document goes on to. */
export const sharingOf = (
  topic: Topic,
  { document, operationName, schema }: ExecutionArgs,
): Sharing => {
  const { of, viewer } = topic;
  const operation = getOperationAST(document, operationName);
  if (of.tellsTo || !operation) return 'none';
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const told = [...of.entities.values(), ...of.shown.values()];
  const reached = reachedBy(planOf({ operation, fragments, schema }).fields, topic, told, schema);
  const others = hasConditions(document) ? beyond([...told, ...reached]) : reached;
  const isOwn = (entity: Entity) => isPersonal(entity, viewer);
  if (others.some(isOwn) || told.some(({ watched }) => watched)) return 'none';
  const parts = Object.keys(of.parts ?? {}).flatMap((type) => of.domain.entities.get(type) ?? []);
  if (![...told, ...parts].some(isOwn)) return 'role';
  // of numbers nobody has looked who sees the row
  return of.numbers ? 'none' : 'seen';
};

/** The entities whose rows a document asks for or counts, besides the rows that are told of. */
const reachedBy = (
  fields: ReadonlyMap<string, ReadonlySet<string>>,
  { name, of: { domain } }: Topic,
  told: readonly Entity[],
  schema: GraphQLSchema,
): readonly Entity[] => {
  const field = schema.getSubscriptionType()?.getFields()[name];
  const payload = field && getNamedType(field.type).name;
  const rows = new Set(told.map((entity) => lowerFirst(entity.name)));
  return [...fields].flatMap(([on, names]) => {
    const type = schema.getType(on);
    if (!isObjectType(type)) return [];
    return [...names].flatMap((each) => {
      if (on === payload && rows.has(each)) return [];
      const answered = type.getFields()[each];
      const found = answered && getNamedType(answered.type);
      const types = isAbstractType(found) ? schema.getPossibleTypes(found) : [found];
      const { seenBy = [] } = domain.entities.get(on)?.fields.get(each) ?? {};
      return [...types.flatMap((one) => domain.entities.get(one?.name ?? '') ?? []), ...seenBy];
    });
  });
};

/** All types that conditions on rows of these can follow relations to, and whose rows they can count. */
const beyond = (entities: readonly Entity[]): readonly Entity[] => {
  const all = new Set(entities);
  // those that are added are walked through as well
  for (const entity of all) for (const next of nextTo(entity)) all.add(next);
  return [...all];
};

const neighbours = new WeakMap<Entity, readonly Entity[]>();

const nextTo = (entity: Entity): readonly Entity[] => {
  const known = neighbours.get(entity);
  if (known) return known;
  const comparable = [...entity.fields.values()].filter(({ paths, compared }) => paths || compared);
  const next = [
    ...[...entity.paths.values()].map(({ to }) => to),
    ...comparable.flatMap(({ seenBy = [] }) => seenBy),
    ...Object.values(entity.sortBeyond).map(({ to }) => to),
  ];
  neighbours.set(entity, next);
  return next;
};

const conditions = ['filter', 'orderBy', 'by', 'having'];

const hasConditions = (document: DocumentNode): boolean => {
  let has = false;
  visit(document, {
    Argument: ({ name }) => {
      has ||= conditions.includes(name.value);
    },
  });
  return has;
};
