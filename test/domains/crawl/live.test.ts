import { afterAll, beforeAll, expect, test } from 'vitest';
import { clock } from '../../../src/domains/crawl/notification/clock.ts';
import { caughtUp } from '../../support/caught-up.ts';
import { openSocket, type Socket, subscribe } from '../../support/live.ts';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A socket that follows something as a profile, from when all is read that was done before. */
const follow = async (who: string, query: string): Promise<Socket> => {
  await caughtUp(world.sql, async () => {
    const { changeCursor } = await world.as(ada).done<{ changeCursor: string }>('{ changeCursor }');
    return changeCursor;
  });
  const socket = await openSocket(world);
  const token = who.startsWith('crawl_')
    ? who
    : await world.authority.sign(who, { realm: 'crawl' });
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  socket.send(subscribe('1', query));
  return socket;
};

/** A key of an administrator's, with which a worker comes in. */
const workerKey = async (): Promise<string> => {
  const { createCrawlApiKey } = await world
    .as(ada)
    .done<{ createCrawlApiKey: { key: string } }>(
      'mutation { createCrawlApiKey(input: { name: "Worker", permissions: [CRAWL_CHUNKS_WORK, CRAWL_JOBS_READ] }) { key } }',
    );
  return createCrawlApiKey.key;
};

const told = async (socket: Socket) => {
  const { payload, type } = await socket.next();
  expect({ type, payload }).toMatchObject({ type: 'next' });
  const { data, errors } = payload as { data?: object; errors?: unknown };
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as Record<string, unknown>;
};

test('a job is followed from its start, by whom it belongs to and by administrators only', async () => {
  const id = await world.newJob(uma, { keywords: ['cat'] });
  const query = `subscription { crawlJobChanged(crawlJobId: "${id}") { action changedFields crawlJob { id status activeChunks } actor { email } } }`;
  const [owner, admin, other] = await Promise.all(
    [uma, ada, fred].map((who) => follow(who, query)),
  );
  const followers = [owner, admin] as Socket[];
  for (const socket of followers) {
    expect(await told(socket)).toMatchObject({
      action: 'STATE',
      crawlJob: { id, status: 'PENDING', activeChunks: 0 },
      actor: null,
    });
  }
  await world.as(uma).done('mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id });
  for (const socket of followers) {
    expect(await told(socket)).toMatchObject({
      action: 'UPDATED',
      crawlJob: { id, status: 'RUNNING', activeChunks: 1 },
      actor: { email: 'uma@crawl.example' },
    });
  }
  const { payload } = await (other as Socket).next();
  expect(JSON.stringify(payload)).toContain('NOT_FOUND');
});

test('workers are told of the jobs and images of all', async () => {
  const id = await world.newJob(uma, { keywords: ['cat'] });
  const key = await workerKey();
  const job = await follow(
    key,
    `subscription { crawlJobChanged(crawlJobId: "${id}") { action crawlJob { status } } }`,
  );
  expect(await told(job)).toEqual({ action: 'STATE', crawlJob: { status: 'PENDING' } });
  await world.as(uma).done('mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id });
  expect(await told(job)).toEqual({ action: 'UPDATED', crawlJob: { status: 'RUNNING' } });
  const added = await follow(
    key,
    `subscription { crawlImageAdded(crawlJobId: "${id}") { crawlImage { filename } } }`,
  );
  await world.as(uma).done('{ crawlMe { id } }');
  await world.sql`insert into crawl.images (crawl_job_id, original_url, filename) values (${Number(id)}, 'https://x.example/1', '1.jpg')`;
  expect(await told(added)).toEqual({ crawlImage: { filename: '1.jpg' } });
});

test('credits and pushed notifications come to whom they belong', async () => {
  const credits = await follow(
    fred,
    'subscription { crawlCreditsChanged { crawlCreditAccount { currentBalance } } }',
  );
  const news = await follow(
    fred,
    'subscription { crawlNotificationAdded { crawlNotification { title isRead } } }',
  );
  expect(await told(credits)).toEqual({ crawlCreditAccount: { currentBalance: 10_000 } });
  await world.as(ada).done(
    `mutation { bookCrawlCredits(userId: "${fred}", type: BONUS, credits: 5, description: "A gift.") { balanceAfter }
      createCrawlNotification(input: { userId: "${fred}", title: "A gift", message: "Five credits.", type: INFO, category: PAYMENT }) { id } }`,
  );
  expect(await told(credits)).toEqual({ crawlCreditAccount: { currentBalance: 10_005 } });
  expect(await told(news)).toEqual({ crawlNotification: { title: 'A gift', isRead: false } });
});

test('a notification that is brought back is not pushed again', async () => {
  const tell = (title: string) =>
    world
      .as(ada)
      .done<{ createCrawlNotification: { id: string } }>(
        `mutation { createCrawlNotification(input: { userId: "${fred}", title: "${title}", message: "It is so.", type: INFO }) { id } }`,
      );
  const { createCrawlNotification } = await tell('Once');
  const news = await follow(
    fred,
    'subscription { crawlNotificationAdded { crawlNotification { title } } }',
  );
  await world.as(fred).done('{ crawlMe { id } }');
  const { deleteCrawlNotification } = await world
    .as(fred)
    .done<{ deleteCrawlNotification: { auditLogId: string } }>(
      'mutation ($id: ID!) { deleteCrawlNotification(id: $id) { auditLogId } }',
      { id: createCrawlNotification.id },
    );
  await world.as(fred).done('mutation ($id: ID!) { undoDelete(auditLogId: $id) { entityId } }', {
    id: deleteCrawlNotification.auditLogId,
  });
  await tell('Next');
  expect(await told(news)).toEqual({ crawlNotification: { title: 'Next' } });
});

test('an image that is brought back was found before', async () => {
  const id = await world.newJob(uma, { keywords: ['owl'] });
  const find = async (name: string) => {
    const [image] = await world.sql`
      insert into crawl.images (crawl_job_id, original_url, filename) values (${Number(id)}, ${`https://x.example/${name}`}, ${name}) returning id`;
    return String(image?.['id']);
  };
  const first = await find('first.jpg');
  const added = await follow(
    uma,
    `subscription { crawlImageAdded(crawlJobId: "${id}") { crawlImage { filename } } }`,
  );
  await world.as(uma).done('{ crawlMe { id } }');
  const { deleteCrawlImage } = await world
    .as(uma)
    .done<{ deleteCrawlImage: { auditLogId: string } }>(
      'mutation ($id: ID!) { deleteCrawlImage(id: $id) { auditLogId } }',
      { id: first },
    );
  await world.as(uma).done('mutation ($id: ID!) { undoDelete(auditLogId: $id) { entityId } }', {
    id: deleteCrawlImage.auditLogId,
  });
  await find('second.jpg');
  expect(await told(added)).toEqual({ crawlImage: { filename: 'second.jpg' } });
});

test('what comes in quiet hours is told when they end', async () => {
  await world.sql`
    update crawl.notification_preferences set quiet_hours_start = (now() at time zone 'UTC' - interval '1 hour')::time,
      quiet_hours_end = (now() at time zone 'UTC' + interval '1 hour')::time where user_id = ${uma}`;
  const news = await follow(
    uma,
    'subscription { crawlNotificationAdded { action crawlNotification { title } } }',
  );
  const { createCrawlNotification } = await world
    .as(ada)
    .done(
      `mutation { createCrawlNotification(input: { userId: "${uma}", title: "Later", message: "Not now.", type: INFO }) { pushAt pushedAt } }`,
    );
  expect(createCrawlNotification).toEqual({ pushAt: expect.any(String), pushedAt: null });
  await world.sql`update crawl.notifications set push_at = now() where title = 'Later'`;
  expect(await told(news)).toEqual({ action: 'UPDATED', crawlNotification: { title: 'Later' } });
});

test('a digest is one notification with counts, whatever zone others have', async () => {
  await world.sql`update crawl.notification_preferences set digest_frequency = 'daily', time_zone = 'NET' where user_id = ${ada}`;
  await world.sql`
    update crawl.notification_preferences set digest_frequency = 'daily', time_zone = 'Asia/Tokyo',
      quiet_hours_start = '00:00', quiet_hours_end = (now() at time zone 'Asia/Tokyo')::time, datasets_enabled = false where user_id = ${fred}`;
  const news = await follow(
    fred,
    'subscription { crawlNotificationAdded { action crawlNotification { title message digested { nodes { title } } } } }',
  );
  await world.sql`
    insert into crawl.notifications (user_id, title, message, type, category, created_at)
    select ${fred}, title, 'It is so.', 'info', category, now() - interval '1 hour'
    from (values ('A', 'crawl_job'), ('B', 'crawl_job'), ('C', 'payment'), ('D', 'dataset')) v (title, category)`;
  for (const { statement } of [...clock, ...clock]) await world.sql.unsafe(statement);
  expect(await told(news)).toEqual({
    action: 'CREATED',
    crawlNotification: {
      title: '3 new notifications',
      message: 'crawl_job: 2, payment: 1.',
      digested: { nodes: ['C', 'B', 'A'].map((title) => ({ title })) },
    },
  });
  await world.sql`
    insert into crawl.notifications (user_id, title, message, type, category, created_at)
    values (${fred}, 'E', 'It is so.', 'info', 'payment', now() - interval '1 hour')`;
  for (const { statement } of clock) await world.sql.unsafe(statement);
  expect(await told(news)).toMatchObject({ crawlNotification: { title: '1 new notification' } });
  const [{ digests } = {}] = await world.sql`
    select count(*)::int as digests from crawl.notifications where user_id = ${fred} and metadata ? 'digest'`;
  expect(digests).toBe(2);
});
