import { afterAll, beforeAll, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../support/api.ts';
import {
  type Relation,
  relationsOf,
  selectionOf,
  statementsOf,
  unreachable,
} from '../support/entities.ts';
import { addHistory, addReading, addSources } from '../support/history.ts';
import { succeeded } from '../support/succeeded.ts';

type Lists = { [list: string]: { nodes: { id: string }[]; totalCount: number } };

const api: Api = await startApi();
const schema = builder.toSchema();
beforeAll(async () => {
  await addSources(api.sql);
  await addHistory(api.sql);
  await addReading(api.sql);
});
afterAll(() => api.stop());

const run = (document: string, variables: Record<string, unknown>) =>
  succeeded(api.as('admin').run<Lists, typeof variables>(document, variables));

/** Ten of the parents, from all over the list. */
const sampleOf = async (list: string) => {
  const { data } = await run(`{ ${list}(first: 1000) { totalCount nodes { id } } }`, {});
  const { nodes = [], totalCount = 0 } = data[list] ?? {};
  const step = Math.max(1, Math.floor(nodes.length / 10));
  const ids = nodes.filter((_, place) => place % step === 0).map(({ id }) => id);
  return { ids: ids.slice(0, 10), all: Math.min(totalCount, 1000) };
};

const relations = new Map(relationsOf(schema).map((relation) => [relation.name, relation]));
const costs = [...relations].map(([name, relation]) => [name, statementsOf(relation)] as const);

test.each(costs)(
  '%s takes as many statements for ten rows as for a thousand: %i and one for the rows',
  async (name, cost) => {
    const relation = relations.get(name) as Relation;
    const { type, list } = relation;
    const document = `query ($filter: ${type.name}Filter) {
    ${list}(first: 1000, filter: $filter) { nodes { id ${selectionOf(relation)} } }
  }`;
    const { ids, all } = await sampleOf(list);
    expect(all, `the demo has no ${list}`).toBeGreaterThan(0);

    const few = await run(document, { filter: { id: { in: ids } } });
    const many = await run(document, {});

    expect(few.data[list]?.nodes).toHaveLength(ids.length);
    expect(many.data[list]?.nodes).toHaveLength(all);
    expect(few.statements).toBe(1 + cost);
    expect(many.statements).toBe(1 + cost);
  },
);

test('every type with relations has a list in Query, by which the test above finds it', () => {
  // parts of what is no row: compare.test.ts and dashboard.test.ts count their statements
  expect(unreachable(schema)).toEqual(['ItemComparisonLine', 'WorkloadSummary']);
});
