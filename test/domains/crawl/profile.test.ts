import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../../src/domains/crawl/demo/load.ts';
import { keyOfPerson } from '../../../src/domains/crawl/demo/people.ts';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('a new profile has credits to begin with, and preferences', async () => {
  const { createCrawlProfile } = await world.as(ada).done(
    `mutation { createCrawlProfile(input: { email: "New.One@crawl.example", fullName: "New One" }) {
      email role userTier runningJobLimit unreadNotificationCount
      creditAccount { currentBalance monthlyLimit averageDailyUsage transactions { nodes { type amount entry } } }
      notificationPreference { digestFrequency timeZone quietHoursStart } } }`,
  );
  expect(createCrawlProfile).toEqual({
    email: 'New.One@crawl.example',
    role: 'USER',
    userTier: 'FREE',
    runningJobLimit: 1,
    unreadNotificationCount: 0,
    creditAccount: {
      currentBalance: 100,
      monthlyLimit: 2000,
      averageDailyUsage: '0.00',
      transactions: { nodes: [{ type: 'BONUS', amount: 100, entry: 1 }] },
    },
    notificationPreference: { digestFrequency: 'DAILY', timeZone: 'UTC', quietHoursStart: null },
  });
  const { refused } = await world
    .as(ada)
    .run('mutation { createCrawlProfile(input: { email: "new.one@CRAWL.example" }) { id } }');
  expect(refused).toMatchObject({ code: 'CONFLICT', field: 'email' });
});

test('a profile that is not active has no access', async () => {
  await world
    .as(ada)
    .done(
      `mutation { updateCrawlProfile(id: "${fred}", input: { isActive: false }) { isActive } }`,
    );
  const { refused } = await world.as(fred).run('{ crawlMe { id } }');
  expect(refused?.code).toBe('UNAUTHENTICATED');
  await world
    .as(ada)
    .done(`mutation { updateCrawlProfile(id: "${fred}", input: { isActive: true }) { isActive } }`);
});

describe('notifications', () => {
  test('are counted, read one by one, and all at once', async () => {
    await world.sql`
      insert into crawl.notifications (user_id, title, message, type) select ${uma}, 'News ' || n, 'Some.', 'info' from generate_series(1, 5) n`;
    const ask =
      '{ crawlMe { unreadNotificationCount notifications(first: 1, filter: { isRead: { eq: false } }) { nodes { id title } } } }';
    const { crawlMe } = await world.as(uma).done<{
      crawlMe: {
        unreadNotificationCount: number;
        notifications: { nodes: { id: string; title: string }[] };
      };
    }>(ask);
    expect(crawlMe).toMatchObject({
      unreadNotificationCount: 5,
      notifications: { nodes: [{ title: 'News 5' }] },
    });
    const id = crawlMe.notifications.nodes[0]?.id;
    const { markCrawlNotificationRead } = await world
      .as(uma)
      .done('mutation ($id: ID!) { markCrawlNotificationRead(id: $id) { isRead readAt } }', { id });
    expect(markCrawlNotificationRead).toEqual({ isRead: true, readAt: expect.any(String) });
    const { markCrawlNotificationsRead } = await world
      .as(uma)
      .done('mutation { markCrawlNotificationsRead }');
    expect(markCrawlNotificationsRead).toBe(4);
  });

  test.each([
    ['timeZone', '{ timeZone: "Nowhere/At_All" }'],
    ['timeZone', '{ timeZone: "US/Pacific-New" }'], // known to the program, and not to the database
    ['quietHoursEnd', '{ quietHoursStart: "22:00" }'],
    ['quietHoursEnd', '{ quietHoursStart: "22:00", quietHoursEnd: "22:00" }'],
  ])('refuse preferences for their %s: %s', async (field, input) => {
    const [row] =
      await world.sql`select id from crawl.notification_preferences where user_id = ${uma}`;
    const { refused } = await world
      .as(uma)
      .run(
        `mutation ($id: ID!) { updateCrawlNotificationPreference(id: $id, input: ${input}) { id } }`,
        { id: row?.['id'] },
      );
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  test('keep quiet hours', async () => {
    const [row] =
      await world.sql`select id from crawl.notification_preferences where user_id = ${uma}`;
    const { updateCrawlNotificationPreference } = await world
      .as(uma)
      .done(
        `mutation ($id: ID!) { updateCrawlNotificationPreference(id: $id, input: { quietHoursStart: "22:00", quietHoursEnd: "07:00", timeZone: "Europe/Berlin" }) { quietHoursStart quietHoursEnd timeZone } }`,
        { id: row?.['id'] },
      );
    expect(updateCrawlNotificationPreference).toEqual({
      quietHoursStart: '22:00:00',
      quietHoursEnd: '07:00:00',
      timeZone: 'Europe/Berlin',
    });
  });
});

test('usage adds up within a day', async () => {
  const record = `mutation { recordCrawlUsage(userId: "${uma}", metricDate: "2026-03-01", imagesProcessed: 100, bandwidthMb: 1250) { imagesProcessed imagesPercent bandwidthUsedGb bandwidthPercent } }`;
  await world.as(ada).done(record);
  const { recordCrawlUsage } = await world.as(ada).done(record);
  expect(recordCrawlUsage).toEqual({
    imagesProcessed: 200,
    imagesPercent: 2,
    bandwidthUsedGb: '2.500',
    bandwidthPercent: 0.5,
  });
});

test('usage is counted to the megabyte, however little comes at a time', async () => {
  const record = `mutation { recordCrawlUsage(userId: "${uma}", metricDate: "2026-03-03", storageMb: 4, bandwidthMb: 5) { storageUsedGb bandwidthUsedGb } }`;
  for (let nth = 0; nth < 5; nth += 1) await world.as(ada).done(record);
  const { recordCrawlUsage } = await world.as(ada).done(record);
  expect(recordCrawlUsage).toEqual({ storageUsedGb: '0.024', bandwidthUsedGb: '0.030' });
});

test('usage of a day that is more than can be counted is refused', async () => {
  const record = (used: string) =>
    world
      .as(ada)
      .run(
        `mutation { recordCrawlUsage(userId: "${fred}", metricDate: "2026-03-02", ${used}) { id } }`,
      );
  for (const used of ['apiCalls: 1000000000', 'imagesProcessed: 1000000000']) {
    await record(used);
    await record(used);
    expect((await record(used)).refused?.code).toBe('BAD_USER_INPUT');
  }
});

test('20 profiles with their projects and jobs take three statements', async () => {
  await world.sql`delete from crawl.profiles where id <> ${ada}`;
  await world.sql`update crawl.profiles set id = 'a0000000-0000-4000-8000-0000000000ff' where false`;
  await world.sql`delete from crawl.profiles`;
  await seedDemo(world.sql);
  const { data, statements, refused } = await world.as(keyOfPerson(1)).run<{
    crawlProfiles: { nodes: { projects: { nodes: { crawlJobs: { nodes: object[] } }[] } }[] };
  }>(
    '{ crawlProfiles { nodes { email projects { nodes { name crawlJobs { nodes { name status progress successRate } } } } } } }',
  );
  expect(refused).toBeUndefined();
  const projects = data.crawlProfiles.nodes.flatMap((profile) => profile.projects.nodes);
  expect(projects).toHaveLength(100);
  expect(projects.flatMap((project) => project.crawlJobs.nodes)).toHaveLength(300);
  expect(statements).toBe(3);
});
