import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idIn, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
beforeAll(async () => {
  db = await openDx();
});
afterAll(() => db.close());

const create = `mutation ($name: String!, $url: String!) {
  createDxProject(input: { name: $name, sourceType: GITHUB, sourceUrl: $url }) { id status user { email } }
}`;
const names = '{ dxProjects(orderBy: { field: NAME, direction: ASC }) { nodes { name } } }';
const nodesOf = async (name: string, query = names) =>
  at(await db.as(name)(query), 'dxProjects.nodes');

describe('a project', () => {
  test('is imported for who asks, and the same source not twice', async () => {
    const piet = db.as('piet');
    const made = await piet(create, { name: 'Reed', url: 'https://github.com/example/reed' });
    expect(made.data).toMatchObject({
      createDxProject: { status: 'IMPORTED', user: { email: 'piet@dx.example' } },
    });
    const again = { name: 'Other', url: 'https://GitHub.com/example/reed.git/' };
    expect(await piet(create, again)).toMatchObject({ refused: ['CONFLICT'] });
    expect(await db.as('lumi')(create, again)).toMatchObject({ refused: [] });
  });

  test('says where its source is, or what it is known by', async () => {
    const zip = (hash: string) =>
      db.as('lumi')(
        `mutation { createDxProject(input: { name: "Zip", sourceType: ZIP ${hash} }) { id } }`,
      );
    expect(await zip('')).toMatchObject({ refused: ['BAD_USER_INPUT'] });
    expect(await zip('sourceHash: "abc"')).toMatchObject({ refused: [] });
    expect(await zip('sourceHash: "abc"')).toMatchObject({ refused: ['CONFLICT'] });
  });

  test('is seen by its owner alone, on every way, and by no administrator', async () => {
    const [lantern] =
      await db.sql`select id, latest_analysis_id as run from dx.projects where name = 'Lantern'`;
    const variables = { id: lantern?.['id'], run: lantern?.['run'] };
    const ways = `query ($id: ID!, $run: ID!) {
      dxProject(id: $id) { name }
      dxAnalysisRun(id: $run) { status }
      dxProjects(filter: { id: { eq: $id } }) { totalCount }
      dxAnalysisRuns(filter: { projectId: { eq: $id } }) { totalCount }
      dxAnalysisActivityLogs(filter: { analysisRunId: { eq: $run } }) { totalCount }
      dxConfigFiles(filter: { configSet: { projectId: { eq: $id } } }) { totalCount }
      dxFailedAttempts(filter: { projectId: { eq: $id } }) { totalCount }
    }`;
    expect((await db.as('admin')(ways, variables)).data).toEqual({
      dxProject: { name: 'Lantern' },
      dxAnalysisRun: { status: 'COMPLETE' },
      dxProjects: { totalCount: 1 },
      dxAnalysisRuns: { totalCount: 3 },
      dxAnalysisActivityLogs: { totalCount: 7 },
      dxConfigFiles: { totalCount: 3 },
      dxFailedAttempts: { totalCount: 3 },
    });
    expect((await db.as('piet')(ways, variables)).data).toEqual({
      dxProject: null,
      dxAnalysisRun: null,
      dxProjects: { totalCount: 0 },
      dxAnalysisRuns: { totalCount: 0 },
      dxAnalysisActivityLogs: { totalCount: 0 },
      dxConfigFiles: { totalCount: 0 },
      dxFailedAttempts: { totalCount: 0 },
    });
    expect(await nodesOf('admin')).toEqual([{ name: 'Lantern' }, { name: 'Tidewatch' }]);
  });

  test.each([
    'updateDxProject(id: $id, input: { name: "Mine" }) { id }',
    'archiveDxProject(id: $id) { id }',
    'restoreDxProject(id: $id) { id }',
    'createDxAnalysisRun(projectId: $id) { id }',
    'createDxConfigSet(input: { projectId: $id, name: "Mine", type: BASH, generatedBy: USER }) { id }',
    'createDxDeployment(input: { projectId: $id, platform: "docker" }) { id }',
  ])('of somebody else is not found by %s', async (command) => {
    const [lantern] = await db.sql`select id from dx.projects where name = 'Lantern'`;
    const { refused } = await db.as('piet')(`mutation ($id: ID!) { ${command} }`, lantern);
    expect(refused).toEqual(['NOT_FOUND']);
  });

  test('that is archived is hidden with all below it, until it is restored', async () => {
    const lumi = db.as('lumi');
    const [hare] =
      await db.sql`select id, source_url as url from dx.projects where name = 'Parcelhare'`;
    const counts = `{
      dxProjects(filter: { name: { eq: "Parcelhare" } }) { totalCount }
      dxAnalysisRuns(filter: { project: { name: { eq: "Parcelhare" } } }) { totalCount }
      dxFailedAttempts { totalCount }
      dxArchivedProjects { nodes { name } }
    }`;
    const shown = (await lumi(counts)).data;
    expect(shown).toMatchObject({
      dxProjects: { totalCount: 1 },
      dxArchivedProjects: { nodes: [] },
    });
    await lumi('mutation ($id: ID!) { archiveDxProject(id: $id) { id } }', { id: hare?.['id'] });
    expect((await lumi(counts)).data).toEqual({
      dxProjects: { totalCount: 0 },
      dxAnalysisRuns: { totalCount: 0 },
      dxFailedAttempts: { totalCount: 3 },
      dxArchivedProjects: { nodes: [{ name: 'Parcelhare' }] },
    });
    expect((await db.as('piet')(counts)).data).toMatchObject({ dxArchivedProjects: { nodes: [] } });

    const source = { name: 'Again', url: `${hare?.['url']}` };
    const branch = create.replace('sourceUrl: $url', 'sourceUrl: $url, sourceBranch: "main"');
    expect(await lumi(branch, source)).toMatchObject({ refused: ['CONFLICT'] });

    const restore = 'mutation ($id: ID!) { restoreDxProject(id: $id) { name } }';
    expect((await lumi(restore, { id: hare?.['id'] })).data).toEqual({
      restoreDxProject: { name: 'Parcelhare' },
    });
    expect((await lumi(restore, { id: hare?.['id'] })).refused).toEqual([]);
    expect((await lumi(counts)).data).toEqual(shown);
  });

  test('never gives a version twice, also after the run that had it is deleted', async () => {
    const piet = db.as('piet');
    const id = idIn(await piet(create, { name: 'Counter', url: 'https://github.com/example/c' }));
    const version = async () =>
      at(
        await piet(
          'mutation ($id: ID!) { createDxAnalysisRun(projectId: $id) { versionNumber } }',
          { id },
        ),
        'createDxAnalysisRun.versionNumber',
      );
    expect([await version(), await version()]).toEqual([1, 2]);
    await db.sql`delete from dx.analysis_runs where project_id = ${id} and version_number = 2`;
    expect(await version()).toBe(3);
    const all = await Promise.all([version(), version(), version()]);
    expect(new Set(all)).toEqual(new Set([4, 5, 6]));
  });
});
