import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
beforeAll(async () => {
  db = await openDx();
});
afterAll(() => db.close());

const tables = [
  'projects',
  'analysis_runs',
  'analysis_activity_logs',
  'config_sets',
  'config_activity_logs',
  'config_files',
  'config_optimizations',
  'build_runs',
  'deployments',
];

const ofRuns = (table: string) => `(select project_id from dx.${table}`;

/** The project of a row `t`, where that is not in its column `project_id`. */
const projectOf: Record<string, string> = {
  users: 'null',
  projects: 't.id',
  analysis_activity_logs: `${ofRuns('analysis_runs')} r where r.id = t.analysis_run_id)`,
  config_activity_logs: `${ofRuns('config_sets')} s where s.id = t.config_set_id)`,
  config_files: `${ofRuns('config_sets')} s where s.id = t.config_set_id)`,
  config_optimizations: `${ofRuns('config_sets')} s where s.id = t.config_set_id)`,
};

const sumOf = (table: string, row: string, condition = 'true') =>
  db.sql.unsafe(
    `select '${table}' as table, count(*)::int as rows, md5(coalesce(string_agg(${row}::text, '' order by id), '')) as sum
     from dx.${table} t where ${condition}`,
  );

/** The number of rows and a checksum of each table, without what counts changes. */
const checksums = async () =>
  (
    await Promise.all(
      tables.map((table) => sumOf(table, `(to_jsonb(t) - 'version' - 'updated_at')`)),
    )
  ).flat();

/** The same of all that does not belong to a project, to the last byte. */
const checksumsBeside = async (project: string) =>
  (
    await Promise.all(
      ['users', ...tables].map((table) =>
        sumOf(
          table,
          'to_jsonb(t)',
          `${projectOf[table] ?? 't.project_id'} is distinct from '${project}'`,
        ),
      ),
    )
  ).flat();

/** What is left of a project. */
const rowsOf = async (project: string) => {
  const found = await Promise.all(
    tables.map((table) =>
      sumOf(table, 'to_jsonb(t)', `${projectOf[table] ?? 't.project_id'} = '${project}'`),
    ),
  );
  return found.flat().reduce((sum, { rows }) => sum + Number(rows), 0);
};

const projectNamed = async (name: string) => {
  const [project] = await db.sql`select id from dx.projects where name = ${name}`;
  return String(project?.['id']);
};

const listed = {
  DX_ANALYSIS_RUN: 2,
  DX_ANALYSIS_ACTIVITY_LOG: 11,
  DX_CONFIG_SET: 2,
  DX_CONFIG_ACTIVITY_LOG: 5,
  DX_CONFIG_FILE: 3,
  DX_CONFIG_OPTIMIZATION: 1,
  DX_BUILD_RUN: 2,
  DX_DEPLOYMENT: 1,
};

type Impact = { readonly entityType: string; readonly count: number };
const counted = (impacts: unknown) =>
  Object.fromEntries((impacts as Impact[]).map(({ entityType, count }) => [entityType, count]));

describe('a project with two analyses and two config sets', () => {
  test('goes with all that the seed lists, comes back as it was, and nothing else changes', async () => {
    const piet = db.as('piet');
    const id = await projectNamed('Ledgerling');
    const before = await checksums();

    const preview = await piet(
      'query ($id: ID!) { deletePreview(type: DX_PROJECT, id: $id) { needsCascade isBlocked impacts { entityType count } } }',
      { id },
    );
    expect(at(preview, 'deletePreview')).toMatchObject({ needsCascade: true, isBlocked: false });
    expect(counted(at(preview, 'deletePreview.impacts'))).toMatchObject(listed);

    const plain = await piet('mutation ($id: ID!) { deleteDxProject(id: $id) { auditLogId } }', {
      id,
    });
    expect(plain.refused).toEqual(['HAS_DEPENDENTS']);
    const besides = await checksumsBeside(id);
    const rows = await rowsOf(id);

    const deleted = await piet(
      'mutation ($id: ID!) { deleteDxProject(id: $id, cascade: true) { auditLogId impacts { entityType count } } }',
      { id },
    );
    expect(counted(at(deleted, 'deleteDxProject.impacts'))).toMatchObject(listed);
    expect(deleted.statements).toBeLessThanOrEqual(10);
    expect(await checksumsBeside(id)).toEqual(besides);
    expect(await rowsOf(id)).toBe(0);

    const undone = await piet(
      'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { __typename } }',
      { auditLogId: at(deleted, 'deleteDxProject.auditLogId') },
    );
    expect(undone.refused).toEqual([]);
    expect(undone.statements).toBeLessThanOrEqual(10);
    expect(await checksums()).toEqual(before);
    expect(await checksumsBeside(id)).toEqual(besides);
    expect(await rowsOf(id)).toBe(rows);
  });

  test('cannot be brought back, or looked at before a delete, by somebody else', async () => {
    const id = await projectNamed('Quillpost');
    const preview = 'query ($id: ID!) { deletePreview(type: DX_PROJECT, id: $id) { token } }';
    expect((await db.as('lumi')(preview, { id })).refused).toEqual(['NOT_FOUND']);
    const deleted = await db.as('piet')(
      'mutation ($id: ID!) { deleteDxProject(id: $id, cascade: true) { auditLogId } }',
      { id },
    );
    const undo =
      'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { __typename } }';
    const auditLogId = at(deleted, 'deleteDxProject.auditLogId');
    expect((await db.as('lumi')(undo, { auditLogId })).refused).toEqual(['NOT_FOUND']);
    expect((await db.as('piet')(undo, { auditLogId })).refused).toEqual([]);
  });
});

describe('a config set', () => {
  test('goes with its log, its files and its optimizations; builds and deployments lose it, and have it again', async () => {
    const lumi = db.as('lumi');
    const [set] = await db.sql`
      select s.id from dx.config_sets s join dx.projects p on p.id = s.project_id
      where p.name = 'Parcelhare' and s.status = 'complete'`;
    const before = await checksums();
    const deleted = await lumi(
      'mutation ($id: ID!) { deleteDxConfigSet(id: $id, cascade: true) { auditLogId } }',
      set,
    );
    const [links] = await db.sql`
      select count(*)::int as builds, (select count(*)::int from dx.projects where name = 'Parcelhare' and latest_config_set_id is null) as projects
      from dx.build_runs b join dx.projects p on p.id = b.project_id where p.name = 'Parcelhare' and b.config_set_id is null`;
    expect(links).toEqual({ builds: 2, projects: 1 });
    const { refused } = await lumi(
      'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { __typename } }',
      { auditLogId: at(deleted, 'deleteDxConfigSet.auditLogId') },
    );
    expect(refused).toEqual([]);
    expect(await checksums()).toEqual(before);
  });
});

describe('a user', () => {
  test('with projects stays', async () => {
    const [piet] = await db.sql`select id from dx.users where email = 'lumi@dx.example'`;
    const { refused } = await db.as('admin')(
      'mutation ($id: ID!) { deleteDxUser(id: $id, cascade: true) { auditLogId } }',
      piet,
    );
    expect(refused).toEqual(['STILL_REFERENCED']);
  });
});
