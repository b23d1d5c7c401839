import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import type { Access } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import { lowerFirst } from '../schema/domain-prefix.ts';
import type { Entity, Field, FieldBuilder } from '../schema/entity.ts';
import type { Key } from '../schema/key.ts';
import { answered, found } from './answer-limit.ts';
import { sizeOfAll, valuesPerObject } from './answer-size.ts';
import { conjunction } from './filter.ts';
import { functionsOf, groupKeysOf, hasGroups } from './group-key.ts';
import { Grouping, type GroupSource, unknownZone } from './group-sql.ts';
import { type GroupArgs, groupArgs, groupTypesOf } from './group-types.ts';
import { loaderOf, placeOf } from './loader.ts';
import { type Place, selectionOf } from './look-ahead.ts';
import { beyondSql, orderSql } from './order-by.ts';
import { largestPage } from './page.ts';
import { cursorOf, sortValuesOf, wrongCursor } from './page-cursor.ts';
import { isDataException } from './page-sql.ts';
import { arrayOf, bind, run } from './query.ts';
import { type Keyed, relation } from './relation.ts';
import type { Rows } from './rows.ts';

type Groups = { readonly groups: readonly object[]; readonly size: number };
type Found = { readonly [column: string]: unknown };

const namesIn = (place: Place) => place.selected.map(([node]) => node?.name.value ?? '');

/** What a document selects of groups. */
const wantedOf = (entity: Entity, place: Place) =>
  place.once('groups', () => {
    const keys = [...groupKeysOf(entity).values()];
    const shown = place.under('keys').flatMap(namesIn);
    const under = (name: string) => new Set(place.under(name).flatMap(namesIn));
    return {
      keys: keys.filter(({ name }) => shown.includes(name)),
      values: keys.flatMap((key) => {
        const selected = under(key.name);
        const asked = functionsOf(key).filter(([of]) => selected.has(of));
        return asked.length > 0 ? [{ name: key.name, functions: asked.map(([of]) => of) }] : [];
      }),
      cursor: namesIn(place).includes('cursor'),
      weight: place.selected.reduce(
        (sum, [node]) =>
          sum + (node?.selectionSet ? valuesPerObject + node.selectionSet.selections.length : 1),
        valuesPerObject,
      ),
    };
  });

/** The groups of many parents' rows in one statement, of which nothing is computed that is not asked for. */
const groupsOf = (source: GroupSource, args: GroupArgs, ctx: Context, info: GraphQLResolveInfo) => {
  const { entity, rows: related } = source;
  const { first, after } = args;
  if (first != null && (first < 0 || first > largestPage)) {
    throw refusal('BAD_USER_INPUT', `"first" must be between 0 and ${largestPage}, not ${first}.`, {
      field: 'first',
    });
  }
  const params: unknown[] = related ? [null] : [];
  const grouping = new Grouping(source, args, ctx, params);
  const wanted = wantedOf(entity, selectionOf(info));
  const { terms } = grouping;
  const sorted = { terms, alias: 'g', scope: grouping.scope };
  const shown = wanted.keys.filter(({ name }) => grouping.keyColumn(name));
  const selected = [
    ...(related ? ['g."$key"'] : []),
    'g."count"',
    ...shown.map(({ name }) => `g.${grouping.keyColumn(name)} as "${name}"`),
    ...wanted.values.flatMap(({ name, functions }) =>
      functions.map((of) => `g.${grouping.value(name, of)?.column} as "${of} ${name}"`),
    ),
    ...(wanted.cursor
      ? terms.map(({ sql }, at) => `(${sql('g', grouping.scope)})::text as "$${at}"`)
      : []),
  ];
  const beyond =
    after == null ? [] : [beyondSql(sorted, false, sortValuesOf(after, terms, 'after'))];
  const where = conjunction([...grouping.having('g'), ...beyond]);
  const order = terms.length > 0 ? `order by ${orderSql(sorted, false)}` : '';
  const isPaged = related && first != null;
  if (isPaged) selected.push(`row_number() over (partition by g."$key" ${order}) as "$place"`);
  const groups = `select ${selected.join(', ')} from (${grouping.sql}) g where ${where}`;
  // more would be refused, but only after they have come
  const most = related ? ctx.maxRows + 1 : (first ?? largestPage + 1);
  const text = isPaged
    ? `select * from (${groups}) p where "$place" <= ${bind(params, first)}::int order by "$place" limit ${most}`
    : `${groups} ${order} limit ${bind(params, most)}`;

  const groupOf = (row: Found) => ({
    keys: Object.fromEntries(shown.map(({ name }) => [name, row[name]])),
    count: row['count'],
    ...Object.fromEntries(
      wanted.values.map(({ name, functions }) => [
        name,
        Object.fromEntries(functions.map((of) => [of, row[`${of} ${name}`]])),
      ]),
    ),
    ...(wanted.cursor && { cursor: cursorOf({ id: null, ...row }, terms) }),
  });
  const weight = {
    values: wanted.weight,
    texts: shown.flatMap(({ name, column }) => (column.scalar === 'String' ? [name] : [])),
  };
  return async (keys: readonly Key[]): Promise<Groups[]> => {
    const given = related ? [arrayOf(keys), ...params.slice(1)] : params;
    const rows = await run<Found>(ctx, text, given).catch((error: unknown) => {
      throw refusalOf(error, after);
    });
    const byKey = Map.groupBy(rows, (row) => (related ? row['$key'] : keys[0]));
    const all = keys.map((key) => {
      const own = byKey.get(key) ?? [];
      if (first == null && own.length > largestPage) throw tooMany();
      return { groups: own.map(groupOf), size: sizeOfAll(weight, own) };
    });
    found(
      ctx,
      info,
      all.reduce((sum, { size }) => sum + size, 0),
    );
    return all;
  };
};

const refusalOf = (error: unknown, after: string | null | undefined): unknown => {
  if (!isDataException(error)) return error;
  if (error instanceof Error && error.message.includes('time zone')) return unknownZone();
  return after == null ? error : wrongCursor('after');
};

const tooMany = () =>
  refusal(
    'TOO_EXPENSIVE',
    `These are more than ${largestPage} groups. Ask for fewer: by a "filter" or "having", with fewer keys in "by", or dates cut to longer periods. Or read them in pages, with "first" and "after".`,
    { field: 'by' },
  );

/** A field of groups costs what is asked of a group, for as many as there can be: a key of a few values makes few. */
const costIn =
  (entity: Entity) =>
  ({ by, first }: GroupArgs) => {
    const keys = groupKeysOf(entity);
    const most = by.reduce((product, name) => {
      const { enumValues, scalar } = keys.get(name)?.column ?? {};
      return (
        product * (enumValues ? enumValues.length + 1 : scalar === 'Boolean' ? 3 : largestPage)
      );
    }, 1);
    return { field: 1, multiplier: Math.max(0, Math.min(first ?? largestPage, most)) };
  };

/** The groups of an entity's rows as a root field, beside the list of them. */
export const implementGroups = (entity: Entity, allow: Access): void => {
  if (!hasGroups(entity)) return;
  builder.queryField(`${lowerFirst(entity.name)}Groups`, (t) =>
    t.field({
      type: [groupTypesOf(entity).Group],
      allow,
      complexity: costIn(entity) as never,
      description: `All rows of type ${entity.name} that have something in common, as groups: how many there are, and what their numbers and dates come to.`,
      args: groupArgs(t as unknown as FieldBuilder, entity),
      resolve: async (_root, args, ctx, info) => {
        const [all] = await groupsOf({ entity }, args as unknown as GroupArgs, ctx, info)([0]);
        return (all && answered(ctx, info, all.size, all.groups)) as never;
      },
    }),
  );
};

/** The groups of the rows that belong to a row, beside the page of them: `items` has `itemGroups` beside it. */
export const groupsBeside =
  (source: GroupSource & { readonly rows: Rows }) =>
  (name: string): { readonly [name: string]: Field<Keyed> } => {
    const { entity, rows } = source;
    if (!hasGroups(entity)) return {};
    return {
      [`${singular(name)}Groups`]: relation<'id', Groups>({
        rows,
        key: 'id',
        description: `The rows of \`${name}\` that have something in common, as groups.`,
        loader: (args, ctx, info) =>
          loaderOf(ctx, source, placeOf(info), () =>
            groupsOf(source, args as GroupArgs, ctx, info),
          ),
        field: (t) => ({
          type: [groupTypesOf(entity).Group],
          args: groupArgs(t, entity),
          complexity: costIn(entity),
        }),
        show: ({ groups, size }, ctx, info) => answered(ctx, info, size, groups),
      }),
    };
  };

const singular = (name: string) => name.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
