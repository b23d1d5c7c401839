import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idIn, openDx } from './dx.ts';

/* Commands that change what there is, delete it, or try it again. */

let db: Awaited<ReturnType<typeof openDx>>;
let admin: ReturnType<(typeof db)['as']>;
let piet: typeof admin;
beforeAll(async () => {
  db = await openDx();
  admin = db.as('admin');
  piet = db.as('piet');
});
afterAll(() => db.close());

/** The key of a row of the project Lantern, which is the admin's. */
const inLantern = async (table: string, condition = 'true'): Promise<string> => {
  const [row] = await db.sql.unsafe(
    `select t.id from dx.${table} t join dx.projects p on p.id = t.project_id
     where p.name = 'Lantern' and ${condition} order by t.created_at limit 1`,
  );
  return String(row?.['id']);
};

const ofSet = async (table: string): Promise<string> => {
  const [row] = await db.sql.unsafe(
    `select t.id from dx.${table} t join dx.config_sets s on s.id = t.config_set_id join dx.projects p on p.id = s.project_id
     where p.name = 'Lantern' limit 1`,
  );
  return String(row?.['id']);
};

describe('what is described', () => {
  test.each([
    [
      'updateDxConfigSet',
      () => inLantern('config_sets'),
      'name: "Renamed", tags: ["small", "fast"], notes: "For the shop."',
      'name tags notes',
      { name: 'Renamed', tags: ['small', 'fast'], notes: 'For the shop.' },
    ],
    [
      'updateDxDeployment',
      () => inLantern('deployments'),
      'name: "The shop", notes: "Ask first."',
      'name notes',
      { name: 'The shop', notes: 'Ask first.' },
    ],
    [
      'updateDxConfigOptimization',
      () => ofSet('config_optimizations'),
      'name: "Smaller yet", impact: "large"',
      'name impact',
      { name: 'Smaller yet', impact: 'large' },
    ],
  ])(
    'is changed by %s: by its owner, of the version that is known',
    async (command, idOf, given, shown, is) => {
      const id = await idOf();
      const change = (more = '') =>
        `mutation ($id: ID!) { ${command}(id: $id, input: { ${given} }${more}) { ${shown} version } }`;
      expect((await piet(change(), { id })).refused).toEqual(['NOT_FOUND']);
      const answer = await admin(change(), { id });
      expect(at(answer, command)).toMatchObject(is);
      expect((await admin(change(', expectedVersion: 1'), { id })).refused).toEqual(['STALE']);
    },
  );
});

describe('what is deleted', () => {
  test.each([
    ['DxBuildRun', 'build_runs', () => inLantern('build_runs')],
    ['DxDeployment', 'deployments', () => inLantern('deployments')],
    ['DxConfigFile', 'config_files', () => ofSet('config_files')],
    ['DxConfigOptimization', 'config_optimizations', () => ofSet('config_optimizations')],
  ])('is gone and comes back as it was: %s', async (type, table, idOf) => {
    const id = await idOf();
    const row = async () => {
      const [found] = await db.sql.unsafe(
        `select to_jsonb(t) - 'version' - 'updated_at' as row from dx.${table} t where id = '${id}'`,
      );
      return found?.['row'] as unknown;
    };
    const before = await row();
    expect(before).toBeDefined();
    const remove = `mutation ($id: ID!) { delete${type}(id: $id, cascade: true) { auditLogId } }`;
    expect((await piet(remove, { id })).refused).toEqual(['NOT_FOUND']);
    const deleted = await admin(remove, { id });
    const auditLogId = at(deleted, `delete${type}.auditLogId`);
    expect(await row()).toBeUndefined();
    const undo = 'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { entityId } }';
    expect((await piet(undo, { auditLogId })).refused).toEqual(['NOT_FOUND']);
    expect(at(await admin(undo, { auditLogId }), 'undoDelete.entityId')).toBe(id);
    expect(await row()).toEqual(before);
  });

  test('takes nothing of a deployment but its build', async () => {
    const build = await inLantern(
      'build_runs',
      'exists (select from dx.deployments d where d.build_run_id = t.id)',
    );
    const [deployment] =
      await db.sql`select id from dx.deployments where build_run_id = ${build} limit 1`;
    const linked = async () => {
      const [row] =
        await db.sql`select build_run_id as build from dx.deployments where id = ${String(deployment?.['id'])}`;
      return row?.['build'] as unknown;
    };
    const deleted = await admin(
      'mutation ($id: ID!) { deleteDxBuildRun(id: $id, cascade: true) { auditLogId } }',
      { id: build },
    );
    expect(await linked()).toBeNull();
    await admin(
      'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { entityId } }',
      { auditLogId: at(deleted, 'deleteDxBuildRun.auditLogId') },
    );
    expect(await linked()).toBe(build);
  });
});

describe('what has failed', () => {
  test('is tried again as a new config set of the next version; what has not is refused', async () => {
    const failed = await inLantern('config_sets', "t.status = 'failed'");
    const retry = `mutation ($id: ID!) { retryDxConfigSet(id: $id) {
      id status retryOf { id status } analysisRun { status } versionNumber name type } }`;
    const again = await admin(retry, { id: failed });
    expect(at(again, 'retryDxConfigSet')).toMatchObject({
      status: 'PENDING',
      retryOf: { id: failed, status: 'FAILED' },
      analysisRun: { status: 'COMPLETE' },
      versionNumber: 3,
    });
    expect((await admin(retry, { id: idIn(again) })).refused).toEqual(['ONLY_FAILED']);
  });

  test('is tried again as a new deployment of the same', async () => {
    const projectId = await inLantern('config_sets', "t.status = 'complete'").then(async (set) => {
      const [row] = await db.sql`select project_id as id from dx.config_sets where id = ${set}`;
      return String(row?.['id']);
    });
    const made = await admin(
      'mutation ($id: ID!) { createDxDeployment(input: { projectId: $id, platform: "railway", environment: "test" }) { id } }',
      { id: projectId },
    );
    const id = idIn(made);
    const retry =
      'mutation ($id: ID!) { retryDxDeployment(id: $id) { status platform environment retryOf { id } } }';
    expect((await admin(retry, { id })).refused).toEqual(['ONLY_FAILED']);
    await admin('mutation ($id: ID!) { failDxDeployment(id: $id, message: "No room.") { id } }', {
      id,
    });
    expect(at(await admin(retry, { id }), 'retryDxDeployment')).toEqual({
      status: 'PENDING',
      platform: 'railway',
      environment: 'test',
      retryOf: { id },
    });
  });
});

describe('a user', () => {
  test('is made and changed by administrators, and sees nothing of others', async () => {
    const create =
      'mutation { createDxUser(input: { email: "Nele@dx.example", name: "Nele Farrokhzad", role: USER }) { id email role isActive } }';
    expect((await piet(create)).refused).toEqual(['FORBIDDEN']);
    const made = await admin(create);
    expect(at(made, 'createDxUser')).toMatchObject({ role: 'USER', isActive: true });
    expect((await admin(create)).refused).toEqual(['CONFLICT']);
    // nobody becomes an administrator by what was left out
    const without = create.replace(', role: USER', '').replace('Nele@', 'nora@');
    await expect(admin(without)).rejects.toThrow('GraphQLError');
    const update =
      'mutation ($id: ID!) { updateDxUser(id: $id, input: { name: "Nele", isActive: false }) { name isActive } }';
    expect((await piet(update, { id: idIn(made) })).refused).toEqual(['FORBIDDEN']);
    expect(at(await admin(update, { id: idIn(made) }), 'updateDxUser')).toEqual({
      name: 'Nele',
      isActive: false,
    });
  });

  test('has what they asked for, of which one sees what is in one’s own projects', async () => {
    const shown = `{ nodes { email projects { totalCount } analysisRuns { totalCount } configSets { totalCount }
      buildRuns { totalCount } deployments { totalCount nodes { user { email } project { name } } } } }`;
    const users = at(await admin(`{ dxUsers(orderBy: [{ field: EMAIL }]) ${shown} }`), 'dxUsers');
    const nothing = { totalCount: 0 };
    expect(users).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({
          email: 'piet@dx.example',
          projects: nothing,
          analysisRuns: nothing,
          configSets: nothing,
          buildRuns: nothing,
          deployments: { totalCount: 0, nodes: [] },
        }),
      ]),
    });
    const own = await piet(
      '{ dxMe { analysisRuns { totalCount } configSets { totalCount } buildRuns { totalCount } deployments { nodes { user { email } } } } }',
    );
    const [counts] = await db.sql`
      select (select count(*)::int from dx.analysis_runs r where r.user_id = u.id) as "analysisRuns",
        (select count(*)::int from dx.config_sets s where s.user_id = u.id) as "configSets",
        (select count(*)::int from dx.build_runs b where b.user_id = u.id) as "buildRuns"
      from dx.users u where email = 'piet@dx.example'`;
    expect(Number(counts?.['analysisRuns'])).toBeGreaterThan(2);
    for (const [name, totalCount] of Object.entries(counts ?? {}))
      expect(at(own, `dxMe.${name}`)).toEqual({ totalCount });
    expect(at(own, 'dxMe.deployments.nodes.0')).toEqual({ user: { email: 'piet@dx.example' } });
  });
});
