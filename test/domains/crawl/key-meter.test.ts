import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { domains } from '../../../src/domains/index.ts';
import { KeyMeter } from '../../../src/kernel/accounts/key-meter.ts';
import { startWorld, uma, type World } from './world.ts';

const hour = 3_600_000;
const { domain: realm } = domains.crawl;

let world: World;
const meters: KeyMeter[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(meters.splice(0).map((meter) => meter.stop()));
});

const newKey = async (rateLimit: number) => {
  const { createCrawlApiKey } = await world
    .as(uma)
    .done<{ createCrawlApiKey: { key: string; apiKey: { id: string } } }>(
      'mutation ($input: CreateCrawlApiKeyInput!) { createCrawlApiKey(input: $input) { key apiKey { id } } }',
      { input: { name: 'Metered', permissions: ['READ'], rateLimit } },
    );
  return { key: createCrawlApiKey.key, id: createCrawlApiKey.apiKey.id };
};

/** What a server of its own counts. */
const newMeter = () => {
  const meter = new KeyMeter(world.sql);
  meters.push(meter);
  return meter;
};

/** How many of so many requests are let through. */
const letThrough = async (meter: KeyMeter, id: string, count: number) => {
  let through = 0;
  for (let nth = 0; nth < count; nth += 1)
    if ((await meter.spend(realm, id, '')) === undefined) through += 1;
  return through;
};

describe('the limit of a key', () => {
  test('holds once it is lowered below what has been taken', async () => {
    const { key, id } = await newKey(1000);
    await world.as(key).done('{ crawlMe { id } }');
    await world
      .as(uma)
      .done(
        'mutation ($id: ID!) { updateCrawlApiKey(id: $id, input: { rateLimit: 5 }) { rateLimit } }',
        { id },
      );
    const outcomes: (string | undefined)[] = [];
    for (let nth = 0; nth < 30; nth += 1) {
      const { refused } = await world.as(key).run('{ crawlMe { id } }');
      outcomes.push(refused?.code);
    }
    expect(outcomes.slice(-10)).toEqual(Array(10).fill('TOO_MANY_REQUESTS'));
  });

  test('has something for each of several servers', async () => {
    const { id } = await newKey(20);
    const [one, other] = [newMeter(), newMeter()];
    expect(await letThrough(one, id, 1)).toBe(1);
    expect(await letThrough(other, id, 1)).toBe(1);
    expect((await letThrough(one, id, 20)) + (await letThrough(other, id, 20))).toBe(18);
  });

  test('is whole again, but for what was used, when a server has stopped', async () => {
    const { id } = await newKey(1000);
    const stopped = newMeter();
    expect(await letThrough(stopped, id, 1)).toBe(1);
    await stopped.stop();
    expect(await letThrough(newMeter(), id, 1010)).toBe(999);
  });

  test('is not given again by a server that still writes what it used in the hour before', async () => {
    const { id } = await newKey(20);
    const [late, other] = [newMeter(), newMeter()];
    const next = Math.ceil(Date.now() / hour) * hour;
    const now = vi.spyOn(Date, 'now').mockReturnValue(next - 2000);
    expect(await letThrough(late, id, 1)).toBe(1);
    now.mockReturnValue(next + 1000);
    expect(await letThrough(other, id, 30)).toBe(20);
    await late.flush();
    expect(await letThrough(other, id, 10)).toBe(0);
  });
});
