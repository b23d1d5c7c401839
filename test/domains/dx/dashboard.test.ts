import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDx } from './server.ts';

let api: Awaited<ReturnType<typeof startDx>>;
beforeAll(async () => {
  api = await startDx();
});
afterAll(() => api.stop());

const whole = `{ projectCount runningDeploymentCount
  attempts { kind totalCount openCount succeededCount failedCount failureRate medianSeconds p90Seconds } }`;

const seconds = 't.duration::float8';
const kinds = [
  ['ANALYSIS', 'analysis_runs', `t.status = 'complete'`, seconds],
  ['CONFIG_SET', 'config_sets', `t.status = 'complete'`, seconds],
  ['BUILD', 'build_runs', `t.status = 'complete'`, seconds],
  [
    'DEPLOYMENT',
    'deployments',
    `(t.status in ('running', 'stopped') or t.status = 'terminated' and t.completed_at is not null)`,
    'extract(epoch from t.completed_at - t.started_at)::float8',
  ],
] as const;

/** The numbers of one kind of attempts, by a statement of its own. */
const byHand = async (where: string, [kind, table, succeeded, took]: (typeof kinds)[number]) => {
  const [row] = await api.sql.unsafe<Record<string, number | null>[]>(`
    select count(*)::int as "totalCount", count(*) filter (where ${succeeded})::int as "succeededCount",
      count(*) filter (where t.status = 'failed')::int as "failedCount",
      percentile_cont(0.5) within group (order by ${took}) filter (where ${succeeded}) as "medianSeconds"
    from dx.${table} t join dx.projects p on p.id = t.project_id join dx.users u on u.id = p.user_id
    where p.deleted_at is null and ${where}`);
  return { kind, ...row };
};

test('the dashboard counts what was tried in one’s own projects, in one statement', async () => {
  const { data, errors } = await api.run('piet', `{ dxDashboard ${whole} }`);
  expect(errors).toBeUndefined();
  const dashboard = Object(data?.['dxDashboard']);
  const own = `u.email = 'piet@dx.example'`;
  const expected = await Promise.all(kinds.map((kind) => byHand(own, kind)));
  expect(dashboard.attempts).toMatchObject(expected);
  for (const {
    totalCount,
    openCount,
    succeededCount,
    failedCount,
    failureRate,
  } of dashboard.attempts) {
    expect(openCount + succeededCount + failedCount).toBeLessThanOrEqual(totalCount);
    const ended = succeededCount + failedCount;
    expect(failureRate).toBe(ended === 0 ? null : failedCount / ended);
  }
  const [projects] = await api.sql`
    select count(*)::int from dx.projects p join dx.users u on u.id = p.user_id
    where u.email = 'piet@dx.example' and deleted_at is null`;
  expect(dashboard.projectCount).toBe(projects?.['count']);
});

test('of a project counts what belongs to it, and of somebody else’s nothing is there', async () => {
  const [project] = await api.sql`
    select p.id from dx.projects p join dx.users u on u.id = p.user_id
    where u.email = 'piet@dx.example' and deleted_at is null limit 1`;
  const query = `query ($id: ID) { dxDashboard(projectId: $id) ${whole} }`;
  const id = String(project?.['id']);
  const { data } = await api.run('piet', query, { id });
  const expected = await Promise.all(kinds.map((kind) => byHand(`p.id = '${id}'`, kind)));
  expect(Object(data?.['dxDashboard'])).toMatchObject({ projectCount: 1, attempts: expected });
  const [others] = await api.sql`
    select u.email from dx.users u where email <> 'piet@dx.example' and is_active limit 1`;
  const name = String(others?.['email']).split('@')[0] ?? '';
  const { errors } = await api.run(name, query, { id });
  expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
});

test('whoever follows it is told the numbers when they have changed', async () => {
  const follower = api.follow(
    'piet',
    'subscription { dxDashboardChanged { cursor dxDashboard { attempts { kind totalCount } } } }',
  );
  await follower.until(1);
  const [project] = await api.sql`
    select p.id from dx.projects p join dx.users u on u.id = p.user_id
    where u.email = 'piet@dx.example' and deleted_at is null limit 1`;
  await api.run('piet', 'mutation ($id: ID!) { createDxAnalysisRun(projectId: $id) { id } }', {
    id: String(project?.['id']),
  });
  await follower.until(2);
  const [before, after] = follower.told.map(
    (each) => Object(each['dxDashboard']).attempts[0].totalCount,
  );
  expect(after).toBe(before + 1);
  await follower.stop();
});
