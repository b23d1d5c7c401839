import { fc } from '../support/random.ts';
import type { Filter, Kind, Model } from './oracle.ts';

/** Filters that hit some rows of a model and miss others. */
export const filterOf = (model: Model, depth: number): fc.Arbitrary<Filter> => {
  const column = fc
    .constantFrom(...model.filtered)
    .chain((name) => conditionOn(model, name).map((condition) => ({ [name]: condition })));
  if (depth === 0) return column;
  const inner = fc.constant(null).chain(() => filterOf(model, depth - 1));
  const list = fc.array(inner, { maxLength: 3 });
  const relations = [
    ...Object.entries(model.one).map(([name, [target]]) =>
      filterOf(target, depth - 1).map((filter) => ({ [name]: filter })),
    ),
    ...Object.entries(model.many).map(([name, [target]]) =>
      fc
        .record(
          { some: filterOf(target, depth - 1), none: filterOf(target, depth - 1) },
          { requiredKeys: [] },
        )
        .map((quantified) => ({ [name]: quantified })),
    ),
  ];
  const words = fc.oneof(
    list.map((and) => ({ and })),
    list.map((or) => ({ or })),
    inner.map((not) => ({ not })),
  );
  const part = fc.oneof(
    { arbitrary: column, weight: 4 },
    { arbitrary: words, weight: 3 },
    ...(relations.length > 0 ? [{ arbitrary: fc.oneof(...relations), weight: 3 }] : []),
  );
  return fc
    .array(part, { maxLength: 2 })
    .map((parts) => Object.assign({}, ...(parts as object[])) as Filter);
};

const conditionOn = (model: Model, name: string): fc.Arbitrary<Filter> => {
  const kind = model.columns[name] as Kind;
  const value = valueOf(model, name);
  const values = fc.array(value, { maxLength: 3 });
  const equality = { eq: value, ne: value, isNull: fc.boolean() };
  const membership = kind === 'Boolean' ? {} : { in: values, notIn: values };
  const isOrdered = typeof kind === 'string' && kind !== 'ID' && kind !== 'Boolean';
  const ranges = isOrdered ? { lt: value, lte: value, gt: value, gte: value } : {};
  const fragment = value.chain((each) => fragmentOf(String(each)));
  const search = kind === 'String' ? { contains: fragment, startsWith: fragment } : {};
  const operators = { ...equality, ...membership, ...ranges, ...search };
  const one = fc.constantFrom(...Object.keys(operators));
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: 2 })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          chosen.map((operator) => [operator, operators[operator as keyof typeof operators]]),
        ) as Record<string, fc.Arbitrary<unknown>>,
      ),
    );
};

/** A value of a row's, as a client writes it. */
const valueOf = (model: Model, name: string): fc.Arbitrary<unknown> => {
  const kind = model.columns[name];
  const known = [...new Set(model.rows.map((row) => row[name]).filter((value) => value !== null))];
  if (Array.isArray(kind)) return fc.constantFrom(...(kind as readonly string[]));
  const written = kind === 'ID' ? known.map(String) : known;
  return fc.constantFrom(...written);
};

/** A part of a text, in another case. */
const fragmentOf = (text: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(3), fc.nat(4), fc.boolean()).map(([from, length, isUpper]) =>
    Array.from(text)
      .slice(from, from + length)
      .join('')
      .replace(/[a-z]/gi, (letter) => (isUpper ? letter.toUpperCase() : letter.toLowerCase())),
  );

export type Order = { readonly field: string; readonly direction: 'ASC' | 'DESC' };

/** Up to three columns to sort by, the same one perhaps twice. */
export const orderOf = (
  fields: readonly string[],
  { minLength }: { minLength: number },
): fc.Arbitrary<readonly Order[]> =>
  fc.array(
    fc.record({
      field: fc.constantFrom(...fields),
      direction: fc.constantFrom('ASC' as const, 'DESC' as const),
    }),
    { minLength, maxLength: 3 },
  );
