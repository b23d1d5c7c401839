import { LRUCache } from 'lru-cache';
import type { Context, Writers } from '../context.ts';
import { loaderOf, withValue } from '../read/loader.ts';
import { viewerOf } from '../schema/access.ts';
import type { Domain } from '../schema/domain.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { implementGuarded } from '../schema/reserved.ts';
import type { Watch } from '../schema/watched.ts';
import { begin, persistently } from '../write/transaction.ts';
import { bare } from './audit-trail.ts';
import { type Changes, changesOf } from './private-values.ts';

/** What need not be noted again: so many looks are remembered of each database and log. */
const mostRemembered = 100_000;
type Remembered = LRUCache<string, true>;
const memories = new WeakMap<Writers, Map<Watch, Remembered>>();

const memoryOf = ({ writers }: Context, watch: Watch): Remembered => {
  const logs = memories.get(writers) ?? new Map<Watch, Remembered>();
  memories.set(writers, logs);
  const known = logs.get(watch) ?? new LRUCache<string, true>({ max: mostRemembered });
  logs.set(watch, known);
  return known;
};

/** Notes that the viewer looks at what a key names; nothing is to be waited for if that has been noted. */
const noted = (watch: Watch, key: Key, ctx: Context): true | Promise<true> => {
  const { realm, id } = viewerOf(ctx);
  const memory = memoryOf(ctx, watch);
  const period = watch.period();
  const markOf = (each: Key) => `${realm} ${id} ${period} ${each}`;
  if (memory.has(markOf(key))) return true;
  const noting = loaderOf<true>(ctx, watch, null, () => async (keys) => {
    const note = (inside: Context) => watch.note(inside, keys);
    if (ctx.open) await note(ctx);
    else {
      await persistently(() => begin(ctx, note));
      ctx.wrote();
      for (const each of keys) memory.set(markOf(each), true); // a transaction that is open may come to nothing
    }
    return keys.map(() => true);
  });
  return noting.load(key);
};

/** Notes looks at many rows, or at none. */
export const notedAll = async (
  { watched }: Entity,
  rows: readonly object[],
  ctx: Context,
): Promise<void> => {
  if (!watched) return;
  const keys = new Set(rows.map((row) => row[watched.of as keyof typeof row] as Key));
  await Promise.all([...keys].map(async (key) => noted(watched.by, key, ctx)));
};

type Looked = { readonly [column: string]: unknown };

/** The fields of columns that are watched: their values come when the log has it that somebody looks. */
export const implementWatched = (entity: Entity): void => {
  const { watched } = entity;
  if (!watched) return;
  implementGuarded(entity, {
    columns: watched.columns,
    needs: [watched.of],
    read: (row, name, ctx) =>
      withValue(noted(watched.by, row[watched.of] as Key, ctx), () => row[name]),
  });
};

/** Whether records of a domain's trail hold what is watched. */
export const isWatched = ({ entities }: Domain): boolean =>
  [...entities.values()].some(({ watched }) => watched);

/** The changes that a record tells, once it is noted that somebody looks at what has changed. */
export const watching = (
  { entities }: Domain,
  record: Looked,
  ctx: Context,
): Changes | null | Promise<Changes | null> => {
  const changes = changesOf(record);
  const entity = entities.get(String(record['entityType']));
  const { watched } = entity ?? {};
  const key = watched && entity && bare(entity.column(watched.of).sql);
  const named = key && (changes?.after ?? changes?.before)?.[key];
  if (!watched || named === undefined || named === null) return changes;
  return withValue(noted(watched.by, named as Key, ctx), () => changes);
};
