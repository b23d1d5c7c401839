import * as pearl from '../../src/domains/pearl/tables.ts';
import { type Row, rankOf, type World } from './world.ts';

/** What a column is to filters and orders; a list is an enum's. */
export type Kind = 'ID' | 'Int' | 'String' | 'Boolean' | 'Date' | 'DateTime' | readonly string[];

/** A GraphQL type as filters and orders see it, over rows in memory. */
export type Model = {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: { readonly [name: string]: Kind };
  /** The columns that filters know. */
  readonly filtered: readonly string[];
  readonly one: { readonly [name: string]: readonly [Model, (row: Row) => unknown] };
  readonly many: { readonly [name: string]: readonly [Model, (row: Row) => readonly Row[]] };
};

/** The types of many rows that no index finds by when they were made. */
const without = ['ReportingEffortItem', 'TlfDetails', 'DatasetDetails', 'Tracker'];

/** The types of a world, each knowing its relations. They know one another, so each is filled in after all are there. */
export const modelsOf = (world: World) => {
  const make = (name: string, rows: readonly Row[], columns: Model['columns']) => ({
    name,
    rows,
    columns: { ...columns, createdAt: 'DateTime' as const },
    filtered: [...Object.keys(columns), ...(without.includes(name) ? [] : ['createdAt'])],
    one: {} as Record<string, Model['one'][string]>,
    many: {} as Record<string, Model['many'][string]>,
  });
  const user = make('User', world.users, {
    id: 'ID',
    username: 'String',
    role: pearl.roles,
    department: 'String',
    isActive: 'Boolean',
  });
  const effort = make('ReportingEffort', world.efforts, { id: 'ID', databaseReleaseId: 'ID' });
  const item = make('ReportingEffortItem', world.items, {
    id: 'ID',
    reportingEffortId: 'ID',
    itemCode: 'String',
    itemDescription: 'String',
    itemType: pearl.itemTypes,
    itemStatus: pearl.itemStatuses,
  });
  const tlf = make('TlfDetails', world.tlfs, {
    tlfType: pearl.tlfTypes,
    primaryEndpoint: 'Boolean',
    analysisPopulation: 'String',
  });
  const dataset = make('DatasetDetails', world.datasets, {
    datasetType: pearl.datasetTypes,
    dataSource: 'String',
    recordCount: 'Int',
  });
  const tracker = make('Tracker', world.trackers, {
    id: 'ID',
    reportingEffortItemId: 'ID',
    primaryProgrammerId: 'ID',
    qcProgrammerId: 'ID',
    primaryStatus: pearl.trackerStatuses,
    qcStatus: pearl.trackerStatuses,
    dueDate: 'Date',
    priority: pearl.priorities,
    qcLevel: 'Int',
    inProduction: 'Boolean',
    version: 'Int',
  });
  const comment = make('TrackerComment', world.comments, {
    id: 'ID',
    trackerId: 'ID',
    userId: 'ID',
    commentText: 'String',
    isResolved: 'Boolean',
    commentType: pearl.commentTypes,
    parentCommentId: 'ID',
    resolvedById: 'ID',
    resolvedAt: 'DateTime',
  });
  const tag = make('Tag', world.tags, { id: 'ID', name: 'String', description: 'String' });
  const text = make('TextElement', world.texts, {
    id: 'ID',
    type: pearl.textElementTypes,
    label: 'String',
    content: 'String',
  });

  const to = (target: Model, key: string): Model['one'][string] => {
    const rows = new Map(target.rows.map((row) => [row.id, row]));
    return [target, (row) => rows.get(row[key] as number)];
  };
  const listOf = (target: Model, key: string): Model['many'][string] => {
    const rows = Map.groupBy(target.rows, (row) => row[key]);
    return [target, (row) => rows.get(row.id) ?? []];
  };
  const firstOf = (target: Model, key: string): Model['one'][string] => {
    const [, find] = listOf(target, key);
    return [target, (row) => find(row)[0]];
  };
  const when = ([target, find]: Model['one'][string], type: string): Model['one'][string] => [
    target,
    (row) => (row['itemType'] === type ? find(row) : undefined),
  ];
  const linked = (target: Model, links: readonly Row[], near: string, far: string) => {
    const [, targetOf] = to(target, far);
    const [, linksOf] = listOf({ ...target, rows: links }, near);
    const find = (row: Row) => linksOf(row).map((link) => targetOf(link) as Row);
    return [target, find] as Model['many'][string];
  };

  Object.assign(user.many, {
    primaryTrackers: listOf(tracker, 'primaryProgrammerId'),
    qcTrackers: listOf(tracker, 'qcProgrammerId'),
    comments: listOf(comment, 'userId'),
  });
  Object.assign(effort.many, { items: listOf(item, 'reportingEffortId') });
  Object.assign(item.one, {
    reportingEffort: to(effort, 'reportingEffortId'),
    tracker: firstOf(tracker, 'reportingEffortItemId'),
    tlfDetails: when(firstOf(tlf, 'reportingEffortItemId'), 'TLF'),
    datasetDetails: when(firstOf(dataset, 'reportingEffortItemId'), 'DATASET'),
  });
  Object.assign(item.many, {
    textElements: linked(text, world.itemTexts, 'reportingEffortItemId', 'textElementId'),
  });
  Object.assign(tracker.one, {
    item: to(item, 'reportingEffortItemId'),
    primaryProgrammer: to(user, 'primaryProgrammerId'),
    qcProgrammer: to(user, 'qcProgrammerId'),
  });
  Object.assign(tracker.many, {
    comments: listOf(comment, 'trackerId'),
    tags: linked(tag, world.trackerTags, 'trackerId', 'tagId'),
  });
  Object.assign(comment.one, {
    tracker: to(tracker, 'trackerId'),
    user: to(user, 'userId'),
    resolvedBy: to(user, 'resolvedById'),
    parent: to(comment, 'parentCommentId'),
  });
  Object.assign(comment.many, { replies: listOf(comment, 'parentCommentId') });
  return { user, effort, item, tracker, comment, tag, text } satisfies Record<string, Model>;
};

export type Models = ReturnType<typeof modelsOf>;

export type Filter = { readonly [name: string]: unknown };

/** Whether a row fulfils a filter, by the words of the API's description. */
export const matches = (model: Model, row: Row, filter: Filter): boolean =>
  Object.entries(filter).every(([name, wanted]) => {
    if (name === 'and') return (wanted as Filter[]).every((each) => matches(model, row, each));
    if (name === 'or') return (wanted as Filter[]).some((each) => matches(model, row, each));
    if (name === 'not') return !matches(model, row, wanted as Filter);
    const [toOne, one] = model.one[name] ?? [];
    if (toOne && one) {
      const target = one(row) as Row | undefined;
      return target !== undefined && matches(toOne, target, wanted as Filter);
    }
    const [toMany, many] = model.many[name] ?? [];
    if (toMany && many) {
      return Object.entries(wanted as Record<string, Filter>).every(
        ([quantifier, each]) =>
          many(row).some((target) => matches(toMany, target, each)) === (quantifier === 'some'),
      );
    }
    return Object.entries(wanted as Filter).every(([operator, value]) =>
      holds(model, row, name, operator, value),
    );
  });

const holds = (model: Model, row: Row, name: string, operator: string, value: unknown): boolean => {
  const missing = row[name] === null;
  const comparable = (each: unknown) => comparableOf(model, name, each);
  const compare = (each: unknown) => compareValues(comparable(row[name]), comparable(each));
  const text = String(row[name]).toLowerCase();
  const isAmong = () => !missing && [value].flat().some((each) => compare(each) === 0);
  if (operator === 'isNull') return missing === value;
  if (operator === 'ne') return missing || compare(value) !== 0;
  if (operator === 'in') return isAmong();
  if (operator === 'notIn') return !isAmong();
  if (missing) return false;
  if (operator === 'eq') return compare(value) === 0;
  if (operator === 'lt') return compare(value) < 0;
  if (operator === 'lte') return compare(value) <= 0;
  if (operator === 'gt') return compare(value) > 0;
  if (operator === 'gte') return compare(value) >= 0;
  if (operator === 'contains') return text.includes(String(value).toLowerCase());
  if (operator === 'startsWith') return text.startsWith(String(value).toLowerCase());
  throw new Error(`The oracle does not know ${operator}.`);
};

export type Comparable = string | number | bigint | boolean;

export const compareValues = (a: Comparable, b: Comparable): number =>
  a === b ? 0 : a < b ? -1 : 1;

/** A value such that JavaScript orders it as the API says. */
export const comparableOf = (model: Model, name: string, value: unknown): Comparable => {
  const kind = model.columns[name];
  if (kind === 'ID' || kind === 'Int') return Number(value);
  if (kind === 'DateTime') return microseconds(String(value));
  if (Array.isArray(kind)) return kind.indexOf(String(value));
  if (kind !== 'String') return value as Comparable;
  // which text comes first is up to the database's collation: texts of the world have a rank, others have none
  const twin = model.rows.find((row) => row[name] === value);
  return twin ? (twin[rankOf(name)] as number) : Number.NaN;
};

const microseconds = (moment: string): bigint => {
  const fraction = /\.(\d+)/.exec(moment)?.[1] ?? '';
  const seconds = BigInt(Date.parse(moment.replace(/\.\d+/, '')));
  return seconds * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};
