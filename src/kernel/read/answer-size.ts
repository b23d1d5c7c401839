import { type GraphQLResolveInfo, isObjectType } from 'graphql';
import type { Entity } from '../schema/entity.ts';
import { type FieldNeeds, type Place, selectionOf } from './look-ahead.ts';

/** What a row of a place in the document adds to the answer: so many values, and the texts in these columns. */
export type Weight = { readonly values: number; readonly texts: readonly string[] };

const charactersPerValue = 50;
/** To come to another object takes as long as so many values. */
export const valuesPerObject = 8;

/** How many values a row adds to the answer; a long text counts as several. */
export const sizeOf = ({ values, texts }: Weight, row: object): number => {
  let size = values;
  for (const column of texts) size += lengthOf((row as Values)[column]) / charactersPerValue;
  return size;
};

/** How many values rows add. */
export const sizeOfAll = (weight: Weight, rows: readonly object[]): number =>
  weight.texts.length === 0
    ? rows.length * weight.values
    : rows.reduce((sum: number, row) => sum + sizeOf(weight, row), 0);

type Values = { readonly [column: string]: unknown };

const lengthOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + 10 + lengthOf(each), 0);
};

/** The weight of a row where a field leads to it. */
export const weightOf = (entity: Entity, info: GraphQLResolveInfo): Weight => {
  const place = selectionOf(info);
  return place.once(entity, () => weigh(entity, place, info));
};

/** The weight of a row where a field leads to a page of such: in its nodes, in its edges, or in both. */
export const weightInPage = (entity: Entity, info: GraphQLResolveInfo): Weight => {
  const page = selectionOf(info);
  return page.once(entity, () => {
    const edges = page.under('edges');
    const rows = [...page.under('nodes'), ...edges.flatMap((edge) => edge.under('node'))];
    const weights = rows.map((row) => weigh(entity, row, info));
    return {
      values: weights.reduce((sum, { values }) => sum + valuesPerObject + values, 2 * edges.length),
      texts: weights.flatMap(({ texts }) => texts),
    };
  });
};

/** Whether a row of a type counts with the row that leads to it, since no text of it can be long. */
export const isLight = (entity: Entity, info: GraphQLResolveInfo): boolean =>
  weightOf(entity, info).texts.length === 0;

/** What the single rows add that a row leads to; those with long texts are counted by themselves, when it is known how long. */
const weightBeyond = (entity: Entity, place: Place, info: GraphQLResolveInfo): number =>
  place.selected.reduce((sum, nodes) => {
    const name = nodes[0]?.name.value ?? '';
    const { single, leadsTo } = entity.fields.get(name) ?? {};
    const [inner] = single && leadsTo ? place.under(name, [nodes]) : [];
    const weight = inner && leadsTo && weigh(leadsTo, inner, info);
    return weight && weight.texts.length === 0 ? sum + weight.values : sum;
  }, 0);

const weigh = (entity: Entity, place: Place, info: GraphQLResolveInfo): Weight => {
  const { selected } = place;
  const type = info.schema.getType(entity.name);
  const fields = isObjectType(type) ? type.getFields() : {};
  const texts = selected.flatMap(([node]) => {
    const name = node?.name.value ?? '';
    const { needs, pothosExposedField } = (fields[name]?.extensions ?? {}) as FieldNeeds;
    return (needs ?? [pothosExposedField ?? '']).filter((column) => isLong(entity, column));
  });
  const relations = selected.filter(([node]) => node?.selectionSet);
  const own = selected.length + relations.length * (valuesPerObject - 1);
  return { values: own + weightBeyond(entity, place, info), texts };
};

const isLong = (entity: Entity, column: string) =>
  ['text', 'jsonb', 'text[]'].includes(entity.columns.get(column)?.sqlType ?? '');
