import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admission } from '../../src/server/admission.ts';
import type { RunningServer } from '../../src/server/server.ts';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { openServers } from '../support/servers.ts';

const patience = { timeout: 10_000 };
const tags = '{ tags(first: 1) { nodes { name } } }';
const makeTag = (name: string) => `mutation { createTag(input: { name: "${name}" }) { id } }`;

const comment = 'mutation { addComment(trackerId: "1", commentText: "Hello") { id } }';

const post = async (
  { url, authority }: Pick<RunningServer, 'url' | 'authority'>,
  query: string,
  who: string,
  signal?: AbortSignal,
) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await authority.sign(who)}`,
    },
    body: JSON.stringify({ query }),
    signal: signal ?? null,
  });

const codesOf = async (response: Response) => {
  const { errors = [] } = await response.json();
  return errors.map((error: { extensions: { code: string } }) => error.extensions.code);
};

// the embedded database has one session: what is slow there is so for everybody
describe.skipIf(!server)('a user who asks for more than there are connections', () => {
  let api: Api;
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    api = await startApi();
    meanwhile = await openMeanwhile(api);
  });
  afterAll(async () => {
    await meanwhile.close();
    await api.stop();
  });

  test.each([
    ['queries', 'viewer', tags, 8],
    ['mutations', 'admin', makeTag('Many'), 8],
  ])('keeps nobody else waiting: %s', async (_what, greedy, query, most) => {
    const many = await meanwhile.holding(
      'lock table pearl.tags in access exclusive mode',
      async () => {
        // one after the other, lest those that come together share a connection
        const sent: Promise<Response>[] = [];
        for (let at = 0; at < 60; at += 1) {
          sent.push(post(api, query, greedy));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return { sent };
      },
      most,
      async (pids) => {
        expect(pids).toHaveLength(most);
        expect((await fetch(`${api.url}/ready`)).status).toBe(200);
        const { errors } = await (
          await post(api, '{ me { username } studies { totalCount } }', 'analyst')
        ).json();
        expect(errors).toBeUndefined();
        expect(await codesOf(await post(api, comment, 'analyst'))).toEqual([]);
        const signIn = 'mutation { signIn(username: "admin", password: "wrong") { accessToken } }';
        const response = await api.post({ query: signIn });
        expect(await codesOf(response)).toEqual(['UNAUTHENTICATED']);
      },
    );
    const answers = await Promise.all(many.sent);
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
  });
});

describe('requests that wait for a connection', () => {
  let servers: Awaited<ReturnType<typeof openServers>>;
  let running: RunningServer;
  beforeAll(async () => {
    servers = await openServers();
    running = await servers.start({ DATABASE_WRITERS: '1', MAX_WAITING: '2' });
  });
  afterAll(() => servers.close());

  /** Nothing is written while this lasts. Embedded, nothing is read either, but for accounts. */
  const holding = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const { embedded, lanes, writers } = running.database;
    const lease = await (embedded ? lanes : writers).checkout({ owner: 'somebody' });
    try {
      return await act();
    } finally {
      lease.release();
    }
  };
  const untilWaiting = (count: number) =>
    expect.poll(() => running.database.writers.state.waiting, patience).toBe(count);
  const tagNames = async () => {
    const rows = await running.database.sql<{ name: string }[]>`select name from pearl.tags`;
    return rows.map(({ name }) => name);
  };

  test('are not run when they have been given up by then', async () => {
    await holding(async () => {
      const hangingUp = new AbortController();
      const sent = post(running, makeTag('Never'), 'admin', hangingUp.signal);
      await untilWaiting(1);
      hangingUp.abort();
      await expect(sent).rejects.toThrow('aborted');
      await untilWaiting(0);
    });
    const after = await post(running, makeTag('Later'), 'admin');
    expect(await codesOf(after)).toEqual([]);
    expect(await tagNames()).not.toContain('Never');
  });

  test('are refused beyond so many, and so are those of whoever has the most', async () => {
    const [refused, displaced, other, first] = await holding(async () => {
      const earlier = post(running, makeTag('First'), 'admin');
      await untilWaiting(1);
      const later = post(running, makeTag('Displaced'), 'admin');
      await untilWaiting(2);
      const third = await post(running, makeTag('Third'), 'admin');
      const elsewhere = post(running, comment, 'viewer');
      return [third, await later, elsewhere, earlier] as const;
    });
    for (const each of [refused, displaced]) {
      expect(each.status).toBe(429);
      expect(each.headers.get('retry-after')).toBe('1');
      expect(await codesOf(each)).toEqual(['TOO_MANY_REQUESTS']);
    }
    expect([(await first).status, (await other).status]).toEqual([200, 200]);
    expect(await tagNames()).not.toContain('Displaced');
  });
});

test('many large requests of one user are begun one by one, and somebody else between them', async () => {
  const servers = await openServers();
  try {
    const running = await servers.start({});
    const large = `# ${'-'.repeat(900_000)}\n{ __typename }`;
    let answered = 0;
    const crowd = Array.from({ length: 20 }, () =>
      post(running, large, 'viewer').then(() => (answered += 1)),
    );
    await expect.poll(() => answered, { ...patience, interval: 1 }).toBeGreaterThan(0);
    expect((await post(running, '{ __typename }', 'analyst')).status).toBe(200);
    expect(answered).toBeLessThan(17);
    await Promise.all(crowd);
  } finally {
    await servers.close();
  }
});

test('a large body waits for none whose sender has hung up', async () => {
  // one after the other, with their pauses, they would take minutes
  for (let sent = 0; sent < 1000; sent += 1) void admission('somebody', 1_000_000, () => true);
  expect(await admission('somebody', 1_000_000)).toBeNull();
});
