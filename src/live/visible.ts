import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql as asked } from 'drizzle-orm';
import type { Connection } from '../database/connection.ts';
import { type People, sqlOf } from '../kernel/accounts/people.ts';
import type { Viewer } from '../kernel/context.ts';
import { newScope } from '../kernel/read/filter.ts';
import { arrayOf } from '../kernel/read/query.ts';
import { isPersonal, visibleSql } from '../kernel/read/visibility.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Told, Topic } from './topic.ts';

/**
 * Leaves out changes of rows that the viewer may not see: as they are, or as they were, if they are gone by now. A change that
 * hides a row is told as its end. A change of a part is one of both.
 */
export const visibleOf = async (
  seen: SeenBy,
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
    const own = entity && (await seen({ entity, people: of.domain.record.people }, viewer, rows));
    for (const [at, how] of own ?? []) {
      const each = those[at];
      if (each) shown.set(each, how === 'hidden' ? { ...each, action: 'DELETED' } : each);
    }
  }
  for (const [type, those] of Map.groupBy(shown.keys(), ({ change }) => change.entityType)) {
    const parts = those.filter(({ entityType }) => entityType !== type);
    const entity = of.domain.entities.get(type);
    if (!entity || parts.length === 0) continue;
    const rows = parts.map(({ change: { entityId, after, before } }) => ({
      key: String(entityId),
      image: after ?? before,
    }));
    const own = await seen({ entity, people: of.domain.record.people }, viewer, rows);
    for (const [at, part] of parts.entries()) if (!own.has(at)) shown.delete(part);
  }
  return told.flatMap((each) => shown.get(each) ?? []);
};

/** A row: its key, what a change has made of it, and for an update what it was before. */
type Given = {
  readonly key: string;
  readonly image: object | null;
  readonly before?: object | null;
};

/** Rows of an entity, and the people who may see them. */
type Whose = { readonly entity: Entity; readonly people: People };

/** The places of rows that somebody may see, and how. */
type Seen = ReadonlyMap<number, 'seen' | 'hidden'>;
type SeenBy = (of: Whose, viewer: Viewer, rows: readonly Given[]) => Promise<Seen>;

const allSeen = (rows: readonly Given[]): Seen =>
  new Map([...rows.keys()].map((at) => [at, 'seen']));

/** Batching: asks for all of the same rights in one statement who are told of the same. */
export const seenTogether = (sql: Connection): SeenBy => {
  const batches = new Map<string, { viewers: Viewer[]; seen: Promise<readonly Seen[]> }>();
  return async (of, viewer, rows) => {
    if (!of.entity.shape.visible) return allSeen(rows);
    const { realm, role, permissions } = viewer;
    const key = JSON.stringify([of.entity.name, realm, role, permissions, rows]);
    let batch = batches.get(key);
    if (!batch) {
      const viewers: Viewer[] = [];
      const seen = nextTurn().then(() => {
        batches.delete(key);
        return seenAmong(sql, of, viewers, rows);
      });
      batches.set(key, (batch = { viewers, seen }));
    }
    const at = batch.viewers.push(viewer) - 1;
    return (await batch.seen)[at] ?? new Map();
  };
};

/**
 * For each of these viewers, who differ in nothing but who they are, the places of the rows that they may see: as they are,
 * or, of those that are no more, as they were; and of those that they could see before the change and not after it.
 */
export const seenAmong = async (
  sql: Connection,
  of: Whose,
  viewers: readonly Viewer[],
  rows: readonly Given[],
): Promise<readonly Seen[]> => {
  const [first] = viewers;
  if (!first) return [];
  const { entity, people } = of;
  const params: unknown[] = [JSON.stringify(rows), arrayOf(viewers.map(({ id }) => id))];
  const viewer = viewers.length === 1 ? first : { ...first, id: asked.raw('w.id') as never };
  const condition = visibleSql({ entity, alias: 't', scope: newScope(viewer, params) });
  if (viewer !== first && isPersonal(entity, first) && !condition?.includes('w.id')) {
    // who asks is more than a value in its SQL
    return (await Promise.all(viewers.map((each) => seenAmong(sql, of, [each], rows)))).flat();
  }
  if (!condition) return viewers.map(() => allSeen(rows));
  const as = (image: string) => `jsonb_populate_record(null::${entity.from}, ${image}) t`;
  const found = await sql.unsafe<{ by: number; at: number; how: 'seen' | 'hidden' }[]>(
    `with given as (
       select nth::int - 1 as at, each->>'key' as key, each->'image' as image, each->'before' as before
       from jsonb_array_elements($1::jsonb) with ordinality as list (each, nth)
     ), w as (
       select id, nth::int - 1 as by from unnest($2::${sqlOf(people).keyType}[]) with ordinality as list (id, nth)
     )
     select by, at, 'seen' as how from w cross join given join ${entity.from} t on ${isNamed(entity, 't', 'given.key')} where ${condition}
     union all
     select by, at, 'seen' from w cross join given cross join lateral ${as('image')}
     where jsonb_typeof(image) = 'object' and ${condition}
       and not exists (select from ${entity.from} l where ${isNamed(entity, 'l', 'given.key')})
     union all
     select by, at, 'hidden' from w cross join given cross join lateral ${as('before')}
     where jsonb_typeof(before) = 'object' and ${condition}
       and not exists (select from ${as('image')} where ${condition})`,
    params as string[],
    { prepare: true },
  );
  // what has hidden a row is told as that, though the row may be seen again by now
  const seen = viewers.map(() => new Map<number, 'seen' | 'hidden'>());
  for (const { by, at, how } of [...found.filter(isSeen), ...found.filter((each) => !isSeen(each))])
    seen[by]?.set(at, how);
  return seen;
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
