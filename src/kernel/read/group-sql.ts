import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import type { Entity, Target } from '../schema/entity.ts';
import { upperCase } from '../schema/enum.ts';
import type { Scalar } from '../schema/table.ts';
import { conjunction, type Filter, newScope, nothingIn, nullIn, type Scope } from './filter.ts';
import { comparisons } from './filter-comparison.ts';
import { whereIn, whereOf } from './filter-sql.ts';
import { functionsOf, type GroupFunction, type GroupKey, groupKeysOf } from './group-key.ts';
import type { GroupArgs, GroupOrder } from './group-types.ts';
import type { Term } from './order-by.ts';
import { arrayOf, bind } from './query.ts';
import type { Rows } from './rows.ts';

/** Where the rows come from that are grouped: all of an entity's, or those that belong to a parent. */
export type GroupSource = {
  readonly entity: Entity;
  readonly rows?: Rows;
  readonly where?: Filter | undefined;
};

/** A value that groups have, with the column of the grouped statement that holds it. */
type Value = { readonly column: string; readonly sqlType: string; readonly scalar: Scalar };

const count: Value = { column: '"count"', sqlType: 'integer', scalar: 'Int' };
const mostKeys = 8;

/**
 * The grouped rows as a statement, written from the inside out: what is grouped by and summed up is named once, as a column
 * of the innermost select, however often it is shown, sorted by and compared.
 */
export class Grouping {
  readonly #source: GroupSource;
  readonly #args: GroupArgs;
  readonly scope: Scope;
  readonly #keys: readonly GroupKey[];
  readonly #joins = new Map<string, { alias: string; sql: string }>();
  readonly #read = new Map<string, string>();
  readonly #values = new Map<string, string>();
  #zone: string | undefined;

  constructor(source: GroupSource, args: GroupArgs, ctx: Context, params: unknown[]) {
    this.#source = source;
    this.#args = args;
    // what groups need of other rows is bounded by their keys, and costs nothing of what a filter may ask for
    this.scope = newScope(ctx.viewer, params);
    if (args.cut) assertZone(args.cut.zone);
    this.#keys = [...new Set(args.by)].map((name) => this.#key(name));
    if (this.#keys.length > mostKeys) {
      throw refusal('BAD_USER_INPUT', `Group by at most ${mostKeys} keys.`, { field: 'by' });
    }
  }

  #key(name: string): GroupKey {
    const key = groupKeysOf(this.#source.entity).get(name);
    if (key) return key;
    throw new Error(`${this.#source.entity.name} has no groups by ${name}.`);
  }

  /** The column that holds a key; none if the rows are not grouped by it. */
  keyColumn(name: string): string | undefined {
    return this.#keys.some((key) => key.name === name) ? `"k ${name}"` : undefined;
  }

  /** The value that a function has in a group. */
  value(name: string, of: GroupFunction): Value | undefined {
    const key = this.#key(name);
    const [, scalar] = functionsOf(key).find(([each]) => each === of) ?? [];
    if (!scalar) return undefined;
    const isOne = of === 'min' || of === 'max';
    const sqlType = isOne ? key.column.sqlType : scalar === 'Decimal' ? 'numeric' : 'float8';
    const column = `"${of} ${name}"`;
    this.#values.set(column, `${of}(${this.#reads(name, () => this.#raw(key))})::${sqlType}`);
    return { column, sqlType, scalar };
  }

  /** A column of the innermost select. */
  #reads(name: string, sql: () => string): string {
    if (!this.#read.has(name)) this.#read.set(name, sql());
    return `r."${name}"`;
  }

  #raw({ via, sql }: GroupKey): string {
    const { entity } = this.#source;
    const scope = this.scope;
    if (!via) return sql({ entity, alias: 't', scope });
    const { to, where, join } = via.path;
    let joined = this.#joins.get(via.name);
    if (!joined) {
      const alias = `j${this.#joins.size}`;
      const { from, on } = join('t', alias, scope);
      const seen = conjunction([on, ...whereOf(to, alias, scope, where)]);
      joined = { alias, sql: ` left join ${from} on ${seen}` };
      this.#joins.set(via.name, joined);
    }
    const target: Target = { entity: to, alias: joined.alias, scope };
    return sql(target);
  }

  /** What stands for a value in a key: for a moment, or for a day, the first day of its period. */
  #cut(key: GroupKey): string {
    const { scalar, sqlType } = key.column;
    const sql = this.#raw(key);
    if (scalar !== 'Date' && scalar !== 'DateTime') return sql;
    const { to, zone } = this.#args.cut ?? { to: 'DAY', zone: 'UTC' };
    const inUtc = sqlType.includes('with time zone') ? sql : `${sql} at time zone 'UTC'`;
    const local = scalar === 'Date' ? sql : `(${inUtc}) at time zone ${this.#zoneParam(zone)}`;
    return to === 'DAY' ? `(${local})::date` : `date_trunc('${to}', (${local})::timestamp)::date`;
  }

  #zoneParam(zone: string): string {
    return (this.#zone ??= `${bind(this.scope.params, zone)}::text`);
  }

  /** The order of the groups: the keys that it does not name come last in it, so that no two are the same. */
  get terms(): Term[] {
    const { by, orderBy } = this.#args;
    const rest = by.map((field): GroupOrder => ({ of: 'KEY', field, direction: 'ASC' }));
    const terms = [...(orderBy ?? []), ...rest].map((each) => this.#term(each));
    return terms.filter(({ field }, at) => terms.findIndex((one) => one.field === field) === at);
  }

  #term({ of, field, direction }: GroupOrder): Term {
    const descending = direction === 'DESC';
    if (of === 'COUNT') {
      if (field) throw notSorted('COUNT is about rows: leave the field out.');
      return { field: 'count', sql: columnOf(count), ...count, nullable: false, descending };
    }
    if (!field) throw notSorted(`Say which field, or { of: COUNT } for the number of rows.`);
    if (of !== 'KEY') {
      const value = this.value(field, of.toLowerCase() as GroupFunction);
      if (!value) throw notSorted(`${upperCase(field)} has no ${of}.`);
      return { field: value.column, sql: columnOf(value), ...value, nullable: true, descending };
    }
    const column = this.keyColumn(field);
    if (!column) throw notSorted(`The groups have no ${upperCase(field)}: put it in "by", too.`);
    const { enumValues, sqlType, scalar } = this.#key(field).column;
    const rank = enumValues && `array_position('${arrayOf(enumValues)}'::varchar[], `;
    return {
      field,
      descending,
      nullable: true,
      sqlType: rank ? 'integer' : scalar === 'DateTime' ? 'date' : sqlTypeOf(sqlType),
      sql: (alias) => (rank ? `${rank}${alias}.${column})` : `${alias}.${column}`),
    };
  }

  /** The conditions on groups, under an alias of the grouped statement. */
  having(alias: string): string[] {
    const scope: Scope = { ...this.scope, path: ['having'] };
    return Object.entries(this.#args.having ?? {}).flatMap(([name, wanted]) => {
      if (wanted === null) throw (name === 'count' ? nullIn : nothingIn)(scope, name);
      const parts =
        name === 'count' ? [[count, wanted, name] as const] : this.#valuesIn(name, wanted, scope);
      return parts.map(([{ column, sqlType, scalar }, condition, ...path]) => {
        scope.path.push(...path);
        const cast = sqlType.startsWith('numeric') ? 'numeric' : sqlType;
        const written = comparisons(
          `${alias}.${column}`,
          { scalar, sqlType, cast: scalar === 'Int' ? 'numeric' : cast },
          condition as Filter,
          scope,
        );
        scope.path.length -= path.length;
        return written;
      });
    });
  }

  #valuesIn(name: string, wanted: unknown, scope: Scope) {
    return Object.entries(wanted as Filter).flatMap(([of, condition]) => {
      if (condition === null) throw nullIn(scope, name, of);
      const value = this.value(name, of as GroupFunction);
      return value ? [[value, condition, name, of] as const] : [];
    });
  }

  /** The statement whose rows are the groups, once all is known that is wanted of them. `$1` are the keys of the parents. */
  get sql(): string {
    const { entity, rows, where } = this.#source;
    const asked = newScope(this.scope.viewer, this.scope.params);
    const keys = this.#keys.map((key) => [`"k ${key.name}"`, this.#cut(key)] as const);
    const { filter } = this.#args;
    const seen = rows
      ? [
          rows.isAmong('t', '$1'),
          ...rows.seen('t', asked),
          ...whereIn(rows, 't', asked, where, filter),
        ]
      : whereOf(entity, 't', asked, where, filter);
    const columns = [
      ...(rows ? [`${rows.key('t')} as "$key"`] : []),
      ...keys.map(([column, sql]) => `${sql} as ${column}`),
      ...Array.from(this.#read, ([name, sql]) => `${sql} as "${name}"`),
    ];
    const from = rows ? rows.from('t') : `${entity.from} t`;
    const joins = Array.from(this.#joins.values(), ({ sql }) => sql).join('');
    const grouped = [...(rows ? ['r."$key"'] : []), ...keys.map(([column]) => `r.${column}`)];
    const values = Array.from(this.#values, ([column, sql]) => `${sql} as ${column}`);
    const by = grouped.length > 0 ? `group by ${grouped.join(', ')}` : 'having count(*) > 0';
    return `select ${[...grouped, `count(*)::int as ${count.column}`, ...values].join(', ')} from (select ${columns.join(', ')} from ${from}${joins} where ${conjunction(seen)}) r ${by}`;
  }
}

const columnOf =
  ({ column }: Value) =>
  (alias: string) =>
    `${alias}.${column}`;

const sqlTypeOf = (sqlType: string) => sqlType.split(' collate')[0] ?? sqlType;

const notSorted = (message: string) => refusal('BAD_USER_INPUT', message, { field: 'orderBy' });

/** Refuses what Postgres would take for something else: an offset, or an abbreviation that knows no summer time. */
const assertZone = (zone: string): void => {
  try {
    if (zone !== 'UTC' && !/^[A-Z][\w+-]*(\/[\w+-]+)+$/i.test(zone)) throw new RangeError();
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw unknownZone();
  }
};

export const unknownZone = () =>
  refusal(
    'BAD_USER_INPUT',
    'There is no such time zone: "zone" is UTC, or a name such as Europe/Berlin.',
    { field: 'cut.zone' },
  );
