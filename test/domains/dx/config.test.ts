import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idIn, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
let lumi: ReturnType<(typeof db)['as']>;
beforeAll(async () => {
  db = await openDx();
  lumi = db.as('lumi');
});
afterAll(() => db.close());

const create = `mutation ($projectId: ID!, $analysisRunId: ID) {
  createDxConfigSet(input: {
    projectId: $projectId, analysisRunId: $analysisRunId, name: "By hand", type: CI_CD, generatedBy: USER, tags: ["web"]
  }) { id type tags status versionNumber analysisRun { versionNumber } }
}`;

const projectNamed = async (name: string) => {
  const [project] = await db.sql`select id, user_id as owner from dx.projects where name = ${name}`;
  return String(project?.['id']);
};

const runOf = async (projectId: string, status: string) => {
  const [run] =
    await db.sql`select id from dx.analysis_runs where project_id = ${projectId} and status = ${status}`;
  return String(run?.['id']);
};

describe('a config set', () => {
  test('is made from the latest complete analysis, and gets the next version', async () => {
    const projectId = await projectNamed('Mosskeeper');
    expect((await lumi(create, { projectId })).data).toMatchObject({
      createDxConfigSet: {
        type: 'CI_CD',
        tags: ['web'],
        status: 'PENDING',
        versionNumber: 3,
        analysisRun: { versionNumber: 2 },
      },
    });
  });

  test('is not made from an analysis that is not complete, or is another project’s', async () => {
    const projectId = await projectNamed('Mosskeeper');
    const failed = await runOf(projectId, 'failed');
    const other = await runOf(await projectNamed('Parcelhare'), 'complete');
    const foreign = await runOf(await projectNamed('Lantern'), 'complete');
    const refusedFrom = async (analysisRunId: string) =>
      (await lumi(create, { projectId, analysisRunId })).refused;
    expect(await refusedFrom(failed)).toEqual(['COMPLETE_ANALYSIS']);
    expect(await refusedFrom(other)).toEqual(['SAME_PROJECT']);
    expect(await refusedFrom(foreign)).toEqual(['NOT_FOUND']);
  });

  test('becomes complete with its files, and its project is CONFIGURED', async () => {
    const projectId = await projectNamed('Mosskeeper');
    await db.sql`update dx.projects set status = 'imported', latest_config_set_id = null where id = ${projectId}`;
    const id = idIn(await lumi(create, { projectId }));
    const { data, refused } = await lumi(
      `mutation ($id: ID!) {
        startDxConfigSet(id: $id) { status }
        good: createDxConfigFile(input: { configSetId: $id, fileName: ".env", fileType: "env", content: "A=1\\n", orderIndex: 1 }) { isValid validationErrors }
        bad: createDxConfigFile(input: { configSetId: $id, fileName: "Dockerfile", fileType: "dockerfile", content: "RUN x\\n" }) { isValid validationErrors sizeBytes }
        appendDxLogs(configSetId: $id, lines: [{ action: "Write", status: COMPLETE }])
        createDxConfigOptimization(input: { configSetId: $id, name: "Smaller", category: "size" }) { configSetId }
        finishDxConfigSet(id: $id) {
          status progress fileCount invalidFileCount logCount
          files { nodes { fileName } } optimizations { totalCount } logs { nodes { status } }
          project { status latestConfigSetId }
        }
      }`,
      { id },
    );
    expect(refused).toEqual([]);
    expect(data).toMatchObject({
      good: { isValid: true, validationErrors: null },
      bad: {
        isValid: false,
        validationErrors: [{ line: 1, message: 'Only ARG can come before FROM.' }],
        sizeBytes: 6,
      },
      finishDxConfigSet: {
        status: 'COMPLETE',
        progress: 100,
        fileCount: 2,
        invalidFileCount: 1,
        logCount: 1,
        files: { nodes: [{ fileName: 'Dockerfile' }, { fileName: '.env' }] },
        optimizations: { totalCount: 1 },
        logs: { nodes: [{ status: 'COMPLETED' }] },
        project: { status: 'CONFIGURED', latestConfigSetId: id },
      },
    });
  });

  test('is looked through again when a file is edited, and as a whole', async () => {
    const [file] = await db.sql`
      select f.id, f.config_set_id as set from dx.config_files f join dx.config_sets s on s.id = f.config_set_id
      join dx.projects p on p.id = s.project_id where p.name = 'Parcelhare' and file_name = 'Dockerfile'`;
    const edit = `mutation ($id: ID!, $content: String!) { updateDxConfigFile(id: $id, input: { content: $content }) { isValid version } }`;
    expect((await lumi(edit, { id: file?.['id'], content: 'INSTALL\n' })).data).toEqual({
      updateDxConfigFile: { isValid: false, version: 2 },
    });
    await db.sql`update dx.config_files set content = ${'FROM a\n'} where id = ${String(file?.['id'])}`;
    const { data } = await lumi(
      'mutation ($id: ID!) { validateDxConfigSet(id: $id) { invalidFileCount } }',
      { id: file?.['set'] },
    );
    expect(data).toEqual({ validateDxConfigSet: { invalidFileCount: 0 } });
  });

  test('is compared with another one file by file', async () => {
    const sets = await db.sql`
      select s.id from dx.config_sets s join dx.projects p on p.id = s.project_id
      where p.name in ('Mosskeeper', 'Parcelhare') and s.status = 'complete' and s.generated_by = 'ai' order by p.name`;
    const [before, after] = sets.map(({ id }) => String(id));
    const compare = `query ($before: ID!, $after: ID!) {
      dxConfigSetComparison(before: $before, after: $after) { fileName kind added removed beforeId afterId }
    }`;
    const { data } = await lumi(compare, { before, after });
    expect(data['dxConfigSetComparison']).toMatchObject([
      { fileName: '.env', kind: 'CHANGED', added: 1, removed: 1 },
      { fileName: 'Dockerfile', kind: 'CHANGED' },
      { fileName: 'docker-compose.yml', kind: 'CHANGED', added: 1, removed: 1 },
    ]);
    const same = await lumi(compare, { before, after: before });
    expect(at(same, 'dxConfigSetComparison.0.kind')).toBe('SAME');
    const foreign = await db.as('piet')(compare, { before, after });
    expect(foreign.refused).toEqual(['NOT_FOUND']);
  });
});

const twoSets = async () => {
  const projectId = await projectNamed('Mosskeeper');
  const made = async () => idIn(await lumi(create, { projectId }));
  return { one: await made(), other: await made() };
};
const kinds =
  'query ($one: ID!, $other: ID!) { dxConfigSetComparison(before: $one, after: $other) { kind } }';

test('two config sets that are too large to be compared at once are not loaded', async () => {
  const sets = await twoSets();
  await db.sql`
    insert into dx.config_files (config_set_id, file_name, file_path, file_type, content)
    select ${sets.one}, 'f' || n, 'f' || n, 'text', repeat('x', 1000000) from generate_series(1, 21) n`;
  expect((await lumi(kinds, sets)).refused).toEqual(['TOO_EXPENSIVE']);
  await db.sql`delete from dx.config_files where config_set_id = ${sets.one} and file_name <> 'f1'`;
  expect(at(await lumi(kinds, sets), 'dxConfigSetComparison')).toEqual([{ kind: 'REMOVED' }]);
});

test('two config sets of too many lines are not compared', async () => {
  const sets = await twoSets();
  await db.sql`
    insert into dx.config_files (config_set_id, file_name, file_path, file_type, content)
    select set::uuid, 'f' || n, 'f' || n, 'text', repeat(line || chr(10), 400000)
    from generate_series(1, 8) n, (values (${sets.one}, 'x'), (${sets.other}, 'y')) v(set, line)`;
  const before = process.cpuUsage();
  expect((await lumi(kinds, sets)).refused).toEqual(['TOO_EXPENSIVE']);
  const { user } = process.cpuUsage(before);
  expect(user).toBeLessThan(5_000_000); // a tenth of a second; to compare them took 15
});
