import type {
  ImplementableInputObjectRef,
  InputFieldBuilder,
  InputObjectRef,
  InputRef,
} from '@pothos/core';
import type { Filter } from '../read/filter.ts';
import { builder, type Types } from './builder.ts';
import type { Column, Scalar } from './table.ts';
import { plainOf, type Reserved, type Watched } from './watched.ts';

type FilterRef = InputObjectRef<Types, Filter>;

/** What a filter needs to know of an entity. */
type Filtered = {
  readonly name: string;
  readonly filter: ImplementableInputObjectRef<Types, Filter>;
  readonly exposed: readonly (readonly [Column, string])[];
  readonly watched: Watched | undefined;
  readonly shape: { readonly isFew?: boolean; readonly reserved?: Reserved };
  readonly fields: ReadonlyMap<string, { readonly compared?: Compared }>;
  readonly paths: ReadonlyMap<string, Path>;
};
type Compared = { readonly description: string; readonly means?: Filter };
type Path = { readonly to: Filtered; readonly many: boolean; readonly description: string };

type Comparable = Exclude<Scalar, 'JSON'>;

const about: Record<string, string> = {
  eq: 'Is exactly this.',
  ne: 'Is not this; a missing value is not this either.',
  in: 'Is one of these.',
  notIn: 'Is none of these; a missing value is none of them either.',
  lt: 'Is less than, or before, this.',
  lte: 'Is at most, or not after, this.',
  gt: 'Is more than, or after, this.',
  gte: 'Is at least, or not before, this.',
  contains:
    'Holds this text, whatever its case. `%` and `_` stand for themselves. For three letters or more, an index of trigrams finds the rows in what a search reads and some other texts; in the rest, and where the database has no pg_trgm, each row is read, which is slower.',
  startsWith: 'Begins with this text, whatever its case. `%` and `_` stand for themselves.',
  isNull: 'Is missing (true), or is there (false).',
};

const equality = ['eq', 'ne', 'in', 'notIn'];
const ranges = ['lt', 'lte', 'gt', 'gte'];
const operatorsOf: Record<Comparable, readonly string[]> = {
  ID: [...equality],
  Boolean: ['eq', 'ne'],
  Int: [...equality, ...ranges],
  Decimal: [...equality, ...ranges],
  Float: [...equality, ...ranges],
  Date: [...equality, ...ranges],
  DateTime: [...equality, ...ranges],
  Time: [...equality, ...ranges],
  String: [...equality, ...ranges, 'contains', 'startsWith'],
};

const comparison = (
  name: string,
  type: Comparable | InputRef<string>,
  operators: readonly string[],
  description: string,
): FilterRef =>
  builder.inputRef<Filter>(name).implement({
    description,
    fields: (t) =>
      Object.fromEntries([
        ...operators.map((operator) => [
          operator,
          t.field({
            type: operator === 'in' || operator === 'notIn' ? [type] : type,
            required: false,
            description: about[operator] ?? '',
          }),
        ]),
        ['isNull', t.boolean({ required: false, description: about['isNull'] ?? '' })],
      ]),
  });

/** Filters by what they are for: an entity, an enum, or the operators of a scalar. */
const made = new WeakMap<object, FilterRef>();

const once = (key: object, make: () => FilterRef): FilterRef => {
  const ref = made.get(key) ?? make();
  made.set(key, ref);
  return ref;
};

/** The conditions that a column can be asked for; none for JSON without an index. */
export const comparisonOf = ({
  shownAs: ref,
  scalar,
  isList = false,
  isSearchable = false,
}: Pick<Column, 'scalar'> & Partial<Column>): FilterRef | undefined => {
  if (isList) return ref ? undefined : listComparison(scalar);
  if (ref) {
    return once(ref, () =>
      comparison(
        `${ref.name}Filter`,
        ref,
        equality,
        `Conditions on a value of type ${ref.name}; all of them must be true.`,
      ),
    );
  }
  if (scalar === 'JSON') return isSearchable ? jsonComparison() : undefined;
  return once(operatorsOf[scalar], () =>
    comparison(
      `${scalar}Filter`,
      scalar,
      operatorsOf[scalar],
      `Conditions on a value of type ${scalar}; all of them must be true.`,
    ),
  );
};

const isNull = (t: InputFieldBuilder<Types, 'InputObject'>) =>
  t.boolean({ required: false, description: about['isNull'] ?? '' });

const lists: Partial<Record<Scalar, object>> = {};

const listComparison = (scalar: Scalar): FilterRef =>
  once((lists[scalar] ??= {}), () =>
    builder.inputRef<Filter>(`${scalar}ListFilter`).implement({
      description: `Conditions on a list of values of type ${scalar}; all of them must be true.`,
      fields: (t) => ({
        has: t.field({ type: scalar, required: false, description: 'Holds exactly this value.' }),
        isNull: isNull(t),
      }),
    }),
  );

const jsonOperators = {};

/** Whatever is asked of JSON is containment or a key, which a GIN index serves. */
const jsonComparison = (): FilterRef =>
  once(jsonOperators, () => {
    const Path = builder.inputRef<Filter>('JSONPathEquals').implement({
      description: 'A value in a JSON object, found by the names that lead to it.',
      fields: (t) => ({
        path: t.stringList({ required: true, description: 'The names, from the outside in.' }),
        value: t.field({ type: 'JSON', required: true, description: 'The value there.' }),
      }),
    });
    return builder.inputRef<Filter>('JSONFilter').implement({
      description: 'Conditions on a JSON value; all of them must be true.',
      fields: (t) => ({
        contains: t.field({
          type: 'JSON',
          required: false,
          description:
            'Holds this value: all of its members, with values that hold theirs. A text must be the same.',
        }),
        hasKey: t.string({ required: false, description: 'Has a member of this name.' }),
        pathEquals: t.field({
          type: Path,
          required: false,
          description: 'Has exactly this value in this place.',
        }),
        isNull: isNull(t),
      }),
    });
  });

const many = (entity: Filtered): FilterRef =>
  once(entity, () =>
    builder.inputRef<Filter>(`${entity.name}ListFilter`).implement({
      description: `Conditions on the rows of type ${entity.name} that belong to a row.`,
      fields: (t) => ({
        some: t.field({
          type: entity.filter,
          required: false,
          description: 'This is true for at least one of them.',
        }),
        none: t.field({
          type: entity.filter,
          required: false,
          description: 'This is true for none of them.',
        }),
      }),
    }),
  );

/** Whether rows are found by a column however many there are: a moment is that of few, so that without an index all are read. */
const isServed = ({ scalar, isIndexed }: Column, { shape }: Filtered): boolean =>
  shape.isFew === true || isIndexed || scalar !== 'DateTime';

/** Gives an entity its filter: its columns, its relations, and the words and, or, not. */
export const implementFilter = (entity: Filtered): void => {
  entity.filter.implement({
    description: `Conditions on rows of type ${entity.name}; all of them must be true.`,
    fields: (t) => {
      const field = (type: FilterRef, description: string) =>
        t.field({ type, required: false, description });
      const list = (description: string) =>
        t.field({ type: [entity.filter], required: false, description });
      const columns = plainOf(entity).flatMap(([column, description]) => {
        const type = isServed(column, entity) ? comparisonOf(column) : undefined;
        return type ? [[column.name, field(type, description)] as const] : [];
      });
      const compared = [...entity.fields].flatMap(([name, each]) => {
        if (!each.compared) return [];
        const type = comparisonOf({ scalar: 'means' in each.compared ? 'Boolean' : 'Int' });
        return type ? [[name, field(type, each.compared.description)] as const] : [];
      });
      const paths = [...entity.paths].map(
        ([name, path]) =>
          [name, field(path.many ? many(path.to) : path.to.filter, path.description)] as const,
      );
      return {
        ...Object.fromEntries([...columns, ...compared, ...paths]),
        and: list('All of these hold.'),
        or: list('At least one of these is true.'),
        not: field(entity.filter, 'This does not hold.'),
      };
    },
  });
};
