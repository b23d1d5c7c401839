import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startDx } from './server.ts';

let api: Awaited<ReturnType<typeof startDx>>;
beforeAll(async () => {
  api = await startDx();
});
afterAll(() => api.stop());

const ledgerling = async () => {
  const [project] = await api.sql`select id from dx.projects where name = 'Ledgerling'`;
  return { id: String(project?.['id']) };
};

const newRun = async () => {
  const { data } = await api.run(
    'piet',
    'mutation ($id: ID!) { createDxAnalysisRun(projectId: $id) { id } }',
    await ledgerling(),
  );
  return data?.['createDxAnalysisRun'] as { readonly id: string };
};

const changing = 'cursor action entityType entityId changedFields';

describe('somebody', () => {
  test('signs in with an e-mail address in any case and a password, and is who they are', async () => {
    const signIn = `mutation ($password: String!) { signIn(login: "Piet@DX.example", password: $password, realm: DX) { accessToken } }`;
    const { data, errors } = await api.run(null, signIn, { password });
    expect(errors).toBeUndefined();
    const { accessToken } = (data ?? {})['signIn'] as { accessToken: string };
    const response = await api.post(
      { query: '{ dxMe { email projects { totalCount } } }' },
      { authorization: `Bearer ${accessToken}` },
    );
    expect(await response.json()).toMatchObject({
      data: { dxMe: { email: 'piet@dx.example', projects: { totalCount: 2 } } },
    });
    const wrong = await api.run(null, signIn, { password: 'another one, which is wrong' });
    expect(wrong.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('of PEARL reads nothing of dx, and nobody without a token does', async () => {
    const query = '{ dxProjects { totalCount } }';
    const pearl = await api.as('admin').run(query);
    expect(pearl.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await api.run(null, query)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const dx = await api.run('admin', '{ studies { totalCount } }');
    expect(dx.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('who follows', () => {
  test('an analysis is told of its states and of the lines of its log, and of no other', async () => {
    const [run, other] = [await newRun(), await newRun()];
    const since = await api.cursor('piet');
    const watch = `subscription ($id: ID!, $since: String) { dxAnalysisRunChanged(id: $id, since: $since) {
      ${changing} dxAnalysisRun { status progress logCount } } }`;
    const watcher = api.follow('piet', watch, { id: run.id, since });
    const work = `mutation ($id: ID!) {
      startDxAnalysisRun(id: $id) { id }
      appendDxLogs(analysisRunId: $id, lines: [{ action: "Look", status: COMPLETE }])
      finishDxAnalysisRun(id: $id, confidence: 90) { id }
    }`;
    await api.run('piet', work, other);
    await api.run('piet', work, run);
    const told = await watcher.until(3);
    expect(told).toMatchObject([
      { action: 'UPDATED', entityId: run.id },
      { action: 'UPDATED', entityId: run.id, changedFields: ['logs', 'logCount'] },
      { action: 'UPDATED', entityId: run.id, dxAnalysisRun: { status: 'COMPLETE', progress: 100 } },
    ]);
    await watcher.stop();
  });

  test('a log is told of every line once, in its order', async () => {
    const run = await newRun();
    const since = await api.cursor('piet');
    const watch = `subscription ($id: ID!, $since: String) { dxLogChanged(analysisRunId: $id, since: $since) {
      cursor dxAnalysisActivityLog { line action } } }`;
    const watcher = api.follow('piet', watch, { id: run.id, since });
    const lines = Array.from({ length: 25 }, () => ({ action: 'Work', status: 'COMPLETE' }));
    const append =
      'mutation ($id: ID!, $lines: [AppendDxLogLineInput!]!) { appendDxLogs(analysisRunId: $id, lines: $lines) }';
    for (let batch = 1; batch <= 4; batch += 1) {
      const { data } = await api.run('piet', append, { ...run, lines });
      expect(data).toEqual({ appendDxLogs: 25 * batch });
    }
    const told = await watcher.until(100);
    expect(told.map((each) => (each['dxAnalysisActivityLog'] as { line: number }).line)).toEqual(
      Array.from({ length: 100 }, (_, at) => at + 1),
    );
    await watcher.stop();
  });

  test('failed attempts is told of the project with its new count, and nobody else is', async () => {
    const project = await ledgerling();
    const since = await api.cursor('piet');
    const watch = `subscription ($since: String) { dxFailedAttemptsChanged(since: $since) {
      ${changing} dxProject { id failedAttemptCount } } }`;
    const [own, foreign] = [
      api.follow('piet', watch, { since }),
      api.follow('lumi', watch, { since }),
    ];
    const run = await newRun();
    await api.run(
      'piet',
      'mutation ($id: ID!) { startDxAnalysisRun(id: $id) { id } failDxAnalysisRun(id: $id, message: "No.") { id } }',
      run,
    );
    expect(await own.until(1)).toMatchObject([
      {
        action: 'UPDATED',
        entityType: 'DX_PROJECT',
        entityId: project.id,
        changedFields: ['failedAttempts', 'failedAttemptCount'],
        dxProject: { failedAttemptCount: 4 },
      },
    ]);
    await api.run(
      'piet',
      'mutation ($id: ID!) { deleteDxAnalysisRun(id: $id) { auditLogId } }',
      run,
    );
    expect((await own.until(2))[1]).toMatchObject({ dxProject: { failedAttemptCount: 3 } });
    expect(foreign.told).toEqual([]);
    await Promise.all([own.stop(), foreign.stop()]);
  });

  test('a project is told of what is added and removed below it', async () => {
    const { id } = await ledgerling();
    const since = await api.cursor('piet');
    const watch = `subscription ($id: ID!, $since: String) { dxProjectChanged(projectId: $id, since: $since) { ${changing} } }`;
    const watcher = api.follow('piet', watch, { id, since });
    const run = await newRun();
    await api.run(
      'piet',
      'mutation ($id: ID!) { deleteDxAnalysisRun(id: $id) { auditLogId } }',
      run,
    );
    const told = await watcher.until(3);
    expect(
      told.map(({ action, entityType, entityId }) => `${action} ${entityType} ${String(entityId)}`),
    ).toEqual(
      expect.arrayContaining([
        `CREATED DX_ANALYSIS_RUN ${run.id}`,
        `UPDATED DX_PROJECT ${id}`,
        `DELETED DX_ANALYSIS_RUN ${run.id}`,
      ]),
    );
    await watcher.stop();
  });

  test('a project that is archived is told that it is gone, also later, and that it is back', async () => {
    const { data } = await api.run(
      'piet',
      'mutation { createDxProject(input: { name: "Fleeting", sourceType: GITHUB, sourceUrl: "https://git.example/fleeting" }) { id } }',
    );
    const { id } = (data as { readonly createDxProject: { readonly id: string } }).createDxProject;
    const since = await api.cursor('piet');
    const watch = `subscription ($id: ID!, $since: String) { dxProjectChanged(projectId: $id, since: $since) { ${changing} dxProject { id } } }`;
    const archive = 'mutation ($id: ID!) { archiveDxProject(id: $id) { id } }';
    const watcher = api.follow('piet', watch, { id, since });
    await api.run('piet', archive, { id });
    const gone = { action: 'DELETED', entityId: id, dxProject: null };
    expect(await watcher.until(1)).toMatchObject([gone]);
    const later = api.follow('piet', watch, { id, since });
    expect(await later.until(1)).toMatchObject([gone]);
    await api.run('piet', 'mutation ($id: ID!) { restoreDxProject(id: $id) { id } }', { id });
    const back = { action: 'UPDATED', entityId: id, dxProject: { id } };
    expect(await watcher.until(2)).toMatchObject([gone, back]);
    expect(await later.until(2)).toMatchObject([gone, back]);
    await Promise.all([watcher.stop(), later.stop()]);
  });

  test('an analysis of somebody else is refused', async () => {
    const run = await newRun();
    const watcher = api.follow(
      'lumi',
      'subscription ($id: ID!) { dxAnalysisRunChanged(id: $id) { cursor } }',
      run,
    );
    expect(String(await watcher.refused())).toContain('There is no DxAnalysisRun');
  });
});
