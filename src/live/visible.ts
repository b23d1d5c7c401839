import { type DocumentNode, type ExecutionArgs, getOperationAST, Kind, visit } from 'graphql';
import type { Connection } from '../database/connection.ts';
import type { Viewer } from '../kernel/context.ts';
import { newScope } from '../kernel/read/filter.ts';
import { planOf } from '../kernel/read/look-ahead.ts';
import { isPersonal, visibleSql } from '../kernel/read/visibility.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Told, Topic } from './topic.ts';

/** Whether what is told differs between two of the same role: by the rows that it is about, or by those that it leads to. */
export const isForOne = (
  { of, viewer }: Topic,
  { document, operationName, schema }: ExecutionArgs,
): boolean => {
  if (of.tellsTo) return true;
  const operation = getOperationAST(document, operationName);
  if (!operation) return true;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  const { entities } = of.domain;
  const { fields } = planOf({ operation, fragments, schema });
  const selected = [...fields].flatMap(([name, names]) => {
    const entity = entities.get(name);
    const reached = [...names].flatMap((each) => entity?.fields.get(each)?.seenBy ?? []);
    return entity ? [entity, ...reached] : [];
  });
  const told = [...of.entities.values(), ...of.shown.values(), ...selected];
  const reached = hasConditions(document) ? beyond(told) : told;
  return reached.some((entity) => isPersonal(entity, viewer));
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

/**
 * Leaves out changes of rows that the viewer may not see: as they are, or as they were, if they are gone by now. A change that
 * hides a row is told as its end.
 */
export const visibleOf = async (
  sql: Connection,
  { of, viewer }: Topic,
  told: readonly Told[],
): Promise<readonly Told[]> => {
  const shown = new Map<Told, Told>();
  for (const [type, those] of Map.groupBy(told, ({ entityType }) => entityType)) {
    const entity = of.entities.get(type) ?? of.shown.get(type);
    const rows = those.map(({ change, id }) => {
      const { action, after, before } = change;
      const isOwn = change.entityType === type;
      const image = isOwn ? (after ?? before) : null;
      return { key: String(id), image, before: isOwn && action === 'UPDATE' ? before : null };
    });
    const seen = entity && (await seenAmong(sql, entity, viewer, rows));
    for (const [at, how] of seen ?? []) {
      const each = those[at];
      if (each) shown.set(each, how === 'hidden' ? { ...each, action: 'DELETED' } : each);
    }
  }
  return told.flatMap((each) => shown.get(each) ?? []);
};

/** A row: its key, what a change has made of it, and for an update what it was before. */
type Given = {
  readonly key: string;
  readonly image: object | null;
  readonly before?: object | null;
};

/**
 * The places of the rows that the viewer may see: as they are, or, of those that are no more, as they were; and of those that
 * the viewer could see before the change and not after it.
 */
export const seenAmong = async (
  sql: Connection,
  entity: Entity,
  viewer: Viewer,
  rows: readonly Given[],
): Promise<ReadonlyMap<number, 'seen' | 'hidden'>> => {
  const params: unknown[] = [JSON.stringify(rows)];
  const condition = visibleSql({ entity, alias: 't', scope: newScope(viewer, params) });
  if (!condition) return new Map([...rows.keys()].map((at) => [at, 'seen']));
  const as = (image: string) => `jsonb_populate_record(null::${entity.from}, ${image}) t`;
  const found = await sql.unsafe<{ at: number; how: 'seen' | 'hidden' }[]>(
    `with given as (
       select nth::int - 1 as at, each->>'key' as key, each->'image' as image, each->'before' as before
       from jsonb_array_elements($1::jsonb) with ordinality as list (each, nth)
     )
     select at, 'seen' as how from given join ${entity.from} t on ${isNamed(entity, 't', 'given.key')} where ${condition}
     union all
     select at, 'seen' from given cross join lateral ${as('image')}
     where jsonb_typeof(image) = 'object' and ${condition}
       and not exists (select from ${entity.from} l where ${isNamed(entity, 'l', 'given.key')})
     union all
     select at, 'hidden' from given cross join lateral ${as('before')}
     where jsonb_typeof(before) = 'object' and ${condition}
       and not exists (select from ${as('image')} where ${condition})`,
    params as string[],
    { prepare: true },
  );
  // what has hidden a row is told as that, though the row may be seen again by now
  return new Map(
    [...found.filter(isSeen), ...found.filter((each) => !isSeen(each))].map(({ at, how }) => [
      at,
      how,
    ]),
  );
};

const isSeen = ({ how }: { readonly how: string }) => how === 'seen';

/** That a text is a row's key; with the key's own type, so that its index finds the row. */
const isNamed = (entity: Entity, alias: string, key: string): string => {
  const { parts, cast, of } = entity.column('id');
  if (!parts) return `${of(alias)} = ${key}::${cast}`;
  return parts
    .map((part, at) => `${part.of(alias)} = (${key}::jsonb ->> ${at})::${part.cast}`)
    .join(' and ');
};
