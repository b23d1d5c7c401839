import {
  buildSchema,
  type GraphQLField,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
} from 'graphql';
import type { Description, Field, Kind, Listing } from './description.ts';

/* Made into a module when the page is built (vite.config.ts): what the pages of the other domains are drawn from. */

/** What stands for a row where it is named. */
const naming = [
  'name',
  'title',
  'label',
  'username',
  'fullName',
  'email',
  'filename',
  'fileName',
  'originalName',
  'message',
  'packageName',
  'itemCode',
];

/** PEARL has no prefix, and pages of its own for all but these. */
const ofPearl = ['packages', 'packageItems', 'textElements'];

const kinds: Readonly<Record<string, Kind>> = {
  Int: 'number',
  Float: 'number',
  Decimal: 'number',
  Boolean: 'flag',
  Date: 'day',
  DateTime: 'moment',
  JSON: 'json',
};

/** `clinicSessionNotes` → `Session notes`. */
const words = (name: string) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^./, (first) => first.toUpperCase());

const fieldOf = ({
  name,
  type,
  description,
  args,
}: GraphQLField<unknown, unknown>): Field | undefined => {
  const named = getNamedType(type);
  const told = { name, title: words(name), about: description ?? '' };
  if (args.some(isRequiredArgument)) return undefined;
  if (isObjectType(named)) {
    if (named.name.endsWith('Connection')) {
      const nodes = named.getFields()['nodes'];
      const of = nodes && getNamedType(nodes.type).name;
      return of && !of.endsWith('AuditLog') ? { ...told, kind: 'many', of } : undefined;
    }
    return { ...told, kind: isListType(getNullableType(type)) ? 'rows' : 'one', of: named.name };
  }
  if (isListType(getNullableType(type))) return { ...told, kind: 'list' };
  if (isEnumType(named))
    return { ...told, kind: 'choice', values: named.getValues().map((value) => value.name) };
  if (!isScalarType(named)) return undefined;
  return { ...told, kind: kinds[named.name] ?? 'text' };
};

/** By the prefix of each domain that has one. */
export const describeDomains = (sdl: string): Description => {
  const schema = buildSchema(sdl);
  const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
  const subscriptions = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  // every domain has a trail, whose list bears its prefix
  const prefixes = queries.flatMap(({ name }) => /^(\w+)AuditLogs$/.exec(name)?.[1] ?? []);

  const listingOf = (
    prefix: string,
    query: GraphQLField<unknown, unknown>,
  ): Listing | undefined => {
    const connection = getNamedType(query.type);
    const nodes = isObjectType(connection) && connection.getFields()['nodes'];
    const type = nodes && getNamedType(nodes.type);
    if (!isObjectType(type) || query.args.some(isRequiredArgument)) return undefined;
    const fields = Object.values(type.getFields()).flatMap((field) => fieldOf(field) ?? []);
    const filter = query.args.find(({ name }) => name === 'filter');
    const filterType = filter && getNamedType(filter.type);
    const order = query.args.find(({ name }) => name === 'orderBy');
    const orderType = order && getNamedType(order.type);
    const orderField =
      isInputObjectType(orderType) && getNamedType(orderType.getFields()['field']?.type);
    return {
      list: query.name,
      one: queries.find(
        (each) =>
          getNullableType(each.type) === type && each.args.some(({ name }) => name === 'id'),
      )?.name,
      type: type.name,
      title: words(query.name.slice(prefix.length)),
      about: type.description ?? '',
      name: naming.find((each) => fields.some((field) => field.name === each)),
      fields,
      filters: isInputObjectType(filterType) ? Object.keys(filterType.getFields()) : [],
      filterType: filterType?.name,
      orders: isEnumType(orderField) ? orderField.getValues().map(({ name }) => name) : [],
      orderType: orderType?.name,
      told: subscriptions.flatMap(({ name, type: payload, args }) => {
        const of = getNamedType(payload);
        const isAboutIt =
          isObjectType(of) &&
          Object.values(of.getFields()).some(
            (field) => getNamedType(field.type) === type && field.name !== 'actor',
          );
        return isAboutIt &&
          !args.some(isRequiredArgument) &&
          args.some((arg) => arg.name === 'since')
          ? name
          : [];
      }),
    };
  };

  const listings = (prefix: string, isOne: (name: string) => boolean) =>
    queries
      .filter(({ name, type }) => isOne(name) && getNamedType(type).name.endsWith('Connection'))
      .flatMap((query) => listingOf(prefix, query) ?? []);

  return {
    ...Object.fromEntries(
      prefixes.map((prefix) => [prefix, listings(prefix, (name) => name.startsWith(prefix))]),
    ),
    pearl: listings('', (name) => ofPearl.includes(name)),
  };
};
