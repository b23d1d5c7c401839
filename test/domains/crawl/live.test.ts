import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSocket, type Socket, subscribe } from '../../support/live.ts';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A socket that follows something as a profile. */
const follow = async (who: string, query: string): Promise<Socket> => {
  const socket = await openSocket(world);
  const token = await world.authority.sign(who, { realm: 'crawl' });
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  socket.send(subscribe('1', query));
  return socket;
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
  await world.as(uma).done('mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id });
  for (const socket of [owner, admin]) {
    // it begins a little before: its making may be told, too
    let first = await told(socket as Socket);
    if (first['action'] === 'CREATED') first = await told(socket as Socket);
    expect(first).toMatchObject({
      action: 'UPDATED',
      crawlJob: { id, status: 'RUNNING', activeChunks: 1 },
      actor: { email: 'uma@crawl.example' },
    });
  }
  const { payload } = await (other as Socket).next();
  expect(JSON.stringify(payload)).toContain('NOT_FOUND');
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
  await world.as(ada).done(
    `mutation { bookCrawlCredits(userId: "${fred}", type: BONUS, credits: 5, description: "A gift.") { balanceAfter }
      createCrawlNotification(input: { userId: "${fred}", title: "A gift", message: "Five credits.", type: INFO, category: PAYMENT }) { id } }`,
  );
  expect(await told(credits)).toEqual({ crawlCreditAccount: { currentBalance: 10_005 } });
  expect(await told(news)).toEqual({ crawlNotification: { title: 'A gift', isRead: false } });
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
  const { pushCrawlNotifications } = await world
    .as(ada)
    .done('mutation { pushCrawlNotifications }');
  expect(pushCrawlNotifications).toBe(1);
  expect(await told(news)).toEqual({ action: 'UPDATED', crawlNotification: { title: 'Later' } });
});
