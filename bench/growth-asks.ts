import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
} from 'graphql';

/* What a list of all rows can be asked for, out of the schema: each order that it offers, and a filter of each kind. */

export type Row = { readonly [column: string]: unknown };
export type Ask = { readonly name: string; readonly query: string; readonly variables: object };
export type RootList = {
  readonly name: string;
  /** Asks for rows to take values from. */
  readonly sample: string;
  readonly orders: readonly Ask[];
  readonly filtersOf: (rows: readonly Row[]) => readonly Ask[];
};

const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
const ofOthers = /^(Clinic|Crawl|Dx|Genji)/;
const size = 50;

type Root = GraphQLField<unknown, unknown>;

const inputOf = ({ args }: Root, name: string) =>
  args.find((arg) => arg.name === name)?.type ?? null;

const typeNameOf = (field: Root) => getNamedType(field.type).name.replace(/Connection$/, '');

/** The columns of a type: what its rows have without arguments and without rows of their own. */
const columnsOf = (name: string): string[] =>
  Object.values((schema.getType(name) as GraphQLObjectType).getFields())
    .filter(({ type, args }) => args.length === 0 && isLeafType(getNamedType(type)))
    .map((field) => field.name);

const ordersOf = (field: Root): Ask[] => {
  const order = getNamedType(inputOf(field, 'orderBy')) as GraphQLInputObjectType;
  const values = (getNamedType(order.getFields()['field']?.type) as GraphQLEnumType).getValues();
  const query = `query List($first: Int, $after: String, $orderBy: [${order.name}!]) {
    list: ${field.name}(first: $first, after: $after, orderBy: $orderBy) { nodes { id } pageInfo { endCursor } } }`;
  return values.flatMap((value) =>
    ['ASC', 'DESC'].map((direction) => ({
      name: `${value.name} ${direction}`,
      query,
      variables: { first: size, orderBy: [{ field: value.name, direction }] },
    })),
  );
};

/** No word of the data, and no part of one. */
const nowhere = 'qxzqxz';

/** The conditions on a column: by a value that there is, by none, and by what stands nowhere. */
const conditionsOn = (type: GraphQLInputObjectType, value: unknown): object[] => {
  const fields = type.getFields();
  const isText = fields['contains'] && !isEnumType(getNamedType(fields['eq']?.type));
  const known = value === null || value === undefined ? [] : [{ eq: value }];
  const missing = fields['isNull'] ? [{ isNull: true }] : [];
  const text = isText
    ? [
        { contains: nowhere },
        ...(typeof value === 'string' ? [{ contains: value.slice(0, 12) }] : []),
      ]
    : [];
  return [...known, ...missing, ...text];
};

const filterAsks = (field: Root, rows: readonly Row[]): Ask[] => {
  const filter = getNamedType(inputOf(field, 'filter')) as GraphQLInputObjectType;
  const query = `query List($first: Int, $filter: ${filter.name}) {
    list: ${field.name}(first: $first, filter: $filter) { nodes { id } } }`;
  const conditions = Object.values(filter.getFields()).flatMap(({ name, type }): object[] => {
    const input = getNamedType(type);
    if (!isInputObjectType(input) || ['and', 'or', 'not'].includes(name)) return [];
    if (input.getFields()['eq']) {
      const row = rows.find((each) => each[name] !== null && each[name] !== undefined);
      return conditionsOn(input, row?.[name]).map((condition) => ({ [name]: condition }));
    }
    return inRelated(input).map((condition) => ({ [name]: condition }));
  });
  return conditions.map((condition) => ({
    name: JSON.stringify(condition).replaceAll('"', ''),
    query,
    variables: { first: size, filter: condition },
  }));
};

/** What stands nowhere, looked for in each text of the rows that a relation leads to. */
const inRelated = (input: GraphQLInputObjectType): object[] => {
  const some = input.getFields()['some'];
  const target = some ? getNamedType(some.type) : input;
  if (!isInputObjectType(target)) return [];
  const texts = Object.values(target.getFields()).filter(({ type }) => {
    const named = getNamedType(type);
    return isInputObjectType(named) && named.name === 'StringFilter';
  });
  const conditions = texts.map(({ name }) => ({ [name]: { contains: nowhere } }));
  return some ? conditions.map((condition) => ({ some: condition })) : conditions;
};

/** The lists of all rows of PEARL's types. */
export const rootLists: readonly RootList[] = Object.values(
  schema.getQueryType()?.getFields() ?? {},
)
  .filter(
    (field) =>
      inputOf(field, 'orderBy') &&
      inputOf(field, 'filter') &&
      getNamedType(field.type).name.endsWith('Connection') &&
      !ofOthers.test(typeNameOf(field)),
  )
  .map((field) => ({
    name: field.name,
    sample: `{ list: ${field.name}(first: 20, orderBy: [{ field: ID, direction: DESC }]) { nodes { ${columnsOf(typeNameOf(field)).join(' ')} } } }`,
    orders: ordersOf(field),
    filtersOf: (rows) => filterAsks(field, rows),
  }));
