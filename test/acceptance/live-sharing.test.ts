import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { connect, cursorOf, type Payload, subscribe } from '../support/live.ts';

/* Subscriptions of one kind share what is read for them: each gets its own all the same. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ MAX_ROWS: '40' });
  await api.sql`delete from pearl.tracker_comments where tracker_id <= 3`;
  await api.sql`
    insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
    select tracker, 1, nth::text from unnest(array[1, 2], array[60, 3]) as of (tracker, many), generate_series(1, many) nth`;
  await cursorOf(api); // until then these are told, too
});
afterAll(() => api.stop());

type Asked = { readonly query: string; readonly variables?: object };

/** What each subscription of one connection is told of one transaction that touches some trackers. */
const told = async (asked: Readonly<Record<string, Asked>>, trackers: readonly number[]) => {
  const socket = await connect(api, 'viewer');
  for (const [id, { query, variables }] of Object.entries(asked)) {
    socket.send(subscribe(id, query, variables));
  }
  await wait(200);
  await api.sql`
    update pearl.reporting_effort_item_trackers set qc_level = coalesce(qc_level, 0) % 3 + 1 where id = any(${`{${trackers.join()}}`}::int[])`;
  const payloads: Record<string, Payload> = {};
  for (const _ of Object.keys(asked)) {
    const { id, payload } = await socket.next();
    payloads[String(id)] = payload as Payload;
  }
  socket.socket.terminate();
  return payloads;
};
const trackerIn = ({ data }: Payload = {} as Payload) =>
  (data as { trackerChanged: { tracker: unknown } }).trackerChanged.tracker;

describe('who is told of the same change gets', () => {
  test('the columns of the own document', async () => {
    const asking = (fields: string) => ({
      query: `subscription { trackerChanged(trackerId: 3) { tracker { ${fields} } } }`,
    });
    const payloads = await told(
      {
        a: asking('id'),
        b: asking('priority item { itemCode }'),
        c: asking('id item { itemType }'),
      },
      [3],
    );
    expect(trackerIn(payloads['a'])).toEqual({ id: '3' });
    expect(trackerIn(payloads['b'])).toEqual({
      priority: expect.any(String),
      item: { itemCode: expect.any(String) },
    });
    expect(trackerIn(payloads['c'])).toEqual({ id: '3', item: { itemType: expect.any(String) } });
  });

  test.each([
    ['', ''],
    [' in a fragment', 'fragment F on Tracker { comments(first: $n) { nodes { id } } }'],
  ])('what the own variables ask for%s', async (_where, fragment) => {
    const fields = fragment ? '...F' : 'comments(first: $n) { nodes { id } }';
    const query = `subscription ($n: Int!) { trackerChanged(trackerId: 2) { tracker { ${fields} } } } ${fragment}`;
    const payloads = await told(
      {
        a: { query, variables: { n: 1 } },
        b: { query, variables: { n: 3 } },
        c: { query, variables: { n: 2 } },
      },
      [2],
    );
    const lengths = Object.entries(payloads).map(([id, payload]) => {
      const { comments } = trackerIn(payload) as { comments: { nodes: object[] } };
      return [id, comments.nodes.length];
    });
    expect(Object.fromEntries(lengths)).toEqual({ a: 1, b: 3, c: 2 });
  });
});

test('a variable called `since` is one like others where it says something else', async () => {
  const query = `subscription ($since: DateTime!) {
    trackerChanged(trackerId: 2) { tracker { comments(filter: { createdAt: { gt: $since } }) { totalCount } } }
  }`;
  const since = (year: number) => ({ query, variables: { since: `${year}-01-01T00:00:00Z` } });
  const payloads = await told({ a: since(2000), b: since(2100) }, [2]);
  expect(trackerIn(payloads['a'])).toEqual({ comments: { totalCount: 3 } });
  expect(trackerIn(payloads['b'])).toEqual({ comments: { totalCount: 0 } });
});

test('nobody is refused for what another one reads too much', async () => {
  const query = `subscription ($id: ID!) {
    trackerChanged(trackerId: $id) { id: entityId tracker { comments(first: 100) { nodes { id } } } }
  }`;
  const payloads = await told(
    { a: { query, variables: { id: '1' } }, b: { query, variables: { id: '2' } } },
    [1, 2],
  );
  expect(payloads['a']?.errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
    'TOO_EXPENSIVE',
  ]);
  expect(payloads['b']?.errors).toBeUndefined();
  expect(trackerIn(payloads['b'])).toEqual({
    comments: { nodes: [expect.anything(), expect.anything(), expect.anything()] },
  });
});
