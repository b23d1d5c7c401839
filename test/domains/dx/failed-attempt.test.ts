import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { server } from '../../support/homes.ts';
import { openMeanwhile } from '../../support/meanwhile.ts';
import { at, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
let piet: ReturnType<(typeof db)['as']>;
beforeAll(async () => {
  db = await openDx();
  piet = db.as('piet');
});
afterAll(() => db.close());

const textArray = (values: readonly string[]) => `{${values.join()}}`;

type Attempt = { readonly id: string; readonly kind: string; readonly createdAt: string };

const read = (args: string) =>
  `{ dxFailedAttempts(${args}) { totalCount pageInfo { endCursor } nodes { id kind createdAt } } }`;
const attempts = async (args: string) =>
  at(await piet(read(args)), 'dxFailedAttempts.nodes') as Attempt[];

describe('failed attempts', () => {
  test('of all kinds are one list, the latest first, page by page without a gap', async () => {
    const all = await attempts('first: 50');
    expect(all.map(({ kind }) => kind)).toEqual([
      'DEPLOYMENT',
      'BUILD',
      'CONFIG_SET',
      'ANALYSIS',
      'BUILD',
      'CONFIG_SET',
      'ANALYSIS',
    ]);
    expect(all).toEqual(all.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)));

    const paged: Attempt[] = [];
    let after = '';
    for (let page = 0; page < 3; page += 1) {
      const answer = await piet(read(`first: 3${after}`));
      paged.push(...(at(answer, 'dxFailedAttempts.nodes') as Attempt[]));
      after = `, after: "${String(at(answer, 'dxFailedAttempts.pageInfo.endCursor'))}"`;
    }
    expect(paged).toEqual(all);
  });

  test('are chosen by project, kind and time', async () => {
    const [project] = await db.sql`select id from dx.projects where name = 'Quillpost'`;
    const [, , third] = await attempts('first: 50');
    const chosen = await attempts(
      `filter: { projectId: { eq: "${project?.['id']}" }, kind: { in: [BUILD, CONFIG_SET] }, createdAt: { gte: "${third?.createdAt}" } }`,
    );
    expect(chosen.map(({ kind }) => kind)).toEqual(['BUILD', 'CONFIG_SET']);
  });

  test('have their details and their log, in a number of statements that does not depend on theirs', async () => {
    const ask = (first: number) =>
      piet(`{ dxFailedAttempts(first: ${first}) { nodes {
        title message details project { name failedAttemptCount }
        analysisRun { versionNumber logs { nodes { line action } } }
        configSet { versionNumber logs { nodes { line action } } }
        buildRun { buildLogs } deployment { platform }
      } } }`);
    const [few, many] = [await ask(4), await ask(7)];
    expect(many.statements).toBe(few.statements);
    expect(at(many, 'dxFailedAttempts.nodes')).toMatchObject([
      {
        title: 'docker (production)',
        message: 'The port 3003 is taken.',
        project: { name: 'Quillpost', failedAttemptCount: 4 },
        analysisRun: null,
        deployment: { platform: 'docker' },
      },
      {
        title: 'Build (local)',
        buildRun: { buildLogs: expect.stringContaining('Step 4') as string },
      },
      {
        title: 'Quillpost in Docker',
        configSet: { versionNumber: 1, logs: { nodes: [{ line: 1 }, { line: 2 }] } },
      },
      {
        title: 'Analysis 1',
        details: 'timeout after 60 s, tried 3 times',
        analysisRun: {
          versionNumber: 1,
          logs: { nodes: [{ line: 1 }, { line: 2 }, { line: 3 }, { line: 4 }] },
        },
      },
      {},
      {},
      {},
    ]);
  });

  test('are tried again in bulk: each by a new one that points to it', async () => {
    const ids = (await attempts('first: 50')).map(({ id }) => id);
    const retry = `mutation ($ids: [ID!]!) { retryDxFailedAttempts(ids: $ids) { done refused outcomes { ok code } } }`;
    const counts = () => db.sql`
      select (select count(*)::int from dx.analysis_runs where retry_of_id = any(${textArray(ids)}::text[])) as runs,
        (select count(*)::int from dx.config_sets where retry_of_id = any(${textArray(ids)}::text[])) as sets,
        (select count(*)::int from dx.build_runs where retry_of_id = any(${textArray(ids)}::text[])) as builds,
        (select count(*)::int from dx.deployments where retry_of_id = any(${textArray(ids)}::text[])) as deployments`;
    const before = await counts();
    expect(before[0]).toEqual({ runs: 2, sets: 2, builds: 2, deployments: 0 });
    expect((await piet(retry, { ids })).data).toMatchObject({ retryDxFailedAttempts: { done: 7 } });
    expect((await counts())[0]).toEqual({ runs: 4, sets: 4, builds: 4, deployments: 1 });
    expect(await attempts('first: 50')).toHaveLength(7);

    const [foreign] =
      await db.sql`select id from dx.analysis_runs r where status = 'failed' and not exists (
      select from dx.users u where u.id = r.user_id and email = 'piet@dx.example')`;
    expect((await piet(retry, { ids: [ids[0], foreign?.['id']] })).data).toMatchObject({
      retryDxFailedAttempts: {
        done: 0,
        outcomes: [
          { ok: false, code: 'ABORTED' },
          { ok: false, code: 'NOT_FOUND' },
        ],
      },
    });
  });

  test('that are deleted together come back with what they named, and not before that is there', async () => {
    const all = (await attempts('first: 50')).slice(-3); // of one project
    const idOf = (kind: string) => all.find((each) => each.kind === kind)?.id ?? '';
    const [run, set, build] = [idOf('ANALYSIS'), idOf('CONFIG_SET'), idOf('BUILD')];
    await db.sql`update dx.config_sets set analysis_run_id = ${run} where id = ${set}`;
    await db.sql`update dx.build_runs set config_set_id = ${set} where id = ${build}`;
    await piet('mutation ($ids: [ID!]!) { deleteDxFailedAttempts(ids: $ids) { done } }', {
      ids: [run, set, build],
    });
    const undo = async (id: string) => {
      const [record] = await db.sql`
        select max(id) as id from dx.audit_logs where entity_id = ${id} and action = 'DELETE'`;
      return piet('mutation ($id: ID!) { undoDelete(auditLogId: $id) { entityId } }', {
        id: record?.['id'],
      });
    };
    expect((await undo(set)).refused).toEqual(['PARENT_MISSING']);
    for (const id of [run, set, build]) expect((await undo(id)).refused).toEqual([]);
    const [named] = await db.sql`
      select analysis_run_id, config_set_id from dx.config_sets s, dx.build_runs b
      where s.id = ${set} and b.id = ${build}`;
    expect(named).toEqual({ analysis_run_id: run, config_set_id: set });
  });

  test('are deleted in bulk, with their logs, and what tried them again stays', async () => {
    const all = await attempts('first: 50');
    const ids = all.slice(0, 4).map(({ id }) => id);
    const remove = `mutation ($ids: [ID!]!) { deleteDxFailedAttempts(ids: $ids) { done } }`;
    expect((await piet(remove, { ids })).data).toMatchObject({
      deleteDxFailedAttempts: { done: 4 },
    });
    expect(await attempts('first: 50')).toEqual(all.slice(4));
    const [left] = await db.sql`
      select (select count(*)::int from dx.analysis_activity_logs where analysis_run_id = any(${textArray(ids)}::text[]))
        + (select count(*)::int from dx.config_activity_logs where config_set_id = any(${textArray(ids)}::text[])) as lines`;
    expect(left?.['lines']).toBe(0);
  });
});

describe.skipIf(!server)('an attempt deleted at the same moment is refused', () => {
  test.each([
    ['retryDxFailedAttempts', 'ANALYSIS', 'analysis_runs', 'not tried again'],
    ['deleteDxFailedAttempts', 'CONFIG_SET', 'config_sets', 'not told of as deleted'],
  ])('by %s, be it %s in %s: it is %s', async (command, kind, table) => {
    const meanwhile = await openMeanwhile(db);
    const all = await attempts('first: 50');
    const ids = all.map(({ id }) => id);
    const gone = all.findIndex((each) => each.kind === kind);
    const act = `mutation ($ids: [ID!]!) {
      ${command}(ids: $ids, onError: SKIP) { done outcomes { ok code } } }`;
    const isHeld = async () => {
      const waiting = await meanwhile.sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting).toHaveLength(1);
    };
    const { trying } = await meanwhile.sql.begin(async (tx) => {
      await tx.unsafe(`delete from dx.${table} where id = $1`, [ids[gone] ?? '']);
      const started = piet(act, { ids });
      await vi.waitFor(isHeld, { timeout: 5000 });
      return { trying: started };
    });
    expect((await trying).data[command]).toMatchObject({
      done: ids.length - 1,
      outcomes: ids.map((_id, nth) =>
        nth === gone ? { ok: false, code: 'NOT_FOUND' } : { ok: true },
      ),
    });
    await meanwhile.close();
  });
});
