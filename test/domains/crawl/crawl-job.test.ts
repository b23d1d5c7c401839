import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const fields =
  '{ id status progress totalChunks activeChunks completedChunks failedChunks reservedCredits taskIds startedAt completedAt isRunning isFinished version chunks { nodes { status keyword engine imageShare errorMessage } } }';
const command = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) ${fields} }`;

const balanceOf = async (userId: string): Promise<number> => {
  const [row] = await world.sql`
    select current_balance as balance from crawl.credit_accounts where user_id = ${userId}`;
  return Number(row?.['balance']);
};

/** What a command answers with, or the rule that refuses it. */
const act = async (who: string, name: string, id: string) => {
  const { data, refused } = await world.as(who).run(command(name), { id });
  return refused?.rule ?? refused?.code ?? data[name];
};

/** A job that has ended as the database is told. */
const endedJob = async (status: string): Promise<string> => {
  const id = await world.newJob(uma);
  await world.sql`update crawl.crawl_jobs set status = ${status} where id = ${Number(id)}`;
  return id;
};

describe('a crawl job', () => {
  test('that is started is cut into chunks, and what it may cost is reserved', async () => {
    const before = await balanceOf(uma);
    const id = await world.newJob(uma, { keywords: ['cat', 'dog'], maxImages: 20 });
    const started = await act(uma, 'startCrawlJob', id);
    expect(started).toMatchObject({
      status: 'RUNNING',
      isRunning: true,
      isFinished: false,
      totalChunks: 2,
      activeChunks: 2,
      reservedCredits: 20,
      chunks: {
        nodes: [
          { status: 'PENDING', keyword: 'cat', engine: 'GOOGLE', imageShare: 10 },
          { status: 'PENDING', keyword: 'dog', engine: 'GOOGLE', imageShare: 10 },
        ],
      },
    });
    expect(await act(uma, 'startCrawlJob', id)).toEqual(started);
    expect(await balanceOf(uma)).toBe(before - 20);
    const { crawlMe } = await world
      .as(uma)
      .done(
        '{ crawlMe { creditAccount { transactions(first: 1) { nodes { type amount status } } } } }',
      );
    expect(crawlMe).toEqual({
      creditAccount: {
        transactions: { nodes: [{ type: 'USAGE', amount: -20, status: 'PENDING' }] },
      },
    });
    await act(uma, 'cancelCrawlJob', id);
  });

  test('that is cancelled gives back what it did not use, fails what is not done, and stays so', async () => {
    const before = await balanceOf(uma);
    const id = await world.runningJob(uma);
    const cancelled = await act(uma, 'cancelCrawlJob', id);
    expect(cancelled).toMatchObject({
      status: 'CANCELLED',
      isFinished: true,
      activeChunks: 0,
      failedChunks: 2,
      reservedCredits: 0,
      chunks: {
        nodes: Array(2)
          .fill({ status: 'FAILED', errorMessage: 'The job was cancelled.' })
          .map((each) => expect.objectContaining(each)),
      },
    });
    expect(await act(uma, 'cancelCrawlJob', id)).toEqual(cancelled);
    expect(await balanceOf(uma)).toBe(before);
  });

  test('that is retried is as before its start, and starts again', async () => {
    const id = await world.runningJob(uma);
    await act(uma, 'cancelCrawlJob', id);
    expect(await act(uma, 'retryCrawlJob', id)).toMatchObject({
      status: 'PENDING',
      totalChunks: 0,
      taskIds: [],
      startedAt: null,
      completedAt: null,
      chunks: { nodes: [] },
    });
    expect(await act(uma, 'startCrawlJob', id)).toMatchObject({
      status: 'RUNNING',
      totalChunks: 2,
    });
    await act(uma, 'cancelCrawlJob', id);
  });

  test.each([
    ['completed', 'startCrawlJob', 'JOB_NOT_PENDING'],
    ['failed', 'startCrawlJob', 'JOB_NOT_PENDING'],
    ['cancelled', 'startCrawlJob', 'JOB_NOT_PENDING'],
    ['completed', 'retryCrawlJob', 'JOB_NOT_ENDED'],
    ['running', 'retryCrawlJob', 'JOB_NOT_ENDED'],
    ['pending', 'retryCrawlJob', 'JOB_NOT_ENDED'],
  ])('that is %s refuses %s', async (status, name, rule) => {
    const id = await endedJob(status);
    expect(await act(uma, name, id)).toBe(rule);
    await world.sql`update crawl.crawl_jobs set status = 'completed' where id = ${Number(id)}`;
  });
});

describe('a start is refused', () => {
  test('beyond what the tier lets run at once, also when several come at once', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => world.newJob(fred)));
    const outcomes = await Promise.all(ids.map((id) => act(fred, 'startCrawlJob', id)));
    expect(outcomes.filter((each) => each === 'TOO_MANY_RUNNING_JOBS')).toHaveLength(2);
    const running = ids[outcomes.findIndex((each) => typeof each === 'object')] ?? '';
    await act(fred, 'cancelCrawlJob', running);
  });

  test('without the credits, and then nothing is booked', async () => {
    const id = await world.newJob(fred, { maxImages: 20_000 });
    const before = await balanceOf(fred);
    expect(await act(fred, 'startCrawlJob', id)).toBe('INSUFFICIENT_CREDITS');
    expect(await balanceOf(fred)).toBe(before);
  });

  test('in a project that is not worked on', async () => {
    const id = await world.newJob(ada);
    const project = await world.projectOf(ada);
    const update =
      'mutation ($id: ID!, $status: CrawlProjectStatus!) { updateCrawlProject(id: $id, input: { status: $status }) { status } }';
    for (const status of ['ARCHIVED', 'DELETED']) {
      await world.as(ada).done(update, { id: project, status });
      expect(await act(ada, 'startCrawlJob', id)).toBe('PROJECT_NOT_ACTIVE');
      const list = `{ crawlProjects(filter: { id: { eq: "${project}" } }) { nodes { status } } }`;
      expect(await world.as(ada).done(list)).toEqual({ crawlProjects: { nodes: [{ status }] } });
    }
    await world.as(ada).done(update, { id: project, status: 'ACTIVE' });
  });
});

describe('a new job', () => {
  const create =
    'mutation ($input: CreateCrawlJobInput!) { createCrawlJob(input: $input) { keywords engines maxImages estimatedCredits status } }';

  test('keeps its keywords in their order', async () => {
    const input = {
      projectId: await world.projectOf(uma),
      name: 'Birds',
      keywords: ['owl', 'Jay', 'auk'],
      engines: ['BING', 'GOOGLE'],
    };
    const { createCrawlJob } = await world.as(uma).done(create, { input });
    expect(createCrawlJob).toEqual({
      keywords: ['owl', 'Jay', 'auk'],
      engines: ['BING', 'GOOGLE'],
      maxImages: 1000,
      estimatedCredits: 1000,
      status: 'PENDING',
    });
  });

  test.each([
    ['keywords', { keywords: [] }],
    ['keywords', { keywords: ['cat', 'CAT'] }],
    ['keywords', { keywords: Array.from({ length: 51 }, (_, nth) => `cat ${nth}`) }],
    ['name', { name: 'Cats & dogs' }],
    ['maxImages', { maxImages: 0 }],
    ['maxImages', { maxImages: 100_001 }],
  ])('is refused for its %s: %j', async (field, wrong) => {
    const input = {
      projectId: await world.projectOf(uma),
      name: 'Cats',
      keywords: ['cat'],
      ...wrong,
    };
    const { refused } = await world.as(uma).run(create, { input });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(refused?.field).toContain(field);
  });

  test('is made with others, all or none', async () => {
    const projectId = await world.projectOf(uma);
    const createAll =
      'mutation ($inputs: [CreateCrawlJobInput!]!) { createCrawlJobs(inputs: $inputs) { name } }';
    const inputs = ['A', 'B', 'C'].map((name) => ({ projectId, name, keywords: [name] }));
    const { createCrawlJobs } = await world.as(uma).done(createAll, { inputs });
    expect(createCrawlJobs).toEqual([{ name: 'A' }, { name: 'B' }, { name: 'C' }]);
    const others = { ...inputs[0], projectId: await world.projectOf(ada) };
    const { refused } = await world.as(uma).run(createAll, { inputs: [inputs[1], others] });
    expect(refused?.code).toBe('NOT_FOUND');
    const [count] = await world.sql`select count(*)::int from crawl.crawl_jobs where name = 'B'`;
    expect(count?.['count']).toBe(1);
  });

  test('is changed before it starts; its name, at any time', async () => {
    const id = await world.runningJob(uma);
    const update =
      'mutation ($id: ID!, $input: UpdateCrawlJobInput!) { updateCrawlJob(id: $id, input: $input) { name } }';
    const renamed = await world.as(uma).done(update, { id, input: { name: 'Felines' } });
    expect(renamed['updateCrawlJob']).toEqual({ name: 'Felines' });
    const { refused } = await world.as(uma).run(update, { id, input: { maxImages: 5 } });
    expect(refused?.rule).toBe('JOB_HAS_BEGUN');
    await act(uma, 'cancelCrawlJob', id);
  });
});

test('what is done to a job is in its activity log', async () => {
  const id = await world.runningJob(uma);
  await act(uma, 'cancelCrawlJob', id);
  const { crawlActivityLogs } = await world
    .as(uma)
    .done<{ crawlActivityLogs: { nodes: object[] } }>(
      `query ($id: String!) { crawlActivityLogs(filter: { resourceType: { eq: "crawl_job" }, resourceId: { eq: $id } }) {
      nodes { action user { email } } } }`,
      { id },
    );
  const user = { email: 'uma@crawl.example' };
  expect(crawlActivityLogs.nodes).toEqual(
    ['CANCEL', 'START', 'CREATE'].map((verb) => ({ action: `${verb}_CRAWL_JOB`, user })),
  );
});
