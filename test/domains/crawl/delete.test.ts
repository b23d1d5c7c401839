import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ada, fred, startWorld, uma, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const owned = [
  'projects',
  'crawl_jobs',
  'images',
  'job_chunks',
  'activity_logs',
  'credit_accounts',
  'credit_transactions',
  'api_keys',
  'notifications',
  'notification_preferences',
  'usage_metrics',
] as const;

const contents = async () => {
  const rows = await Promise.all(
    ['profiles', ...owned].map(async (table) => {
      const found = await world.sql.unsafe(
        `select to_jsonb(t) - 'updated_at' - 'version' as row from crawl.${table} t order by t.id::text`,
      );
      return [table, found.map(({ row }) => row)] as const;
    }),
  );
  return Object.fromEntries(rows) as Record<string, Record<string, unknown>[]>;
};

/** A profile with something in every table. */
const fill = async (userId: string) => {
  const id = Number(await world.runningJob(userId, { keywords: ['cat', 'dog'] }));
  await world.sql`insert into crawl.images (crawl_job_id, original_url, filename) values (${id}, 'https://x.example/1', '1.jpg')`;
  await world.sql`insert into crawl.notifications (user_id, title, message, type) values (${userId}, 'Hello', 'World', 'info')`;
  await world.sql`insert into crawl.usage_metrics (user_id, metric_date) values (${userId}, '2026-03-01')`;
};

describe('deleting a profile', () => {
  test('takes everything that it owns, as foreseen, and an undo brings it back', async () => {
    await fill(uma);
    const before = await contents();
    const remove = (cascade: boolean) =>
      world.as(ada).run<{
        deleteCrawlProfile: {
          auditLogId: string;
          impacts: { entityType: string; count: number }[];
        };
      }>(
        'mutation ($id: ID!, $cascade: Boolean!) { deleteCrawlProfile(id: $id, cascade: $cascade) { auditLogId impacts { entityType count } } }',
        { id: uma, cascade },
      );
    expect((await remove(false)).refused?.code).toBe('HAS_DEPENDENTS');
    const { deletePreview } = await world
      .as(ada)
      .done<{ deletePreview: { impacts: object[] } }>(
        'query ($id: ID!) { deletePreview(type: CRAWL_PROFILE, id: $id) { impacts { entityType count } } }',
        { id: uma },
      );
    const { data, refused } = await remove(true);
    expect(refused).toBeUndefined();
    const { impacts, auditLogId } = data.deleteCrawlProfile;
    expect(impacts).toEqual(deletePreview.impacts);
    expect(impacts).toHaveLength(owned.length - 1); // it has no key

    const [left] = await world.sql.unsafe(
      `select ${owned.map((table) => `(select count(*)::int from crawl.${table} t where to_jsonb(t)->>'user_id' = '${uma}') as ${table}`).join(', ')}`,
    );
    expect(new Set(Object.values(left ?? {}))).toEqual(new Set([0]));

    await world.as(ada).done('mutation ($id: ID!) { undoDelete(auditLogId: $id) { __typename } }', {
      id: auditLogId,
    });
    const after = await contents();
    for (const table of ['profiles', ...owned].filter(
      (each) => each !== 'activity_logs' && each !== 'api_keys',
    )) {
      expect(after[table], table).toEqual(before[table]);
    }
  });

  test('is for administrators, and not for oneself', async () => {
    const { refused } = await world
      .as(ada)
      .run(`mutation { deleteCrawlProfile(id: "${ada}", cascade: true) { entityId } }`);
    expect(refused?.rule).toBe('NOT_YOURSELF');
  });
});

test('a project goes with its jobs, and a job with its images and chunks', async () => {
  await fill(fred);
  await world.sql`update crawl.crawl_jobs set status = 'completed' where status = 'running'`;
  const project = await world.projectOf(fred);
  const { deleteCrawlProject } = await world
    .as(fred)
    .done<{ deleteCrawlProject: { impacts: { entityType: string }[] } }>(
      'mutation ($id: ID!) { deleteCrawlProject(id: $id, cascade: true) { impacts { entityType } } }',
      { id: project },
    );
  expect(deleteCrawlProject.impacts.map(({ entityType }) => entityType).toSorted()).toEqual([
    'CRAWL_IMAGE',
    'CRAWL_JOB',
    'CRAWL_JOB_CHUNK',
  ]);
});

describe('while a job is running', () => {
  const command = (name: string) =>
    `mutation ($id: ID!) { ${name}(id: $id, cascade: true) { auditLogId } }`;

  test('it is not deleted, nor is its project; cancelled, it goes and nothing of its credits is lost', async () => {
    const credits = async () => {
      const [row] = await world.sql`
        select current_balance as balance from crawl.credit_accounts where user_id = ${ada}`;
      return row?.['balance'];
    };
    const before = await credits();
    const id = await world.runningJob(ada);
    const project = await world.projectOf(ada);
    for (const [name, key] of [
      ['deleteCrawlJob', id],
      ['deleteCrawlProject', project],
    ] as const) {
      const { refused } = await world.as(ada).run(command(name), { id: key });
      expect(refused).toMatchObject({ code: 'INVALID_STATE', rule: 'JOB_IS_RUNNING' });
    }
    await world.as(ada).done('mutation ($id: ID!) { cancelCrawlJob(id: $id) { id } }', { id });
    await world.as(ada).done(command('deleteCrawlJob'), { id });
    expect(await credits()).toBe(before);
  });

  test('its project and it do not go when it starts at that moment', async () => {
    const { createCrawlProject: project } = await world
      .as(ada)
      .done<{ createCrawlProject: { id: string } }>(
        'mutation { createCrawlProject(input: { name: "Soon gone" }) { id } }',
      );
    const id = await world.newJob(ada, { projectId: project.id });
    const [started, deleted] = await Promise.all([
      world.as(ada).run('mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id }),
      world.as(ada).run(command('deleteCrawlProject'), { id: project.id }),
    ]);
    expect([started.refused?.code ?? 'DONE', deleted.refused?.code ?? 'DONE'].toSorted()).toEqual(
      started.refused ? ['DONE', 'NOT_FOUND'] : ['DONE', 'INVALID_STATE'],
    );
  });
});

test('what a retry has removed, or was deleted before it, does not come back', async () => {
  const id = await world.runningJob(ada, { keywords: ['cat', 'dog'] });
  await world.sql`
    insert into crawl.images (crawl_job_id, original_url, filename)
    select ${Number(id)}, 'https://x.example/' || n, n || '.jpg' from generate_series(1, 2) n`;
  const [image] = await world.sql`select id from crawl.images where crawl_job_id = ${Number(id)}`;
  const run = (command: string, key: unknown = id) =>
    world.as(ada).run(`mutation ($id: ID!) { ${command} { __typename } }`, { id: key });
  await run('deleteCrawlImage(id: $id)', image?.['id']);
  await run('cancelCrawlJob(id: $id)');
  await run('retryCrawlJob(id: $id)');
  const removed = await world.sql`
    select id from crawl.audit_logs where action = 'DELETE' and entity_type in ('CrawlImage', 'CrawlJobChunk')
      and ${id} in (changes->'before'->>'job_id', changes->'before'->>'crawl_job_id')`;
  expect(removed).toHaveLength(4);
  const refusals = async () => {
    const outcomes = [];
    for (const record of removed)
      outcomes.push((await run('undoDelete(auditLogId: $id)', record['id'])).refused?.rule);
    return outcomes;
  };
  expect(await refusals()).toEqual(Array(4).fill('RUN_IS_OVER'));
  await run('startCrawlJob(id: $id)');
  expect(await refusals()).toEqual(Array(4).fill('RUN_IS_OVER'));
  await run('cancelCrawlJob(id: $id)');
});

test('one DELETE in SQL clears the tree, the ledger included', async () => {
  await world.sql`delete from crawl.profiles where id = ${fred}`;
  const [left] =
    await world.sql`select count(*)::int from crawl.credit_transactions where user_id = ${fred}`;
  expect(left?.['count']).toBe(0);
});
