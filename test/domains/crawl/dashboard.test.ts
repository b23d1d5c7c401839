import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../support/live.ts';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const whole = `{ jobCount statuses { status count } activeChunkCount failedChunkCount
  downloadedImageCount validImageCount medianSeconds p90Seconds }`;
type Dashboard = { crawlDashboard: Record<string, unknown> };
const dashboardOf = async (who: string) => {
  const { data, refused, statements } = await world
    .as(who)
    .run<Dashboard>(`{ crawlDashboard ${whole} }`);
  expect(refused).toBeUndefined();
  expect(statements).toBe(1);
  return data.crawlDashboard;
};

test('the dashboard counts one’s own jobs and chunks, and for administrators those of all', async () => {
  const none = { jobCount: 0, statuses: [], activeChunkCount: 0, medianSeconds: null };
  expect(await dashboardOf(fred)).toMatchObject(none);
  await world.newJob(uma);
  await world.runningJob(uma);
  const done = await world.newJob(uma);
  await world.sql`update crawl.crawl_jobs set status = 'completed', downloaded_images = 40, valid_images = 30,
    started_at = '2026-01-05T09:00:00Z', completed_at = '2026-01-05T09:01:30Z' where id = ${done}`;
  await world.newJob(fred);
  const own = await dashboardOf(uma);
  expect(own).toEqual({
    jobCount: 3,
    statuses: [
      { status: 'COMPLETED', count: 1 },
      { status: 'PENDING', count: 1 },
      { status: 'RUNNING', count: 1 },
    ],
    activeChunkCount: 2,
    failedChunkCount: 0,
    downloadedImageCount: 40,
    validImageCount: 30,
    medianSeconds: 90,
    p90Seconds: 90,
  });
  expect(await dashboardOf(fred)).toMatchObject({ jobCount: 1, downloadedImageCount: 0 });
  expect(await dashboardOf(ada)).toMatchObject({ jobCount: 4 });
});

test('whoever follows it is told of their own jobs, and not when others have more', async () => {
  const sign = (who: string) => world.api.authority.sign(who, { realm: 'crawl' });
  const peer = { url: world.url, authority: { ...world.api.authority, sign } };
  const query = 'subscription { crawlDashboardChanged { cursor crawlDashboard { jobCount } } }';
  const [hers, his] = [listen(peer, uma, { query }), listen(peer, fred, { query })];
  await Promise.all([hers.until(1), his.until(1)]);
  await world.newJob(uma);
  await hers.until(2);
  await world.newJob(fred);
  await his.until(2);
  const jobs = ({ told }: typeof hers) =>
    told.map((each) => Number(Object(each['crawlDashboard']).jobCount));
  const [before = 0, after = 0] = jobs(hers);
  expect(after).toBe(before + 1);
  expect(jobs(his)).toHaveLength(2);
  await Promise.all([hers.stop(), his.stop()]);
});
