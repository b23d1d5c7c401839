import type { InputFieldMap } from '@pothos/core';
import { builder } from '../schema/builder.ts';
import type { Entity, Field, FieldBuilder } from '../schema/entity.ts';
import type { ColumnName, Table } from '../schema/table.ts';
import { answered } from './answer-limit.ts';
import type { FilterBy } from './filter.ts';
import { groupsBeside } from './groups.ts';
import { loaderOf, placeOf } from './loader.ts';
import { type Ordered, orderInputOf } from './order-by.ts';
import { defaultPage, largestPage, type OrderBy, type Page, type PageArgs } from './page.ts';
import { pagesOf } from './page-sql.ts';
import { type Keyed, relation } from './relation.ts';
import { type Link, rowsNaming } from './rows.ts';

export const PageInfo = builder.objectRef<Page['pageInfo']>('PageInfo').implement({
  description: 'Whether there are rows before and after a page, and its cursors.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'Whether rows come after this page.',
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether rows come before this page.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'The cursor of the first row, for `before`; null on an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'The cursor of the last row, for `after`; null on an empty page.',
    }),
  }),
});

const connected = new WeakSet<Entity>();

/** Makes an entity's connection, edge and order types. */
export const implementConnection = (entity: Entity): void => {
  const { name, ref } = entity;
  type Edge = { readonly cursor: string; readonly node: object };
  connected.add(entity);
  const EdgeType = builder.objectRef<Edge>(`${name}Edge`).implement({
    description: `A row of type ${name}, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'The position of this row, for `after` and `before`.',
      }),
      node: t.expose('node' as never, { type: ref as never, description: `The ${name}.` }),
    }),
  });
  entity.page.implement({
    description: `A page of rows of type ${name}.`,
    fields: (t) => ({
      nodes: t.expose('nodes', {
        type: [ref],
        complexity: onePerRow,
        description: 'The rows of the page.',
      }),
      edges: t.expose('edges' as never, {
        type: [EdgeType] as never,
        complexity: onePerRow,
        description: 'The rows of the page, each with its cursor.',
      }),
      pageInfo: t.expose('pageInfo', { type: PageInfo, description: 'Where the page lies.' }),
      totalCount: t.expose('totalCount' as never, {
        type: 'Int' as never,
        description: 'How many rows there are on all pages.',
      }),
    }),
  });
};

/** The arguments of a page of all rows, or of some. */
export const pageArgs = (t: FieldBuilder, entity: Entity, which: Ordered): InputFieldMap => {
  if (!connected.has(entity))
    throw new Error(`${entity.name} has no connection: it needs root fields.`);
  return {
    first: t.arg.int({
      required: false,
      description: `How many rows from the start: ${defaultPage} when neither this nor \`last\` is given, ${largestPage} at most.`,
    }),
    after: t.arg.string({
      required: false,
      description: 'Only rows after the one with this cursor.',
    }),
    last: t.arg.int({
      required: false,
      description: `How many rows from the end, ${largestPage} at most.`,
    }),
    before: t.arg.string({
      required: false,
      description: 'Only rows before the one with this cursor.',
    }),
    filter: t.arg({
      type: entity.filter,
      required: false,
      description: 'Only rows for which this is true.',
    }),
    orderBy: t.arg({
      type: [orderInputOf(entity, which)],
      required: false,
      description: 'How to sort; the first field counts most, and the key breaks ties.',
    }),
  };
};

/** The page has multiplied already. */
export const onePerRow = { field: 1, multiplier: 1 };

/** A page costs its connection and then, for every row that it may bring, what is asked of a row. */
export const pageCost = ({ first, last }: PageArgs) => ({
  field: 1,
  multiplier: Math.max(0, first ?? last ?? defaultPage),
});

/** The rows that name this row, by their foreign key or on the far side of a link table, in pages, and beside that in groups. */
export const page = <T extends Table, L extends Table = T>(
  target: Entity<T>,
  by: ColumnName<T> | Link<L>,
  description: string,
  options: { readonly where?: FilterBy<ColumnName<T>>; readonly orderBy?: readonly OrderBy[] } = {},
): Field<Keyed> => {
  const entity = target.generic;
  const rows = rowsNaming(target, by);
  const source = { ...options, entity, rows };
  const field = relation<'id', Page>({
    rows,
    key: 'id',
    description,
    loader: (args, ctx, info) =>
      loaderOf(ctx, source, placeOf(info), () => pagesOf(source, args, ctx, info)),
    field: (t) => ({
      type: entity.page,
      args: pageArgs(t, entity, 'some'),
      complexity: pageCost,
    }),
    show: (page, ctx, info) => answered(ctx, info, page.size, page),
    filtered: { many: true, where: options.where },
  });
  return { ...field, beside: groupsBeside(source) };
};
