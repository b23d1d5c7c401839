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
  // a condition may follow relations to anywhere
  const reached = hasConditions(document) ? [...told, ...entities.values()] : told;
  return reached.some((entity) => isPersonal(entity, viewer));
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

/** Leaves out changes of rows that the viewer may not see: as they are, or as they were, if they are gone by now. */
export const visibleOf = async (
  sql: Connection,
  { of, viewer }: Topic,
  told: readonly Told[],
): Promise<readonly Told[]> => {
  const seen = new Set<Told>();
  for (const [type, those] of Map.groupBy(told, ({ entityType }) => entityType)) {
    const entity = of.entities.get(type) ?? of.shown.get(type);
    const visible = entity ? await visibleAmong(sql, entity, viewer, those) : [];
    for (const each of visible) seen.add(each);
  }
  return told.filter((each) => seen.has(each));
};

const visibleAmong = async (
  sql: Connection,
  entity: Entity,
  viewer: Viewer,
  told: readonly Told[],
): Promise<readonly Told[]> => {
  const rows = told.map(({ entityType, change, id }) => ({
    key: String(id),
    image: change.entityType === entityType ? (change.after ?? change.before) : null,
  }));
  const seen = await seenAmong(sql, entity, viewer, rows);
  return told.filter((_each, at) => seen.has(at));
};

type Given = { readonly key: string; readonly image: object | null };

/** The places of the rows that the viewer may see: as they are, or, of those that are no more, as they were. */
export const seenAmong = async (
  sql: Connection,
  entity: Entity,
  viewer: Viewer,
  rows: readonly Given[],
): Promise<ReadonlySet<number>> => {
  const params: unknown[] = [JSON.stringify(rows)];
  const condition = visibleSql({ entity, alias: 't', scope: newScope(viewer, params) });
  if (!condition) return new Set(rows.keys());
  const found = await sql.unsafe<{ at: number }[]>(
    `with given as (
       select nth::int - 1 as at, each->>'key' as key, each->'image' as image
       from jsonb_array_elements($1::jsonb) with ordinality as list (each, nth)
     )
     select at from given join ${entity.from} t on ${isNamed(entity, 't', 'given.key')} where ${condition}
     union all
     select at from given cross join lateral jsonb_populate_record(null::${entity.from}, image) t
     where jsonb_typeof(image) = 'object' and ${condition}
       and not exists (select from ${entity.from} l where ${isNamed(entity, 'l', 'given.key')})`,
    params as string[],
    { prepare: true },
  );
  return new Set(found.map(({ at }) => at));
};

/** That a text is a row's key; with the key's own type, so that its index finds the row. */
const isNamed = (entity: Entity, alias: string, key: string): string => {
  const { parts, cast, of } = entity.column('id');
  if (!parts) return `${of(alias)} = ${key}::${cast}`;
  return parts
    .map((part, at) => `${part.of(alias)} = (${key}::jsonb ->> ${at})::${part.cast}`)
    .join(' and ');
};
