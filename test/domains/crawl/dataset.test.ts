import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../acceptance/exported.ts';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
let job: string;
beforeAll(async () => {
  world = await startWorld();
  job = await world.newJob(uma);
  const other = await world.newJob(uma);
  // of the job 1,200 that are good, and each kind that is not; of another job one
  await world.sql.unsafe(`
    insert into crawl.images (crawl_job_id, original_url, filename, hash, width, metadata, downloaded_at)
      select ${job}, 'https://images.example/' || n, case n when 1 then '=1+1.jpg' else n || '.jpg' end, 'h' || n, 640,
        case n when 1 then '{"tags": ["cat", "mat"]}'::jsonb end, now() from generate_series(1, 1200) n;
    insert into crawl.images (crawl_job_id, original_url, filename, is_valid, is_duplicate, downloaded_at) values
      (${job}, 'https://images.example/broken', 'broken.jpg', false, false, now()),
      (${job}, 'https://images.example/twice', 'twice.jpg', true, true, now()),
      (${job}, 'https://images.example/gone', 'gone.jpg', true, false, null),
      (${other}, 'https://images.example/other', 'other.jpg', true, false, now())`);
});
afterAll(() => world.stop());

const get = async (who: string, file: string): Promise<Response> => {
  const token = who.startsWith('crawl_')
    ? who
    : await world.authority.sign(who, { realm: 'crawl' });
  return fetch(`${world.url}/export/crawl-datasets/${file}`, {
    headers: { authorization: `Bearer ${token}` },
  });
};

const names = Array.from({ length: 1200 }, (_, at) => (at === 0 ? '=1+1.jpg' : `${at + 1}.jpg`));

describe('the data set of a job', () => {
  test('is its valid images as CSV, each once, in their order', async () => {
    const answer = await get(uma, `${job}.csv`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = await rowsOf(answer);
    expect(rows.map(({ filename }) => filename)).toEqual(names);
    expect(rows[0]).toMatchObject({
      crawl_job: 'Cats and dogs',
      original_url: 'https://images.example/1',
      width: '640',
      hash: 'h1',
      metadata: '{"tags":["cat","mat"]}',
    });
  });

  test('is JSON, a line for each, with its values as they are', async () => {
    const answer = await get(uma, `${job}.jsonl`);
    expect(answer.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="crawl-datasets-${job}.jsonl"`,
    );
    const lines = (await answer.text()).trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line));
    expect(rows.map(({ filename }) => filename)).toEqual(names);
    expect(rows[0]).toMatchObject({ width: 640, height: null, metadata: { tags: ['cat', 'mat'] } });
  });

  test('has those of a filter, and never what is no part of it', async () => {
    const filter = (given: object) =>
      `${job}.jsonl?filter=${encodeURIComponent(JSON.stringify(given))}`;
    const text = await (
      await get(uma, filter({ filename: { in: ['2.jpg', 'twice.jpg'] } }))
    ).text();
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ filename: '2.jpg' });
    expect(await (await get(uma, filter({ isValid: { eq: false } }))).text()).toBe('');
  });

  test('is for whoever sees the job', async () => {
    expect((await get(ada, `${job}.jsonl`)).status).toBe(200);
    const refused = await get(fred, `${job}.jsonl`);
    expect(refused.status).toBe(404);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });

  test.each([
    ['DATASETS_EXPORT', 200],
    ['READ', 200],
    ['DATASETS_READ', 403],
    ['CRAWL_JOBS_READ', 403],
  ])('is given to a key that may %s: %s', async (permission, status) => {
    const { createCrawlApiKey } = await world
      .as(uma)
      .done<{ createCrawlApiKey: { key: string } }>(
        `mutation { createCrawlApiKey(input: { name: "A key", permissions: [${permission}] }) { key } }`,
      );
    const answer = await get(createCrawlApiKey.key, `${job}.csv`);
    expect(answer.status).toBe(status);
    await answer.text();
    const { refused } = await world
      .as(createCrawlApiKey.key)
      .run('query ($id: ID!) { crawlJob(id: $id) { images(first: 1) { nodes { id } } } }', {
        id: job,
      });
    expect(refused).toBeUndefined();
  });
});
