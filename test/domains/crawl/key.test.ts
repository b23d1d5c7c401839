import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, subscribe } from '../../support/live.ts';
import { ada, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Made = {
  readonly key: string;
  readonly apiKey: { readonly id: string; readonly keyPrefix: string };
};

const make = async (who: string, permissions: readonly string[], more: object = {}) => {
  const input = { name: 'A key', permissions, ...more };
  const { data, refused } = await world
    .as(who)
    .run<{ createCrawlApiKey: Made }>(
      'mutation ($input: CreateCrawlApiKeyInput!) { createCrawlApiKey(input: $input) { key apiKey { id keyPrefix status permissions isExpired rateLimit } } }',
      { input },
    );
  return { made: data?.createCrawlApiKey, refused };
};

const keyOf = async (...how: Parameters<typeof make>): Promise<Made> => {
  const { made } = await make(...how);
  if (!made) throw new Error('No key was made.');
  return made;
};

const revoke = (id: string) =>
  world.as(ada).done('mutation ($id: ID!) { revokeCrawlApiKey(id: $id) { status } }', { id });

describe('an API key', () => {
  test('lets its owner in, as far as it is allowed', async () => {
    const { key, apiKey } = await keyOf(uma, ['READ']);
    expect(apiKey).toEqual({
      id: expect.any(String),
      keyPrefix: key.slice(0, 12),
      status: 'ACTIVE',
      permissions: ['READ'],
      isExpired: false,
      rateLimit: 1000,
    });
    const { crawlMe } = await world.as(key).done('{ crawlMe { id } }');
    expect(crawlMe).toEqual({ id: uma });
    const { refused } = await world
      .as(key)
      .run('mutation { createCrawlProject(input: { name: "New" }) { id } }');
    expect(refused?.code).toBe('FORBIDDEN');
  });

  test('sees no more than its owner', async () => {
    const { key } = await keyOf(uma, ['READ', 'WRITE']);
    const { crawlProfiles } = await world.as(key).done('{ crawlProfiles { nodes { id } } }');
    expect(crawlProfiles).toEqual({ nodes: [{ id: uma }] });
    const all = await keyOf(ada, ['READ', 'ADMIN']);
    const seen = await world.as(all.key).done('{ crawlProfiles { totalCount } }');
    expect(seen['crawlProfiles']).toEqual({ totalCount: 3 });
  });

  test('that works on chunks claims those of all, and does nothing else', async () => {
    const id = await world.runningJob(uma, { keywords: ['cat'], maxImages: 3 });
    const { key } = await keyOf(ada, ['CRAWL_CHUNKS_WORK']);
    const { claimCrawlJobChunks } = await world
      .as(key)
      .done<{ claimCrawlJobChunks: { id: string; lease: number }[] }>(
        'mutation { claimCrawlJobChunks(limit: 5) { id lease keyword engine imageShare } }',
      );
    expect(claimCrawlJobChunks).toMatchObject([
      { keyword: 'cat', engine: 'GOOGLE', imageShare: 3 },
    ]);
    const [chunk] = claimCrawlJobChunks;
    await world.as(key).done(
      `mutation ($chunkId: ID!, $lease: Int!) { completeCrawlJobChunk(chunkId: $chunkId, lease: $lease,
        images: [{ originalUrl: "https://images.example/1", filename: "1.jpg" }]) { status job { status validImages } } }`,
      { chunkId: chunk?.id, lease: chunk?.lease },
    );
    const { crawlJob } = await world
      .as(uma)
      .done('query ($id: ID!) { crawlJob(id: $id) { status validImages images { totalCount } } }', {
        id,
      });
    expect(crawlJob).toEqual({ status: 'COMPLETED', validImages: 1, images: { totalCount: 1 } });
    for (const query of [
      '{ crawlJobs { totalCount } }',
      '{ crawlProfiles { totalCount } }',
      '{ crawlApiKeys { totalCount } }',
    ]) {
      expect((await world.as(key).run(query)).refused?.code).toBe('FORBIDDEN');
    }
  });

  test('that works on chunks is told which jobs they are of, and not whose', async () => {
    await world.runningJob(uma, { keywords: ['cat'], maxImages: 3 });
    const { key } = await keyOf(ada, ['CRAWL_CHUNKS_WORK']);
    const { claimCrawlJobChunks } = await world
      .as(key)
      .done('mutation { claimCrawlJobChunks(limit: 1) { job { name project { name } } } }');
    expect(claimCrawlJobChunks).toEqual([{ job: { name: 'Cats and dogs', project: null } }]);
  });

  test('is made by nobody who may not do the same', async () => {
    expect((await make(uma, ['CRAWL_CHUNKS_WORK'])).refused?.rule).toBe('KEY_PERMISSIONS');
  });

  test('makes and changes none, itself neither, and can take itself back', async () => {
    const { key, apiKey } = await keyOf(uma, ['WRITE'], { expiresAt: '2100-01-01T00:00:00Z' });
    expect((await make(key, ['WRITE'])).refused?.code).toBe('FORBIDDEN');
    for (const input of [{ rateLimit: 99_999 }, { expiresAt: null }]) {
      const { refused } = await world
        .as(key)
        .run(
          'mutation ($id: ID!, $input: UpdateCrawlApiKeyInput!) { updateCrawlApiKey(id: $id, input: $input) { id } }',
          { id: apiKey.id, input },
        );
      expect(refused).toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining('without an API key'),
      });
    }
    const { revokeCrawlApiKey } = await world
      .as(key)
      .done('mutation ($id: ID!) { revokeCrawlApiKey(id: $id) { status } }', { id: apiKey.id });
    expect(revokeCrawlApiKey).toEqual({ status: 'REVOKED' });
  });

  test('lets nobody in once it is revoked, has expired, or its owner may do less', async () => {
    const { key, apiKey } = await keyOf(uma, ['READ']);
    await world.as(key).done('{ crawlMe { id } }');
    await revoke(apiKey.id);
    expect((await world.as(key).run('{ crawlMe { id } }')).refused?.code).toBe('UNAUTHENTICATED');
    expect(
      (
        await world
          .as(uma)
          .run(
            'mutation ($id: ID!) { updateCrawlApiKey(id: $id, input: { name: "Again" }) { id } }',
            { id: apiKey.id },
          )
      ).refused?.rule,
    ).toBe('KEY_NOT_ACTIVE');

    const short = await keyOf(uma, ['READ'], { expiresAt: '2030-01-01T00:00:00Z' });
    await world.as(short.key).done('{ crawlMe { id } }');
    await world.sql`update crawl.api_keys set expires_at = now() where id = ${short.apiKey.id}`;
    expect((await world.as(short.key).run('{ crawlMe { id } }')).refused?.code).toBe(
      'UNAUTHENTICATED',
    );
  });

  test('makes no more requests in an hour than it may, and they are counted', async () => {
    const { key, apiKey } = await keyOf(uma, ['READ'], { rateLimit: 45 });
    const ask = () => world.as(key).run('{ crawlMe { id } }');
    const outcomes = await Promise.all(Array.from({ length: 60 }, ask));
    const refused = outcomes.flatMap((each) => each.refused?.code ?? []);
    expect(refused).toEqual(Array(15).fill('TOO_MANY_REQUESTS'));
    const counted = async () => {
      const [row] = await world.sql`
        select usage_count as count, quota_taken as taken, last_used_at > now() - interval '1 minute' as lately,
          last_used_ip as "from" from crawl.api_keys where id = ${apiKey.id}`;
      return row;
    };
    await expect.poll(counted, { timeout: 10_000 }).toEqual({
      count: 45,
      taken: 45,
      lately: true,
      from: '127.0.0.1',
    });
  });

  test('says soon how often it was used, also if that was seldom, and by nobody else', async () => {
    const [{ apiKey, key }, idle] = [await keyOf(uma, ['READ']), await keyOf(uma, ['READ'])];
    for (let nth = 0; nth < 3; nth += 1) await world.as(key).done('{ crawlMe { id } }');
    const shown = async (id: string) =>
      world
        .as(uma)
        .done('query ($id: ID!) { crawlApiKey(id: $id) { usageCount lastUsedIp } }', { id });
    await expect
      .poll(() => shown(apiKey.id), { timeout: 30_000, interval: 500 })
      .toEqual({ crawlApiKey: { usageCount: 3, lastUsedIp: '127.0.0.1' } });
    expect(await shown(idle.apiKey.id)).toEqual({
      crawlApiKey: { usageCount: 0, lastUsedIp: null },
    });
  });

  test('that is none lets nobody in', async () => {
    for (const key of ['crawl_x', `crawl_${'x'.repeat(43)}`]) {
      expect((await world.as(key).run('{ crawlMe { id } }')).refused?.code).toBe('UNAUTHENTICATED');
    }
  });

  test('opens sockets, which are closed when it is revoked', async () => {
    const { key, apiKey } = await keyOf(uma, ['READ']);
    const socket = await openSocket(world);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send(subscribe('1', 'subscription { crawlCreditsChanged { cursor } }'));
    await world.as(uma).done('{ crawlMe { id } }');
    await revoke(apiKey.id);
    expect(await socket.closed()).toMatchObject({ code: 4403 });
  });

  test('opens sockets, which are closed when its time is over', async () => {
    const expiresAt = new Date(Date.now() + 8000).toISOString();
    const { key } = await keyOf(uma, ['READ'], { expiresAt });
    const socket = await openSocket(world);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send(subscribe('1', 'subscription { crawlCreditsChanged { cursor } }'));
    expect(await socket.closed()).toMatchObject({ code: 4403 });
    expect(Date.now()).toBeGreaterThan(Date.parse(expiresAt) - 1000);
  });

  test('is kept nowhere, whatever comes with the request that makes it', async () => {
    const query =
      'mutation { createCrawlApiKey(input: { name: "Once", permissions: [READ] }) { key } }';
    const authorization = `Bearer ${await world.authority.sign(uma, { realm: 'crawl' })}`;
    const headers = { authorization, 'idempotency-key': 'a-key-for-a-key' };
    const { data } = await (await world.post({ query }, headers)).json();
    expect(data).toEqual({ createCrawlApiKey: { key: expect.stringMatching(/^crawl_/) } });
    expect(await world.sql`select answer from kernel.answers`).toHaveLength(0);
  });
});
