import type { GraphQLError } from 'graphql';
import { refusal } from '../errors.ts';
import type { Entity } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { type ColumnName, nameOf, type Row, type Table } from '../schema/table.ts';
import { columns } from '../write/column-fields.ts';
import type { Writable } from '../write/crud.ts';
import { arrays, column, differs, givenIn, type Values, valuesOf } from '../write/statement.ts';
import type { Tx } from '../write/tx.ts';
import type { RowOutcome } from './import-result.ts';
import { imported } from './imported.ts';
import { headOf } from './rows-of-file.ts';

/** A command that makes and changes rows of an entity out of a file, by the rules of its single commands. */
export type ImportedRows<T extends Table> = {
  readonly command: string;
  readonly description: string;
  /** The columns that tell its rows apart: texts of which the last one counts without case and white space. */
  readonly by: readonly ColumnName<T>[];
  /** What files call columns besides. */
  readonly called?: { readonly [K in ColumnName<T>]?: readonly string[] };
  /** What rows say without saying it: then a file need not have the columns of `by`. */
  readonly complete?: (tx: Tx, rows: readonly Values<T>[]) => Promise<readonly Values<T>[]>;
  /** Why rows that are there already may not be changed so, of those that a rule about several rows is broken by. */
  readonly refuses?: (
    tx: Tx,
    changes: readonly Change<Row<T>, Values<T>>[],
  ) => Promise<readonly (GraphQLError | undefined)[]>;
};

type Change<Own, News> = { readonly own: Own; readonly values: News };

type Cells = Readonly<Record<string, string | number | boolean | null | undefined>>;

type Plan =
  | Extract<RowOutcome, { readonly refused: unknown }>
  | { readonly own: undefined; readonly values: Cells }
  | { readonly own: Row<Table>; readonly id: Key; readonly values: Cells };

export const importedRows = (
  { entity, allow, columns: names, fixed = [], rules = {} }: Writable,
  { command, description, by, called, complete, refuses }: ImportedRows<Table>,
): void => {
  const all = [...fixed, ...names];
  const last = by.at(-1) ?? '';
  const isNeeded = (name: string) => {
    const { nullable, hasDefault } = entity.column(name);
    return !nullable && !hasDefault;
  };
  imported(
    {
      command,
      description,
      allow,
      args: () => ({}),
      columns: () => ({
        ...columns(entity, complete ? [] : by, { required: true, rules }),
        ...columns(
          entity,
          all.filter((name) => complete || !by.includes(name)),
          { rules },
        ),
      }),
      called: called as Readonly<Record<string, readonly string[]>>,
    },
    async (tx, _args, rows) => {
      const read = rows.map(({ cells }) => cells);
      const given = ((await complete?.(tx, read)) ?? read) as readonly Cells[];
      const found = await find(tx, entity, by, given);
      const ids = found.flatMap(({ id }) => id ?? []);
      const locked = await tx.lockAll(entity, ids);
      const seen = new Map<string, number>();
      const plans = await tx.mapInTurns(rows, ({ line }, at): Plan => {
        const values = given[at] ?? {};
        const { id = null, name = '' } = found[at] ?? {};
        const first = seen.get(name);
        const own = id === null ? undefined : locked.get(id);
        const wanted = own ? by : all.filter(isNeeded);
        const lacking = wanted.find((each) => values[each] == null);
        if (lacking !== undefined) return { refused: lacks(lacking) };
        if (first !== undefined) return { refused: twice(first, last) };
        seen.set(name, line);
        // one that somebody has just deleted is new as well
        if (id === null || !own) return { own: undefined, values };
        // what tells rows apart, and what is fixed, stays
        return { own, id, values: { ...values, ...named(own, [...by, ...fixed]) } };
      });
      const news = plans.flatMap((plan) => ('refused' in plan || plan.own ? [] : [plan]));
      const known = plans.flatMap((plan) => ('refused' in plan || !plan.own ? [] : [plan]));
      const made = await tx.insertMissing(
        entity.table,
        news.map(({ values }) => values),
      );
      const refusals = (await refuses?.(tx, known)) ?? [];
      const refused = new Map<Plan, GraphQLError | undefined>(
        known.map((plan, at) => [plan, refusals[at]]),
      );
      await tx.update(
        entity.table,
        known.flatMap((plan) => (refused.get(plan) ? [] : [[plan.own, plan.values] as const])),
      );
      const keyOf = (row: object) => JSON.stringify(named(row, by));
      const byKey = new Map(made.map((row) => [keyOf(row), row as { readonly id: Key }]));
      return plans.map((plan): RowOutcome => {
        if ('refused' in plan) return plan;
        const why = refused.get(plan);
        if (why) return { refused: why };
        const { own, values } = plan;
        const label = String(values[last]);
        if (own) return { id: plan.id, label, changes: changesOf(own, values) };
        const row = byKey.get(keyOf(values));
        return row ? { id: row.id, label, changes: 'new' } : taken(last);
      });
    },
  );
};

const named = (row: object, by: readonly string[]) =>
  Object.fromEntries(by.map((name) => [name, (row as Cells)[name]]));

const changesOf = (own: object, values: Cells) =>
  Object.keys(values)
    .filter((name) => differs(own, { [name]: values[name] }))
    .map((name) => ({ column: name, before: (own as Cells)[name], after: values[name] }));

/** The rows that are called as others are, or null; and a name that is the same for all that are called alike. */
const find = (tx: Tx, { table }: Entity, by: readonly string[], given: readonly Cells[]) => {
  const parts = by.map((name) => column(table, name));
  const as = parts.map(({ sql }) => sql).join(', ');
  const compared = (alias: string) =>
    parts.map((each, at) => {
      const value = alias === 'g' ? givenIn('g', each) : each.of(alias);
      return at === parts.length - 1 ? `kernel.normal_label(${value})` : value;
    });
  const [own, others] = [compared('t'), compared('g')];
  return tx.query<{ readonly id: Key | null; readonly name: string }>(
    `select t.id, jsonb_build_array(${others.join(', ')})::text as name
     from unnest(${arrays(parts, 1)}) with ordinality as g (${as}, nth)
     left join ${nameOf(table)} t on ${own.map((each, at) => `${each} = ${others[at]}`).join(' and ')}
     order by nth`,
    parts.map((each) => valuesOf(given, each)),
  );
};

const lacks = (field: string) =>
  refusal('BAD_USER_INPUT', `${headOf(field)} must not be empty: a new row needs it.`, { field });

const twice = (line: number, field: string) =>
  refusal('CONFLICT', `Row ${line} is about this already; case and white space do not count.`, {
    field,
  });

const taken = (field: string) => ({
  refused: refusal(
    'CONFLICT',
    `This ${headOf(field)} is taken; case and white space do not count.`,
    { field },
  ),
});
