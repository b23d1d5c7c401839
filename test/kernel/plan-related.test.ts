import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeReading, openReading, reading, scansOf, touched } from './query-plan.ts';
import type { Statement } from './reading.ts';

/* Conditions on what rows are related to: many comments of three users, who say much the same. */

beforeAll(async () => {
  await openReading();
  await reading.sql`
    insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
    select t.id, 1 + n % 3, 'Said before ' || n from generate_series(1, 20000) n,
      (select min(id) as id from pearl.reporting_effort_item_trackers) t`;
  await reading.sql`vacuum analyze`;
});
afterAll(closeReading);

test('no row is looked at whether it belongs to one of few, where none of these is meant', async () => {
  const { statements } = await reading.read(
    '{ trackerComments(filter: { user: { username: { contains: "qxzqxz" } } }) { nodes { id } } }',
  );
  for (const mode of ['custom', 'generic'] as const) {
    const scans = await scansOf(statements[0] as Statement, mode, 'tracker_comments');
    expect(scans.map(touched), mode).toEqual(scans.map(() => 0));
  }
});

test('a chain of relations is not said over and over: what it holds is in the statement as often as at its end', async () => {
  const said = { comments: { some: { commentText: { contains: 'qxzqxz' } } } };
  const chain = [1, 2, 3].reduce<object>(
    (inner) => ({ comments: { some: { user: inner } } }),
    said,
  );
  const textOf = async (filter: object) => {
    const document = 'query ($filter: UserFilter) { users(filter: $filter) { nodes { id } } }';
    const { statements } = await reading.read(document, { filter });
    return statements[0]?.text ?? '';
  };
  const often = (text: string) => text.split(' ilike ').length - 1;
  const [short, long] = [await textOf(said), await textOf(chain)];
  expect([often(short), often(long)]).toEqual([3, 3]);
  expect(long.length).toBeLessThan(2 * short.length);
});

test.each([
  ['one row says it', 'Said before 19998', [1]],
  ['more say it than are looked for first', 'Said before', [1, 2, 3]],
])('who has said something is found, and who has not, where %s', async (_what, text, expected) => {
  const found = async (condition: string) => {
    const { data } = await reading.read<{ users: { nodes: { id: number }[] } }>(
      `{ users(filter: ${condition}, orderBy: [{ field: ID }]) { nodes { id } } }`,
    );
    return data.users.nodes.map(({ id }) => Number(id));
  };
  const said = (quantifier: string) =>
    `{ comments: { ${quantifier}: { commentText: { startsWith: "${text}", contains: "${text}" } } } }`;
  const all = await found('{}');
  const others = all.filter((id) => !expected.includes(id));
  expect(await found(said('some'))).toEqual(expected);
  expect(await found(said('none'))).toEqual(others);
  expect(await found(`{ not: ${said('some')} }`)).toEqual(others);
  expect(await found(`{ not: ${said('none')} }`)).toEqual(expected);
});
