import type { Context, Viewer } from '../context.ts';
import { conjunction, newScope } from '../read/filter.ts';
import { whereOf } from '../read/filter-sql.ts';
import { arrayOf, bind, run } from '../read/query.ts';
import { mapInTurns } from '../read/time-slice.ts';
import { viewerOf } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import {
  type ColumnName,
  columnsOf,
  isAmong,
  nameOf,
  partsOf,
  type Row,
  type Table,
} from '../schema/table.ts';
import { type Deed, refusalOf } from './constraint-errors.ts';
import { Found, type Lock, type LockOptions } from './found.ts';
import { withoutHidden } from './hidden-parent.ts';
import type { NameOfArg } from './input-rules.ts';
import type { Subject } from './refusal-label.ts';
import { assertVersion } from './row-version.ts';
import {
  alike,
  column,
  columnsNamed,
  completed,
  defined,
  differs,
  idOf,
  insertSql,
  type KeysIn,
  keyIn,
  keysOf,
  listOf,
  listsOf,
  overwriting,
  stored,
  updateSql,
  type Values,
} from './statement.ts';
import { Undone } from './undone.ts';

/** What a command has in its hands: the transaction, and whom it acts for. */
export class Tx {
  readonly ctx: Context;
  /** Tells whoever follows the command how far it is, in rows. */
  readonly tell: Context['tell'];
  readonly #nameOfArg: NameOfArg;
  readonly #parents: typeof withoutHidden;
  /** The first row that is held to be changed: what a refusal is about. */
  subject: Subject | undefined;

  constructor(ctx: Context, nameOfArg: NameOfArg = () => undefined, parents = withoutHidden) {
    this.ctx = ctx;
    this.tell = ctx.tell;
    this.#nameOfArg = nameOfArg;
    this.#parents = parents;
  }

  /** For rows whose parents the command finds itself: they may belong to what the viewer does not see. */
  get trusted(): Tx {
    return new Tx(this.ctx, this.#nameOfArg, async (_ctx, _table, values) => values);
  }

  get viewer(): Viewer {
    return viewerOf(this.ctx);
  }

  /** Makes somebody the one whom the transaction acts for, who has just proved to be. */
  actAs(userId: Key): Promise<unknown> {
    return this.query(`select set_config('app.user_id', $1, true)`, [String(userId)]);
  }

  query<Found>(text: string, params: readonly unknown[] = []): Promise<Found[]> {
    return run<Found>(this.ctx, text, params, false);
  }

  /** The rows with these keys that the viewer may see, in the order of their keys, locked until the end unless told not to. */
  async lockAll<T extends Table>(
    target: Entity<T>,
    keys: readonly Key[],
    lock: Lock = 'no key update',
  ): Promise<Found<T>> {
    const params: unknown[] = [arrayOf([...new Set(keys)])];
    const id = target.column('id');
    const where = [
      isAmong(id, 't', '$1'),
      ...whereOf(target.generic, 't', newScope(this.ctx.viewer, params)),
    ];
    const order = partsOf(id).map((part) => part.of('t'));
    const rows = await this.query<Row<T>>(
      `select ${listOf(target.columns, 't')} from ${target.from} t where ${conjunction(where)} order by ${order.join(', ')}${lock === 'none' ? '' : ` for ${lock} of t`}`,
      params,
    );
    return new Found(
      target,
      rows.map((row) => [idOf<T>(row), row]),
    );
  }

  /** One such row; `field` is what named it. */
  async lock<T extends Table>(
    target: Entity<T>,
    key: Key,
    { field = this.#nameOfArg(target.name, key), expectedVersion, lock }: LockOptions = {},
  ): Promise<Row<T>> {
    const row = (await this.lockAll(target, [key], lock)).named(key, field ?? 'id');
    if (!lock || lock.endsWith('update')) this.subject ??= [target.generic, key];
    assertVersion(target, row, expectedVersion);
    return row;
  }

  /** Works on many rows slice by slice, so that others have their turns between. */
  mapInTurns<R, Made>(rows: readonly R[], act: (row: R, at: number) => Made): Promise<Made[]> {
    return mapInTurns(this.ctx.spent, rows, act);
  }

  /** Undoes what was written, and lets this be what the command comes to: a dry run. */
  undo(answer: unknown): never {
    throw new Undone(answer);
  }

  /** Makes rows, in this order. What a row leaves out gets its default. */
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
  async put<T extends Table>(
    table: T,
    key: readonly ColumnName<T>[],
    rows: readonly Values<T>[],
  ): Promise<Row<T>[]> {
    const put = (those: readonly Values<T>[]) =>
      this.#insert(table, those, overwriting(table, key, those[0] ?? {}));
    return (await Promise.all(alike(rows).map(put))).flat();
  }

  async #insert<T extends Table>(table: T, given: readonly Values<T>[], otherwise: string) {
    const rows = await this.#parents(this.ctx, table, completed(table, given));
    if (!rows[0]) return [];
    const columns = columnsNamed(table, rows[0]);
    const lists = await listsOf(this.ctx.spent, rows, columns);
    const text = insertSql(table, columns, otherwise);
    return this.#do<T>({ table, verb: 'insert' }, text, lists);
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
    const { keys, text } = updateSql(table, columns);
    const old = changed.map(([row]) => row);
    const news = changed.map(([, values]) => defined(values));
    const written = await this.#parents(this.ctx, table, news, old);
    const whole = old.map((row, at) => ({ ...row, ...written[at] }));
    const rows = await this.#do<T>({ table, verb: 'update' }, text, [
      ...(await listsOf(this.ctx.spent, old, keys)),
      ...(await listsOf(this.ctx.spent, whole, columns)),
    ]);
    const byId = new Map(rows.map((row) => [idOf<T>(row), row]));
    return changes.map(([row]) => byId.get(idOf<T>(row)) ?? row);
  }

  /** Counts changes of what belongs to rows as changes of their own. */
  touch<T extends Table>(table: T, rows: readonly Row<T>[]): Promise<Row<T>[]> {
    const key = column(table, 'id');
    return this.#do<T>(
      { table, verb: 'update' },
      `update ${nameOf(table)} t set "version" = "version" + 1 where ${isAmong(key, 't', '$1')} returning ${listOf(columnsOf(table), 't')}`,
      [arrayOf(rows.map(idOf<T>))],
    );
  }

  /** Gives one row new values. */
  async updateOne<T extends Table>(table: T, row: Row<T>, values: Values<T>): Promise<Row<T>> {
    return (await this.update(table, [[row, values]]))[0] as Row<T>;
  }

  /** Gives a row new values if it is still as it was read: a transaction of its own, in one statement. */
  async updateUnchanged<T extends Table>(
    table: T,
    row: Row<T>,
    values: Values<T>,
  ): Promise<Row<T> | undefined> {
    if (!differs(row, values)) return row;
    const [written] = await this.#parents(this.ctx, table, [values], [row]);
    const columns = columnsNamed(table, values);
    const { keys, isRow } = keyIn(table);
    const set = columns.map(({ sql, sqlType }, at) => `${sql} = $${at + 3}::${sqlType}`);
    const after = columns.length + 3;
    const [updated] = await this.#do<T>(
      { table, verb: 'update' },
      `with acting as materialized (select set_config('app.user_id', $1, true))
        update ${nameOf(table)} t set ${set.join(', ')} from acting
        where t."version" = $2::int and ${isRow((at, { cast }) => `$${after + at}::${cast}`)} returning ${listOf(columnsOf(table), 't')}`,
      [
        String(this.viewer.id),
        (row as { version?: number }).version,
        ...columns.map((each) => stored((written as Record<string, unknown>)[each.name], each)),
        ...keys.map(({ name }) => row[name as ColumnName<T>]),
      ],
    );
    return updated;
  }

  /** Deletes the rows whose columns each have one of these values, but not those in `except`. */
  async remove<T extends Table>(table: T, where: KeysIn<T>, except: KeysIn<T> = {}): Promise<void> {
    const params: unknown[] = [];
    const areIn = (keys: KeysIn<T>) =>
      columnsNamed(table, keys).map(
        ({ name, sql, cast }) =>
          `${sql} = any(${bind(params, arrayOf(keys[name as ColumnName<T>] ?? []))}::${cast}[])`,
      );
    const conditions = [...areIn(where), ...areIn(except).map((each) => `not ${each}`)];
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
