import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { fc, runs } from '../support/random.ts';
import { filterOf } from './arbitrary.ts';
import { type Filter, type Model, matches, modelsOf } from './oracle.ts';
import { makeWorld, type Row } from './world.ts';

let api: Api;
let models: ReturnType<typeof modelsOf>;
beforeAll(async () => {
  api = await startApi();
  models = modelsOf(await makeWorld(api.sql));
  const all = Object.values<Model>(models);
  relations = new Set(all.flatMap(({ one, many }) => Object.keys({ ...one, ...many })));
});
afterAll(() => api.stop());

const roots = {
  user: 'users',
  effort: 'reportingEfforts',
  item: 'reportingEffortItems',
  tracker: 'trackers',
  comment: 'trackerComments',
} as const;
type Name = keyof typeof roots;

let relations: Set<string>;

type Ids = { totalCount: number; nodes: { id: string }[] };

const ask = (name: Name, filter: unknown) =>
  api
    .as('viewer')
    .run<{ those: Ids; others: Ids }, { filter: unknown }>(
      `query ($filter: ${models[name].name}Filter!) {
        those: ${roots[name]}(filter: $filter, first: 1000) { totalCount nodes { id } }
        others: ${roots[name]}(filter: { not: $filter }, first: 1000) { totalCount nodes { id } }
      }`,
      { filter },
    );

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => String(id));

/** Asks for the rows that fulfil a filter and for those that do not: each row is in one of the two. */
const expectAnswer = async (name: Name, filter: Filter) => {
  const model: Model = models[name];
  const { data, errors } = await ask(name, filter);
  const [those, others] = [true, false].map((wanted) =>
    idsOf(model.rows.filter((row) => matches(model, row, filter) === wanted)),
  );
  expect(errors, JSON.stringify(filter)).toBeUndefined();
  expect(data.those.nodes.map(({ id }) => id), JSON.stringify(filter)).toEqual(those);
  expect(data.others.nodes.map(({ id }) => id), JSON.stringify(filter)).toEqual(others);
  expect([data.those.totalCount, data.others.totalCount]).toEqual([those?.length, others?.length]);
};

const relationsIn = (filter: unknown): number =>
  Object.entries(filter && typeof filter === 'object' ? filter : {}).reduce(
    (sum, [name, inner]) => sum + (relations.has(name) ? 1 : 0) + relationsIn(inner),
    0,
  );

test('random filters find just the rows that fulfil them, and their opposites all others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .constantFrom<Name>('item', 'tracker', 'comment', 'user', 'effort')
        .chain((name) => fc.tuple(fc.constant(name), filterOf(models[name], 3)))
        .filter(([, filter]) => relationsIn(filter) <= 8),
      ([name, filter]) => expectAnswer(name, filter),
    ),
    runs(300),
  );
});
