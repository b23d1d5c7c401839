import { upperFirst } from '../schema/domain-prefix.ts';
import type { Entity, Path, Target } from '../schema/entity.ts';
import type { Column, Scalar } from '../schema/table.ts';
import { plainOf } from '../schema/watched.ts';
import { conjunction } from './filter.ts';
import { allOf } from './filter-sql.ts';

/** What rows can be grouped by: a column or a condition, of theirs or of the one row that a relation leads to. */
export type GroupKey = {
  readonly name: string;
  readonly description: string;
  readonly column: Pick<Column, 'scalar' | 'sqlType' | 'cast' | 'enumValues' | 'shownAs'>;
  readonly sql: (target: Target) => string;
  readonly via?: { readonly name: string; readonly path: Path };
};

const functions = ['min', 'max', 'sum', 'avg'] as const;
export type GroupFunction = (typeof functions)[number];

/** What a group tells of numbers and dates. A sum of whole numbers may be larger than an `Int`. */
const resultsOf: { readonly [S in Scalar]?: { readonly [F in GroupFunction]?: Scalar } } = {
  Int: { min: 'Int', max: 'Int', sum: 'Float', avg: 'Float' },
  Float: { min: 'Float', max: 'Float', sum: 'Float', avg: 'Float' },
  Decimal: { min: 'Decimal', max: 'Decimal', sum: 'Decimal', avg: 'Decimal' },
  Date: { min: 'Date', max: 'Date' },
  DateTime: { min: 'DateTime', max: 'DateTime' },
};

/** The functions that the values of a key have, with the types of their results. */
export const functionsOf = ({ column }: GroupKey): (readonly [GroupFunction, Scalar])[] => {
  const results = column.shownAs ? {} : (resultsOf[column.scalar] ?? {});
  return functions.flatMap((name) => (results[name] ? [[name, results[name]] as const] : []));
};

const known = new WeakMap<Entity, ReadonlyMap<string, GroupKey>>();

/** All that an entity's rows can be grouped by; of another row these are its enums, conditions, keys, days and labels. */
export const groupKeysOf = (entity: Entity): ReadonlyMap<string, GroupKey> => {
  const keys = known.get(entity) ?? new Map(makeKeys(entity).map((key) => [key.name, key]));
  known.set(entity, keys);
  return keys;
};

const makeKeys = (entity: Entity): GroupKey[] => [
  ...keysIn(entity, ({ isUnique }) => !isUnique),
  ...[...entity.paths].flatMap(([name, path]) => {
    const { to, many, isUnique } = path;
    if (many || !isUnique || to === entity) return [];
    return keysIn(to, (column) => isToldBeyond(column, to, entity)).map((key) => ({
      ...key,
      name: name + upperFirst(key.name),
      description: `Of \`${name}\`: ${key.description.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase())}`,
      via: { name, path },
    }));
  }),
];

/** Stands for the column of a condition. */
const truth = {
  scalar: 'Boolean',
  sqlType: 'boolean',
  cast: 'boolean',
  enumValues: undefined,
} as const;

/** What rows of an entity have themselves. */
const keysIn = (entity: Entity, isWanted: (column: Column) => boolean): GroupKey[] => [
  ...plainOf(entity)
    .filter(([column]) => isKey(column, entity) && isWanted(column))
    .map(([column, description]) => ({
      name: column.name,
      description,
      column,
      sql: ({ alias }: Target) => column.of(alias),
    })),
  ...[...entity.fields].flatMap(([name, { compared }]) => {
    if (!compared || !('means' in compared)) return [];
    const { description, means } = compared;
    const sql = (target: Target) =>
      `case when ${entity.column('id').of(target.alias)} is not null then (${conjunction(allOf(target, means))}) is true end`;
    return [{ name, description, column: truth, sql }];
  }),
];

/** Whether there is anything that its rows are grouped by. */
export const hasGroups = (entity: Entity): boolean =>
  entity.shape.groupBy !== false &&
  plainOf(entity).some(([column]) => isKey(column, entity) && !column.isUnique);

/** A text is a key if it is short, or if people know the rows by it, unless the entity says which are. */
const isKey = ({ name, sql, scalar, sqlType, isList, shownAs }: Column, { shape }: Entity) => {
  const { label = [], groupBy, private: hidden = [] } = shape;
  if (isList || name === 'id' || name === 'version') return false;
  if (hidden.some((each) => sql === `"${each}"`)) return false;
  if (scalar !== 'String' || shownAs) return scalar !== 'JSON' && scalar !== 'Time';
  if (groupBy) return groupBy.includes(name);
  return sqlType.startsWith('varchar') || [label].flat().includes(name);
};

/** Of the keys in another row, those of its parents, and of a row that belongs to this one alone. */
const isToldBeyond = (column: Column, to: Entity, from: Entity): boolean => {
  const { name, scalar, shownAs, isUnique, nullable, refersTo } = column;
  if (shownAs || scalar === 'Boolean' || scalar === 'Date') return true;
  if (scalar === 'String') return [to.shape.label ?? []].flat().includes(name);
  if (scalar !== 'ID' || isUnique || refersTo?.table === from.table) return false;
  const leadsHere = (each: Column) => each.isUnique && each.refersTo?.table === from.table;
  return !nullable || [...to.columns.values()].some(leadsHere);
};
