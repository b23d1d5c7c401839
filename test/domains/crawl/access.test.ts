import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
let job: string;
let key: string;
beforeAll(async () => {
  world = await startWorld();
  job = await world.runningJob(uma, { keywords: ['cat', 'dog'] });
  const { createCrawlApiKey } = await world
    .as(uma)
    .done<{ createCrawlApiKey: { key: string } }>(
      'mutation { createCrawlApiKey(input: { name: "CI", permissions: [READ] }) { key apiKey { id } } }',
    );
  key = createCrawlApiKey.key;
  await world.sql`insert into crawl.images (crawl_job_id, original_url, filename) values (${Number(job)}, 'https://x.example/1', '1.jpg')`;
  await world.sql`insert into crawl.notifications (user_id, title, message, type) values (${uma}, 'Hello', 'World', 'info')`;
  await world.sql`insert into crawl.usage_metrics (user_id, metric_date) values (${uma}, '2026-03-01')`;
});
afterAll(() => world.stop());

/** One row of each type that belongs to Uma. */
const tables: Record<string, [one: string, many: string]> = {
  projects: ['crawlProject', 'crawlProjects'],
  crawl_jobs: ['crawlJob', 'crawlJobs'],
  job_chunks: ['crawlJobChunk', 'crawlJobChunks'],
  images: ['crawlImage', 'crawlImages'],
  credit_accounts: ['crawlCreditAccount', 'crawlCreditAccounts'],
  credit_transactions: ['crawlCreditTransaction', 'crawlCreditTransactions'],
  api_keys: ['crawlApiKey', 'crawlApiKeys'],
  notifications: ['crawlNotification', 'crawlNotifications'],
  notification_preferences: ['crawlNotificationPreference', 'crawlNotificationPreferences'],
  usage_metrics: ['crawlUsageMetric', 'crawlUsageMetrics'],
  activity_logs: ['crawlActivityLog', 'crawlActivityLogs'],
};

const owner: Record<string, string> = {
  crawl_jobs: 'project_id in (select id from crawl.projects where user_id = $1)',
  job_chunks: `job_id = any(array(select j.id from crawl.crawl_jobs j join crawl.projects p on p.id = project_id where user_id = $1))`,
  images: `crawl_job_id = any(array(select j.id from crawl.crawl_jobs j join crawl.projects p on p.id = project_id where user_id = $1))`,
};

const keyIn = async (table: string): Promise<string> => {
  const [row] = await world.sql.unsafe<{ id: string }[]>(
    `select id::text from crawl.${table} where ${owner[table] ?? 'user_id = $1'} limit 1`,
    [uma],
  );
  return row?.id ?? '';
};

describe.each(Object.entries(tables))('of %s', (table, [one, many]) => {
  test('everybody sees their own, and administrators all', async () => {
    const id = await keyIn(table);
    const query = `query ($id: ID!) { ${one}(id: $id) { id } ${many}(first: 100) { totalCount nodes { id } } }`;
    const [own, all, other] = await Promise.all(
      [uma, ada, fred].map((who) => world.as(who).done<Record<string, unknown>>(query, { id })),
    );
    expect(own?.[one]).toEqual({ id });
    expect(all?.[one]).toEqual({ id });
    expect(other?.[one]).toBeNull();
    const list = other?.[many] as { totalCount: number; nodes: { id: string }[] };
    expect(list.nodes.map((node) => node.id)).not.toContain(id);
    expect(list.nodes).toHaveLength(list.totalCount);
    const everything = all?.[many] as { totalCount: number };
    const [counted] = await world.sql.unsafe(`select count(*)::int from crawl.${table}`);
    expect(everything.totalCount).toBe(counted?.['count']);
  });
});

describe('what somebody else has does not exist:', () => {
  test.each([
    ['startCrawlJob', 'crawl_jobs', ''],
    ['cancelCrawlJob', 'crawl_jobs', ''],
    ['retryCrawlJob', 'crawl_jobs', ''],
    ['updateCrawlJob', 'crawl_jobs', ', input: { name: "Mine" }'],
    ['updateCrawlProject', 'projects', ', input: { name: "Mine" }'],
    ['updateCrawlImage', 'images', ', input: { isValid: false }'],
    ['setCrawlJobChunkPriority', 'job_chunks', ', priority: 9'],
    ['updateCrawlCreditAccount', 'credit_accounts', ', input: { monthlyLimit: 5 }'],
    ['updateCrawlApiKey', 'api_keys', ', input: { name: "Mine" }'],
    ['revokeCrawlApiKey', 'api_keys', ''],
    ['markCrawlNotificationRead', 'notifications', ''],
    [
      'updateCrawlNotificationPreference',
      'notification_preferences',
      ', input: { smsEnabled: true }',
    ],
    ['deleteCrawlJob', 'crawl_jobs', ''],
    ['deleteCrawlProject', 'projects', ''],
    ['deleteCrawlImage', 'images', ''],
    ['deleteCrawlApiKey', 'api_keys', ''],
    ['deleteCrawlNotification', 'notifications', ''],
  ])('%s', async (name, table, more) => {
    const id = await keyIn(table);
    const { refused } = await world
      .as(fred)
      .run(`mutation ($id: ID!) { ${name}(id: $id${more}) { __typename } }`, { id });
    expect(refused).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('createCrawlJob in a project of others', async () => {
    const { refused } = await world
      .as(fred)
      .run('mutation ($input: CreateCrawlJobInput!) { createCrawlJob(input: $input) { id } }', {
        input: { projectId: await world.projectOf(uma), name: 'Mine', keywords: ['cat'] },
      });
    expect(refused).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('createCrawlProject and createCrawlApiKey for others', async () => {
    for (const field of [
      `createCrawlProject(input: { name: "Mine", userId: "${uma}" })`,
      `createCrawlApiKey(input: { name: "Mine", permissions: [READ], userId: "${uma}" }) `,
    ]) {
      const { refused } = await world.as(fred).run(`mutation { ${field} { __typename } }`);
      expect(refused).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('only administrators', () => {
  test.each([
    `createCrawlProfile(input: { email: "new@crawl.example" }) { id }`,
    `bookCrawlCredits(userId: "${uma}", type: BONUS, credits: 5, description: "x") { id }`,
    `recordCrawlUsage(userId: "${uma}", apiCalls: 1) { id }`,
    `createCrawlNotification(input: { userId: "${uma}", title: "x", message: "x", type: INFO }) { id }`,
    `deleteCrawlProfile(id: "${fred}") { entityId }`,
    `claimCrawlJobChunks(limit: 1) { id }`,
    `updateCrawlProfile(id: "${uma}", input: { role: ADMIN }) { id }`,
  ])('may %s', async (field) => {
    const { refused } = await world.as(uma).run(`mutation { ${field} }`);
    expect(refused).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('read the whole trail, in which no hash of a key is', async () => {
    const query = '{ crawlAuditLogs(first: 1000) { nodes { entityType changes } } }';
    expect((await world.as(uma).run(query)).refused).toMatchObject({ code: 'FORBIDDEN' });
    const { data } = await world.as(ada).run(query);
    const text = JSON.stringify(data);
    expect(text).toContain('CRAWL_API_KEY');
    const [row] = await world.sql`select key_hash as hash from crawl.api_keys limit 1`;
    expect(text).not.toContain(String(row?.['hash']));
    expect(text).not.toContain(key);
  });
});

test('everybody changes their own name, and nobody takes their own administration away', async () => {
  const update =
    'mutation ($id: ID!, $input: UpdateCrawlProfileInput!) { updateCrawlProfile(id: $id, input: $input) { fullName role } }';
  const { updateCrawlProfile } = await world
    .as(uma)
    .done(update, { id: uma, input: { fullName: 'Uma U.' } });
  expect(updateCrawlProfile).toEqual({ fullName: 'Uma U.', role: 'USER' });
  const { refused } = await world.as(ada).run(update, { id: ada, input: { role: 'USER' } });
  expect(refused?.rule).toBe('NOT_YOURSELF');
});

test('people of another realm have nothing here', async () => {
  const { refused } = await world.as(uma).run('{ studies { totalCount } }');
  expect(refused).toMatchObject({ code: 'FORBIDDEN' });
  const answer = await world.api.as('admin').run('{ crawlProfiles { totalCount } }');
  expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});
