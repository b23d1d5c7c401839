import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLEnumType, type GraphQLObjectType } from 'graphql';
import { expect } from 'vitest';
import type { Api } from '../support/api.ts';
import type { Order } from './arbitrary.ts';
import { type Filter, type Model, type Models, matches } from './oracle.ts';
import { sorted, sortsBeyond } from './oracle-order.ts';
import type { Row } from './world.ts';

export type Page = {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
};

export type PageArgs = {
  readonly first?: number;
  readonly last?: number;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
  readonly filter?: Filter;
  readonly orderBy?: readonly Order[];
};

/** A paged field: of all rows of a type, or of the rows that belong to a parent. */
export type List = {
  readonly name: string;
  readonly model: Model;
  /** What it can be sorted by, of what the oracle knows. */
  readonly orders: readonly string[];
  /** Whose lists there are; all rows together belong to one that is made up. */
  readonly parents: readonly Row[];
  /** What belongs to a parent and fulfils a filter, in order. */
  readonly rowsOf: (parent: Row, args: PageArgs) => Row[];
  /** The pages of parents by their ids, all in one request. */
  readonly pagesOf: (parents: readonly Row[], args: PageArgs) => Promise<Map<number, Page>>;
};

const roots = {
  trackers: 'tracker',
  reportingEffortItems: 'item',
  trackerComments: 'comment',
  users: 'user',
} as const;

const relations = [
  ['trackers', 'tracker', 'comments'],
  ['users', 'user', 'primaryTrackers'],
  ['users', 'user', 'comments'],
  ['reportingEfforts', 'effort', 'items'],
  ['trackerComments', 'comment', 'replies'],
] as const;

/** The orders of lists that are not in the order of the keys. */
const ownOrders: Record<string, readonly Order[]> = {
  'reportingEfforts.items': [{ field: 'itemCode', direction: 'ASC' }],
};

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

/** The type of the orders that a field of a type takes. */
const orderOf = (type: string, field: string): string => {
  const { args } = (schema.getType(type) as GraphQLObjectType).getFields()[field] ?? {};
  return String(args?.find(({ name }) => name === 'orderBy')?.type).replace(/\W/g, '');
};

const fieldsOf = (model: Model, order: string): string[] =>
  (schema.getType(`${order}Field`) as GraphQLEnumType)
    .getValues()
    .map(({ name }) =>
      name.toLowerCase().replace(/_./g, ([, letter]) => String(letter).toUpperCase()),
    )
    .filter((name) => name in model.columns || name in (sortsBeyond[model.name] ?? {}));

const everything: Row = { id: 0 };

const pageField = (field: string) => `page: ${field}(
    first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy
  ) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id } }
  }`;

/** The arguments as the API has them: the field `dueDate` is DUE_DATE there. */
const written = ({ orderBy, ...rest }: PageArgs) => ({
  ...rest,
  orderBy: orderBy?.map(({ field, direction }) => ({
    field: field.replace(/[A-Z]/g, '_$&').toUpperCase(),
    direction,
  })),
});

export const listsOf = (api: Api, models: Models): readonly List[] => {
  const ask = async <Data>(
    model: Model,
    order: string,
    selection: string,
    variables: object,
  ): Promise<Data> => {
    const document = `query (
      $ids: [ID!] $first: Int, $last: Int, $after: String, $before: String
      $filter: ${model.name}Filter, $orderBy: [${order}!]
    ) { ${selection} others: users(filter: { id: { in: $ids } }) { __typename } }`;
    const { data, errors } = await api.as('viewer').run<Data, object>(document, variables);
    expect(errors, JSON.stringify(variables)).toBeUndefined();
    return data;
  };
  const make = (
    name: string,
    model: Model,
    order: string,
    parents: readonly Row[],
    find: (parent: Row) => readonly Row[],
    pagesOf: List['pagesOf'],
  ): List => ({
    name,
    model,
    orders: fieldsOf(model, order),
    parents,
    pagesOf,
    rowsOf: (parent, { filter = {}, orderBy = [] }) => {
      const rows = find(parent).filter((row) => matches(model, row, filter));
      return sorted(model, rows, orderBy.length > 0 ? orderBy : (ownOrders[name] ?? []));
    },
  });

  const whole = Object.entries(roots).map(([name, key]) => {
    const model: Model = models[key];
    const order = orderOf('Query', name);
    return make(
      name,
      model,
      order,
      [everything],
      () => model.rows,
      async (_parents, args) => {
        const data = await ask<{ page: Page }>(model, order, pageField(name), {
          ids: [],
          ...written(args),
        });
        return new Map([[everything.id, data.page]]);
      },
    );
  });
  const partial = relations.map(([plural, key, field]) => {
    const parent: Model = models[key];
    const [model, find] = parent.many[field] ?? [];
    if (!model || !find) throw new Error(`There is no ${key}.${field}.`);
    const selection = `parents: ${plural}(filter: { id: { in: $ids } }, first: 1000) {
      nodes { id ${pageField(field)} }
    }`;
    const order = orderOf(parent.name, field);
    return make(`${plural}.${field}`, model, order, parent.rows, find, async (parents, args) => {
      const ids = parents.map(({ id }) => String(id));
      type Data = { parents: { nodes: { id: string; page: Page }[] } };
      const data = await ask<Data>(model, order, selection, { ids, ...written(args) });
      return new Map(data.parents.nodes.map(({ id, page }) => [Number(id), page]));
    });
  });
  return [...whole, ...partial];
};
