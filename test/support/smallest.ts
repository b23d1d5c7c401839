import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { entitiesOf, rowTypeOf } from './entities.ts';

/** The key of a row of every type, and of no user whom the tests speak as. */
export const key = '4';
/** What can be a label, a user's name and a password. */
export const text = 'Something-new';

const byName: Record<string, string> = {
  'color: String': '"#3B82F6"',
  'into: ID': '"999999"', // nothing is merged into itself
  'from: DateTime': '"2026-01-01T00:00:00Z"',
  'to: DateTime': '"2026-01-02T00:00:00Z"',
};
const byType: Record<string, string> = {
  ID: `"${key}"`,
  String: `"${text}"`,
  Int: '1',
  Boolean: 'true',
  Float: '1.5',
  Decimal: '"1.5"',
  Date: '"2026-06-15"',
  DateTime: '"2026-06-15T09:00:00Z"',
  Time: '"09:00:00"',
  JSON: `"${text}"`,
  File: '"item_code,item_type,username,role,package_name\\nNew,TLF,New,VIEWER,New"',
};

const valueOf = (name: string, type: GraphQLInputType): string => {
  if (isNonNullType(type)) return valueOf(name, type.ofType);
  if (isListType(type)) return `[${valueOf(name, type.ofType)}]`;
  if (isInputObjectType(type)) return `{ ${valuesOf(needed(Object.values(type.getFields())))} }`;
  const value = isEnumType(type)
    ? type.getValues()[0]?.name
    : (byName[`${name}: ${type.name}`] ?? byType[type.name]);
  if (!value) throw new Error(`${type.name} is new: say in this file what it can be.`);
  return value;
};

const valuesOf = (named: readonly (GraphQLArgument | GraphQLInputField)[]): string =>
  named.map(({ name, type }) => `${name}: ${valueOf(name, type)}`).join(', ');

/** All that a field can be given, with all that its inputs can hold. */
export const everything = ({ args }: GraphQLField<unknown, unknown>): string => {
  const valuesIn = (named: readonly (GraphQLArgument | GraphQLInputField)[]): string =>
    named.map(({ name, type }) => `${name}: ${wholeOf(name, type)}`).join(', ');
  const wholeOf = (name: string, type: GraphQLInputType): string => {
    if (isNonNullType(type)) return wholeOf(name, type.ofType);
    if (isListType(type)) return `[${wholeOf(name, type.ofType)}]`;
    if (!isInputObjectType(type)) return valueOf(name, type);
    return `{ ${valuesIn(Object.values(type.getFields()))} }`;
  };
  return valuesIn(args);
};

/** What must be there, and something to write. */
const needed = (fields: readonly GraphQLInputField[]): GraphQLInputField[] => {
  const required = fields.filter(isRequiredInputField);
  if (required.some(({ type }) => getNamedType(type).name !== 'ID')) return required;
  const others = fields.filter((each) => !required.includes(each));
  const value = others.find(
    ({ name, type }) => name !== 'expectedVersion' && isLeafType(getNamedType(type)),
  );
  return value ? [...required, value] : required;
};

const rowTypesOf = (schema: GraphQLSchema) => new Set(entitiesOf(schema).map(({ type }) => type));

/** The types that an answer to a field is made of, down to its rows. */
export const resultTypesOf = (
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
): GraphQLObjectType[] => {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || rowTypeOf(field) || rowTypesOf(schema).has(type)) return [];
  return [type, ...Object.values(type.getFields()).flatMap((each) => resultTypesOf(schema, each))];
};

/** The smallest document that uses a root field and brings all of its answer, down to the keys of rows. */
export const smallest = (
  schema: GraphQLSchema,
  operation: string,
  { name, args, type }: GraphQLField<unknown, unknown>,
  given: string = valuesOf(args.filter(isRequiredArgument)),
): string => {
  const rows = rowTypesOf(schema);
  const selection = (of: GraphQLOutputType): string => {
    const named = getNamedType(of);
    if (isAbstractType(named)) return '{ __typename }';
    if (!isObjectType(named)) return '';
    const fields = Object.values(named.getFields()).filter(
      (field) => !rows.has(named) || field.name === 'id',
    );
    const chosen = named.name.endsWith('Connection')
      ? fields.filter((field) => field.name === 'nodes')
      : fields;
    return `{ ${chosen.map((field) => `${field.name} ${selection(field.type)}`).join(' ')} }`;
  };
  return `${operation} { ${name}${given && `(${given})`} ${selection(type)} }`;
};
