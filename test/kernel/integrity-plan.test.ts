import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ask, asking, readCatalogue } from '../../src/database/integrity/catalogue.ts';
import { findOrphans } from '../../src/database/integrity/orphan.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

type Plan = {
  readonly 'Node Type': string;
  readonly 'Join Type'?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: Plan[];
};
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

test('a table is read once for each of its foreign keys, whatever its length, and the tables that they name once', async () => {
  const numbers = Array.from({ length: 10 }, (_, at) => at);
  await db.sql.unsafe(`create schema large;
    ${numbers.map((at) => `create table large.parent${at} (id integer primary key); insert into large.parent${at} select generate_series(1, 5000);`).join('\n')}
    create table large.child (id integer primary key, ${numbers.map((at) => `p${at} integer`).join(', ')});
    insert into large.child select n, ${numbers.map((at) => `1 + (n + ${at}) % 5000`).join(', ')} from generate_series(1, 20000) n;
    ${numbers.map((at) => `alter table large.child add constraint fk${at} foreign key (p${at}) references large.parent${at} (id);`).join('\n')}`);
  await db.sql`analyze`;
  const plans: Plan[] = [];
  const explaining: Ask = async (text, params) => {
    if (text.includes('orphan')) {
      const values = params.reduce<string>(
        (sum, value, at) => sum.replaceAll(`$${at + 1}::int`, String(value)),
        text,
      );
      const [row] = await db.sql.unsafe<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
        `explain (format json) ${values}`,
      );
      if (row) plans.push(...row['QUERY PLAN'].map((each) => each.Plan));
    }
    return asking(db.sql)(text, params);
  };
  const catalogue = await readCatalogue(explaining, ['large']);
  const found = await findOrphans(explaining, catalogue, catalogue.keys);
  expect(found.map(({ count }) => count)).toEqual(numbers.map(() => 0));
  const nodes = plans.flatMap(nodesOf);
  expect(nodes.filter((node) => node['Relation Name'] === 'child')).toHaveLength(10);
  for (const at of numbers)
    expect(nodes.filter((node) => node['Relation Name'] === `parent${at}`)).toHaveLength(1);
  const joins = nodes.filter((node) => /Anti/.test(node['Join Type'] ?? ''));
  expect(joins.map((node) => node['Node Type'])).toEqual(
    numbers.map(() => expect.stringMatching(/^(Hash|Merge) Join$/)),
  );
});
