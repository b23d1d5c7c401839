import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql';

/** A type of rows, and the field of Query that brings all of them. */
export type EntityType = { readonly type: GraphQLObjectType; readonly list: string };

/** A field of an entity that is more than a column. */
export type Relation = EntityType & {
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
};

type Marks = {
  readonly pothosExposedField?: string;
  readonly needs?: readonly string[];
  readonly counts?: readonly unknown[];
  readonly statements?: number;
};

const marksOf = ({ extensions }: GraphQLField<unknown, unknown>) => extensions as Marks;

/** What comes with the row: a column, or the id that follows from its key. */
const isColumn = (field: GraphQLField<unknown, unknown>) =>
  field.name === 'nodeId' ||
  (Boolean(marksOf(field).pothosExposedField) && isLeafType(getNamedType(field.type)));

/** The type of a connection's rows; undefined for what is no connection, or one of rows of several types. */
export const rowTypeOf = (field: GraphQLField<unknown, unknown>): GraphQLObjectType | undefined => {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return undefined;
  const rows = getNamedType(type.getFields()['nodes']?.type ?? type);
  return isObjectType(rows) ? rows : undefined;
};

export const entitiesOf = (schema: GraphQLSchema): EntityType[] =>
  Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const type = rowTypeOf(field);
    return isObjectType(type) ? [{ type, list: field.name }] : []; // a search finds rows of several
  });

export const relationsOf = (schema: GraphQLSchema): Relation[] =>
  entitiesOf(schema).flatMap((entity) =>
    Object.values(entity.type.getFields())
      .filter((field) => !isColumn(field))
      .map((field) => ({ ...entity, name: `${entity.type.name}.${field.name}`, field })),
  );

/** Types with relations that no list leads to: nothing could test them. */
export const unreachable = (schema: GraphQLSchema): string[] => {
  const known = new Set(entitiesOf(schema).map(({ type }) => type));
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !known.has(type))
    .filter((type) =>
      Object.values((type as GraphQLObjectType).getFields()).some((field) => marksOf(field).needs),
    )
    .map(({ name }) => name);
};

/** What belongs to one row alone comes with it. */
const comesAlong = ['ReportingEffortItem.tracker'];

/** How many statements a relation takes, whatever the number of rows: one for each table that it may lead to. */
export const statementsOf = ({ name, field }: Relation): number => {
  if (comesAlong.includes(name)) return 0;
  const type = getNamedType(field.type);
  if (isUnionType(type)) return type.getTypes().length;
  const { counts, statements } = marksOf(field);
  if (isLeafType(type)) return statements ?? counts?.length ?? 0; // without these it follows from columns
  return 1;
};

const columnsOf = (type: GraphQLObjectType) =>
  Object.values(type.getFields())
    .filter(isColumn)
    .map(({ name }) => name)
    .join(' ');

/** All columns on the far side of a relation, as a selection. */
export const selectionOf = ({ field }: Relation, pageArgs = ''): string => {
  const type = getNamedType(field.type);
  const rows = rowTypeOf(field);
  if (rows) {
    return `${field.name}${pageArgs} { totalCount pageInfo { endCursor } nodes { ${columnsOf(rows)} } }`;
  }
  if (isUnionType(type)) {
    const members = type.getTypes().map((each) => `... on ${each.name} { ${columnsOf(each)} }`);
    return `${field.name} { __typename ${members.join(' ')} }`;
  }
  return isObjectType(type) ? `${called(field)} { ${columnsOf(type)} }` : field.name;
};

/** The name of a field, with the choices that it cannot do without. */
const called = ({ name, args }: GraphQLField<unknown, unknown>): string => {
  const choices = args.filter(isRequiredArgument).map((arg) => {
    const type = getNamedType(arg.type);
    return `${arg.name}: ${isEnumType(type) ? type.getValues()[0]?.name : 'null'}`;
  });
  return choices.length > 0 ? `${name}(${choices.join(', ')})` : name;
};

/** All columns of a type, and of the single rows that lead on from it, so many steps far. */
export const surroundings = (type: GraphQLObjectType, steps: number): string => {
  const others = Object.values(type.getFields()).flatMap((field) => {
    const to = getNamedType(field.type);
    const isSingle =
      isObjectType(to) && !rowTypeOf(field) && !isListType(getNullableType(field.type));
    return isSingle && steps > 0 ? [`${called(field)} { ${surroundings(to, steps - 1)} }`] : [];
  });
  return [columnsOf(type), ...others].join(' ');
};
