import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import type { Row, Table } from '../schema/table.ts';
import { missing } from './row-version.ts';

/** How firmly rows are held: most commands leave room for rows that refer to them. */
export type Lock = 'no key update' | 'update' | 'share' | 'key share' | 'none';

export type LockOptions = {
  readonly field?: string | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly lock?: Lock;
};

/** Rows of an entity by their keys, in the order of these. */
export class Found<T extends Table> extends Map<Key, Row<T>> {
  readonly #target: Entity<T>;

  constructor(target: Entity<T>, rows: Iterable<readonly [Key, Row<T>]>) {
    super(rows);
    this.#target = target;
  }

  /** The row with this key, which has to be there; `field` is what named it. */
  named(key: Key, field: string): Row<T> {
    const row = this.get(key);
    if (row === undefined) throw missing(this.#target.name, key, field);
    return row;
  }
}
