import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { connect, subscribe } from '../support/live.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { ask, openServers } from '../support/servers.ts';

const tags = '{ tags(first: 1) { nodes { name } } }';
const makeTag = (name: string) => `mutation { createTag(input: { name: "${name}" }) { id } }`;
const lockTags = 'lock table pearl.tags in access exclusive mode';

// the embedded database has one session, in which nothing can be held up by somebody else, nor be cancelled
describe.skipIf(!server)('a request that is given up', () => {
  let api: Api;
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    api = await startApi({ REQUEST_SECONDS: '2', METRICS: 'on' });
    meanwhile = await openMeanwhile(api);
  });
  afterAll(async () => {
    await meanwhile.close();
    await api.stop();
  });

  const send = async (query: string, who: string, { signal, key }: Client = {}) => {
    const token = await api.authority.sign(who);
    return fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        ...(key && { 'idempotency-key': key }),
      },
      body: JSON.stringify({ query }),
      signal: signal ?? null,
    });
  };
  type Client = { readonly signal?: AbortSignal; readonly key?: string };

  /** That nothing waits any more, long before the database itself would put an end to it. */
  const untilNothingWaits = () =>
    expect.poll(() => meanwhile.waiting(), { timeout: 10_000 }).toEqual([]);
  const tagNames = async () =>
    (await meanwhile.sql<{ name: string }[]>`select name from pearl.tags`).map(({ name }) => name);
  const cancelled = async () => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return [...text.matchAll(/^pearl_requests_cancelled_total\{.*\} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  };

  test.each([
    ['a query', tags, {}],
    ['a query of several statements', `{ a: ${tags.slice(1, -1)} b: ${tags.slice(1, -1)} }`, {}],
    ['a mutation', makeTag('Given up'), {}],
    ['a mutation with a key', makeTag('Given up too'), { key: 'given-up' }],
  ])('is cancelled when its client hangs up: %s', async (_what, query, client) => {
    const hangingUp = new AbortController();
    const before = await cancelled();
    const answer = meanwhile.holding(
      lockTags,
      () => send(query, 'admin', { ...client, signal: hangingUp.signal }),
      1,
      async () => {
        hangingUp.abort();
        await untilNothingWaits();
      },
    );
    await expect(answer).rejects.toThrow('aborted');
    await expect.poll(cancelled, { timeout: 10_000 }).toBe(before + 1);
    expect((await tagNames()).filter((name) => name.startsWith('Given up'))).toEqual([]);
    expect((await send(tags, 'admin')).status).toBe(200);
  });

  test.each([
    ['says that it is complete', { type: 'complete', id: '1' }],
    ['is closed', undefined],
  ])('is cancelled when its socket %s', async (_how, message) => {
    const socket = await connect(api, 'viewer');
    await meanwhile.holding(
      lockTags,
      async () => socket.send(subscribe('1', tags)),
      1,
      async () => {
        if (message) socket.send(message);
        else socket.socket.terminate();
        await untilNothingWaits();
      },
    );
    expect(await meanwhile.waiting()).toEqual([]);
    socket.socket.terminate();
  });

  test.each([
    ['a query', tags, {}],
    ['a mutation', makeTag('Too late'), {}],
    ['a mutation with a key', makeTag('Too late as well'), { key: 'too-late' }],
  ])('is cancelled when its time is spent, and says so: %s', async (_what, query, client) => {
    const response = await meanwhile.holding(
      lockTags,
      () => send(query, 'admin', client),
      1,
      untilNothingWaits,
    );
    const { errors } = await response.json();
    expect(errors).toMatchObject([
      { extensions: { code: 'TIMED_OUT' }, message: expect.stringContaining('2 seconds') },
    ]);
    expect((await tagNames()).filter((name) => name.startsWith('Too late'))).toEqual([]);
  });

  test('takes nothing else with it that is on its way over the same connection', async () => {
    const answers: unknown[] = [];
    for (let rounds = 0; rounds < 15; rounds += 1) {
      const hangingUp = new AbortController();
      const lost = send(
        '{ reportingEffortItems(first: 1000) { totalCount nodes { id tracker { id commentCount } } } }',
        'viewer',
        { signal: hangingUp.signal },
      );
      const others = Array.from({ length: 8 }, () => send(tags, 'viewer'));
      setTimeout(() => hangingUp.abort(), Math.random() * 30);
      await lost.catch(() => {});
      for (const each of await Promise.all(others)) answers.push((await each.json()).errors);
    }
    expect(answers).toEqual(Array(120).fill(undefined));
  });
});

describe.skipIf(!server)('a server that stops', () => {
  test('cancels what still runs when its patience ends, and sends nothing more', async () => {
    const servers = await openServers();
    const running = await servers.start({ SHUTDOWN_SECONDS: '1' });
    const meanwhile = await openMeanwhile(running.database);
    const connections = async () => {
      const [row] = await meanwhile.sql<[{ count: number }]>`
        select count(*)::int from pg_stat_activity
        where datname = current_database() and application_name = 'pearl'`;
      return row.count;
    };
    await meanwhile.holding(
      lockTags,
      async () => {
        void ask(running, tags, 'viewer').catch(() => {});
        void ask(running, makeTag('Stopped'), 'admin').catch(() => {});
      },
      2,
      async () => {
        await running.stop();
        await expect.poll(connections, { timeout: 5000 }).toBe(0);
      },
    );
    expect(await connections()).toBe(0);
    await meanwhile.close();
    await servers.close();
  });
});
