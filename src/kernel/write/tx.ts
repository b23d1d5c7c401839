import type { Context, Viewer } from '../context.ts';
import { conjunction, newScope } from '../read/filter.ts';
import { whereOf } from '../read/filter-sql.ts';
import { arrayOf, bind, run } from '../read/query.ts';
import { viewerOf } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import {
  type Column,
  type ColumnName,
  columnsOf,
  nameOf,
  type Row,
  type Table,
} from '../schema/table.ts';
import { type Deed, refusalOf } from './constraint-errors.ts';
import type { NameOfArg } from './input-rules.ts';
import { assertVersion, missing } from './row-version.ts';
import { actAs } from './transaction.ts';

/** Values for columns of a table. What is left out keeps its value, or gets its default. */
export type Values<T extends Table> = { readonly [K in ColumnName<T>]?: Row<T>[K] | undefined };

type Keys<T extends Table> = { readonly [K in ColumnName<T>]?: readonly number[] };
/** How firmly rows are held: most commands leave room for rows that refer to them. */
type Lock = 'no key update' | 'update' | 'share' | 'key share' | 'none';

/** What a command has in its hands: the transaction, and whom it acts for. */
export class Tx {
  readonly ctx: Context;
  readonly #nameOfArg: NameOfArg;

  constructor(ctx: Context, nameOfArg: NameOfArg = () => undefined) {
    this.ctx = ctx;
    this.#nameOfArg = nameOfArg;
  }

  get viewer(): Viewer {
    return viewerOf(this.ctx);
  }

  /** Makes somebody the one whom the transaction acts for, who has just proved to be. */
  actAs(userId: number): Promise<unknown> {
    return actAs(this.ctx, userId);
  }

  query<Found>(text: string, params: readonly unknown[] = []): Promise<Found[]> {
    return run<Found>(this.ctx, text, params, false);
  }

  /** The rows with these keys that the viewer may see, in the order of their keys, locked until the end unless told not to. */
  async lockAll<T extends Table>(
    target: Entity<T>,
    keys: readonly number[],
    lock: Lock = 'no key update',
  ): Promise<Map<number, Row<T>>> {
    const params: unknown[] = [arrayOf([...new Set(keys)])];
    const where = [
      't."id" = any($1::int[])',
      ...whereOf(target.generic, 't', newScope(this.ctx.viewer, params)),
    ];
    const rows = await this.query<Row<T> & { id: number }>(
      `select ${listOf(target.columns, 't')} from ${target.from} t where ${conjunction(where)} order by t."id"${lock === 'none' ? '' : ` for ${lock} of t`}`,
      params,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** One such row; `field` is what named it. */
  async lock<T extends Table>(
    target: Entity<T>,
    key: number,
    { field = this.#nameOfArg(target.name, key), expectedVersion, lock }: LockOptions = {},
  ): Promise<Row<T>> {
    const row = (await this.lockAll(target, [key], lock)).get(key);
    if (!row) throw missing(target.name, key, field ?? 'id');
    assertVersion(target, row, expectedVersion);
    return row;
  }

  /** Makes rows, in this order. All of them name the same columns. */
  insert<T extends Table>(table: T, rows: readonly Values<T>[]): Promise<Row<T>[]> {
    return this.#insert(table, rows, '');
  }

  /** Makes a row. */
  async insertOne<T extends Table>(table: T, values: Values<T>): Promise<Row<T>> {
    return (await this.insert(table, [values]))[0] as Row<T>;
  }

  /** Makes those rows that are not there yet. */
  insertMissing<T extends Table>(table: T, rows: readonly Values<T>[]): Promise<Row<T>[]> {
    return this.#insert(table, rows, 'on conflict do nothing');
  }

  /** Makes rows, or gives those that have this key new values. */
  put<T extends Table>(
    table: T,
    key: readonly ColumnName<T>[],
    rows: readonly Values<T>[],
  ): Promise<Row<T>[]> {
    const columns = columnsNamed(table, rows[0] ?? {});
    const set = columns
      .filter(({ name }) => !key.includes(name as ColumnName<T>))
      .map(({ sql }) => `${sql} = excluded.${sql}`);
    const found = key.map((name) => column(table, name).sql).join(', ');
    const act = set.length > 0 ? `update set ${set.join(', ')}` : 'nothing';
    return this.#insert(table, rows, `on conflict (${found}) do ${act}`);
  }

  #insert<T extends Table>(table: T, rows: readonly Values<T>[], otherwise: string) {
    const [first] = rows;
    if (!first) return Promise.resolve([]);
    const columns = columnsNamed(table, first);
    const given = columns.map(({ sql }) => sql).join(', ');
    return this.#do<T>(
      { table, verb: 'insert' },
      `insert into ${nameOf(table)} (${given}) select ${given} from unnest(${arrays(columns, 1)})
        with ordinality as given (${given}, nth) order by nth ${otherwise} returning ${listOf(columnsOf(table))}`,
      columns.map(({ name }) => valuesOf(rows, name)),
    );
  }

  /** Gives rows new values. Those that have them already are left alone; all come back as they are then. */
  async update<T extends Table>(
    table: T,
    changes: readonly (readonly [row: Row<T>, values: Values<T>])[],
  ): Promise<Row<T>[]> {
    const changed = changes.filter(([row, values]) => differs(row, values));
    if (changed.length === 0) return changes.map(([row]) => row);
    const names = new Set(changed.flatMap(([, values]) => keysOf(values)));
    const columns = [...names].sort().map((name) => column(table, name));
    const given = columns.map(({ sql }) => sql).join(', ');
    const whole = changed.map(([row, values]) => ({ ...row, ...defined(values) }));
    const rows = await this.#do<T>(
      { table, verb: 'update' },
      `update ${nameOf(table)} t set ${columns.map(({ sql }) => `${sql} = given.${sql}`).join(', ')}
        from unnest($1::int[], ${arrays(columns, 2)}) as given (id, ${given})
        where t."id" = given.id returning ${listOf(columnsOf(table), 't')}`,
      [valuesOf(whole, 'id'), ...columns.map(({ name }) => valuesOf(whole, name))],
    );
    const byId = new Map(rows.map((row) => [idOf(row), row]));
    return changes.map(([row]) => byId.get(idOf(row)) ?? row);
  }

  /** Counts a change of what belongs to a row as one of its own. */
  async touch<T extends Table>(table: T, row: Row<T>): Promise<Row<T>> {
    const [touched] = await this.#do<T>(
      { table, verb: 'update' },
      `update ${nameOf(table)} t set "version" = "version" + 1 where t."id" = $1 returning ${listOf(columnsOf(table), 't')}`,
      [idOf(row)],
    );
    return touched as Row<T>;
  }

  /** Gives one row new values. */
  async updateOne<T extends Table>(table: T, row: Row<T>, values: Values<T>): Promise<Row<T>> {
    const [updated] = await this.update(table, [[row, values]]);
    return updated as Row<T>;
  }

  /** Gives a row new values if it is still as it was read: a transaction of its own, in one statement. */
  async updateUnchanged<T extends Table>(
    table: T,
    row: Row<T>,
    values: Values<T>,
  ): Promise<Row<T> | undefined> {
    if (!differs(row, values)) return row;
    const columns = columnsNamed(table, values);
    const set = columns.map(({ sql, sqlType }, at) => `${sql} = $${at + 4}::${sqlType}`);
    const [updated] = await this.#do<T>(
      { table, verb: 'update' },
      `with acting as materialized (select set_config('app.user_id', $1, true))
        update ${nameOf(table)} t set ${set.join(', ')} from acting
        where t."id" = $2::int and t."version" = $3::int returning ${listOf(columnsOf(table), 't')}`,
      [
        String(this.viewer.id),
        idOf(row),
        (row as { version?: number }).version,
        ...columns.map(({ name }) => (values as Record<string, unknown>)[name]),
      ],
    );
    return updated;
  }

  /** Deletes the rows whose columns each have one of these values, but not those in `except`. */
  async remove<T extends Table>(table: T, where: Keys<T>, except: Keys<T> = {}): Promise<void> {
    const params: unknown[] = [];
    const isAmong = (keys: Keys<T>) =>
      columnsNamed(table, keys).map(
        ({ name, sql }) =>
          `${sql} = any(${bind(params, arrayOf(keys[name as ColumnName<T>] ?? []))}::int[])`,
      );
    const conditions = [...isAmong(where), ...isAmong(except).map((each) => `not ${each}`)];
    const text = `delete from ${nameOf(table)} where ${conjunction(conditions)}`;
    await this.#do({ table, verb: 'delete' }, text, params);
  }

  async #do<T extends Table>(
    deed: Deed,
    text: string,
    params: readonly unknown[],
  ): Promise<Row<T>[]> {
    try {
      return await this.query<Row<T>>(text, params);
    } catch (error) {
      throw refusalOf(error, deed);
    }
  }
}

type LockOptions = {
  readonly field?: string | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly lock?: Lock;
};

const idOf = (row: object) => (row as { id: number }).id;
const keysOf = (values: object) => Object.keys(defined(values));

const defined = (values: object) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/** Whether a row has not these values. */
export const differs = (row: object, values: object) =>
  Object.entries(defined(values)).some(([name, value]) => value !== row[name as keyof typeof row]);

const column = (table: Table, name: string): Column => {
  const found = columnsOf(table).get(name);
  if (!found) throw new Error(`${nameOf(table)} has no column ${name}.`);
  return found;
};

/** In the order of the alphabet: the same columns make the same statement. */
const columnsNamed = (table: Table, values: object): Column[] =>
  keysOf(values)
    .sort()
    .map((name) => column(table, name));

const listOf = (columns: ReadonlyMap<string, Column>, alias?: string): string =>
  [...columns.values()]
    .map(({ name, sql }) => `${alias ? `${alias}.` : ''}${sql} as "${name}"`)
    .join(', ');

const arrays = (columns: readonly Column[], from: number): string =>
  columns.map(({ sqlType }, at) => `$${from + at}::${sqlType}[]`).join(', ');

type Plain = string | number | boolean | null;

const valuesOf = (rows: readonly object[], name: string): string =>
  arrayOf(rows.map((row) => (row as Record<string, Plain | undefined>)[name] ?? null));
