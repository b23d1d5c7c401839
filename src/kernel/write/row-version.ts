import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { Row, Table } from '../schema/table.ts';
import { plainOf } from '../schema/watched.ts';

export const missing = (entity: string, key: Key, field: string) =>
  refusal('NOT_FOUND', `There is no ${entity} with the id ${key}.`, { field });

/** Refuses to go on from a row that is not as the client knows it. */
export const assertVersion = <T extends Table>(
  target: Entity<T>,
  row: Row<T>,
  expected: number | null | undefined,
): void => {
  const { version } = row as { version?: number };
  if (expected == null || expected === version) return;
  if (target.watched) throw stale(target.name, version, expected); // an error shows what nobody has noted
  const shown = plainOf(target).map(([{ name, scalar }]) => {
    const value = (row as Record<string, number | string | null>)[name];
    return [name, scalar === 'ID' && value != null ? String(value) : value];
  });
  throw stale(target.name, version, expected, { current: Object.fromEntries(shown) });
};

const stale = (entity: string, version: number | undefined, expected: number, more = {}) =>
  refusal('STALE', `This ${entity} has been changed: its version is ${version}, not ${expected}.`, {
    currentVersion: version,
    ...more,
  });
