import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  getNamedType,
  isListType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';

/* Groups stand beside every list, and beside every relation's page. */

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const types = Object.values(schema.getTypeMap()).filter(
  (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
);

/** Rows that nobody counts, since there are two or three, or since each sees only their own (`groupBy: false`). */
const few = ['GenjiPermission', 'GenjiRole', 'GenjiSiteSettings', 'Mention', 'ReadMark'];

/** Views of rows: the same rows are grouped where all of them are, with a filter that says which. */
const views = [
  'ClinicDay.sessions',
  'ClinicWeek.sessions',
  'MyWork.trackers',
  'MyWork.unresolvedComments',
];

type Place = {
  readonly at: string;
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
};

const pages = types.flatMap((type): Place[] =>
  Object.values(type.getFields())
    .filter(
      ({ type: of, args }) =>
        getNamedType(of).name.endsWith('Connection') && args.some(({ name }) => name === 'filter'),
    )
    .map((field) => ({ at: `${type.name}.${field.name}`, type, field })),
);

const rowOf = ({ field }: Place): string =>
  getNamedType(field.type).name.replace(/Connection$/, '');

/** The groups of the same rows: a list, which takes the same filter. */
const groupsOf = (place: Place) =>
  Object.values(place.type.getFields()).filter(({ name, type, args, description }) => {
    const filterOf = (all: typeof args) =>
      String(all.find((arg) => arg.name === 'filter')?.type ?? '');
    return (
      name.endsWith('Groups') &&
      getNamedType(type).name === `${rowOf(place)}Group` &&
      isListType((type as { ofType?: unknown }).ofType) &&
      filterOf(args) === filterOf(place.field.args) &&
      (place.type.name === 'Query' || description?.includes(`\`${place.field.name}\``))
    );
  });

test('every list and every page of a relation has its groups', () => {
  expect(pages.length).toBeGreaterThan(100);
  for (const root of ['Query.reportingEffortItems', 'Study.databaseReleases', 'Query.auditLogs'])
    expect(pages.map(({ at }) => at)).toContain(root);
  const without = pages.filter((page) => groupsOf(page).length !== 1);
  const others = without.filter((page) => !few.includes(rowOf(page))).map(({ at }) => at);
  expect(others).toEqual(views);
});

test('groups take what they are grouped by, what they must hold, an order and a page', () => {
  for (const page of pages) {
    for (const { name, args } of groupsOf(page)) {
      expect([name, args.map((arg) => arg.name).sort()]).toEqual([
        name,
        ['after', 'by', 'cut', 'filter', 'first', 'having', 'orderBy'].filter(
          (arg) => arg !== 'cut' || args.some((each) => each.name === 'cut'),
        ),
      ]);
    }
  }
});
