import { setTimeout as wait } from 'node:timers/promises';
import type { TransactionSql } from 'postgres';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { type Answer, type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { type Plant, plant } from '../support/plant.ts';
import { preview, remove, whyNot } from './deleting.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const addRelease = (sql: Pick<Sql, 'unsafe'>) =>
  sql.unsafe(`insert into pearl.database_releases (study_id, database_release_label, database_release_date)
    values (${at.study}, 'came in between', '2026-01-01')`);

describe('a preview’s token', () => {
  test('is of no use once something has come', async () => {
    const { token } = await preview(api, 'STUDY', at.study);
    await addRelease(api.sql);
    const answer = await remove(api, 'STUDY', at.study, `cascade: true, previewToken: "${token}"`);
    expect(whyNot(answer)).toMatchObject({ code: 'STALE' });
    expect(await api.sql`select from pearl.studies where id = ${at.study}`).toHaveLength(1);
    const fresh = await preview(api, 'STUDY', at.study);
    const again = `cascade: true, previewToken: "${fresh.token}"`;
    expect((await remove(api, 'STUDY', at.study, again)).errors).toBeUndefined();
  });

  test('is of no use once something has gone', async () => {
    const { token } = await preview(api, 'REPORTING_EFFORT', at.effort);
    await remove(api, 'REPORTING_EFFORT_ITEM', at.idle);
    const options = `cascade: true, previewToken: "${token}"`;
    const answer = await remove(api, 'REPORTING_EFFORT', at.effort, options);
    expect(whyNot(answer)).toMatchObject({ code: 'STALE' });
  });

  test('is of no use once something else is there instead', async () => {
    const { token } = await preview(api, 'TRACKER_COMMENT', at.thread);
    await api.sql`delete from pearl.tracker_comments where id = ${at.reply}`;
    await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text, parent_comment_id)
      values (${at.busyTracker}, 2, 'second', ${at.thread})`;
    const options = `cascade: true, previewToken: "${token}"`;
    expect(whyNot(await remove(api, 'TRACKER_COMMENT', at.thread, options))).toMatchObject({
      code: 'STALE',
    });
  });

  test('is of no use for another row, also when nothing goes with either', async () => {
    const [one, other] = await api.sql<{ id: number }[]>`
      insert into pearl.tags (name) values (${`${at.name} one`}), (${`${at.name} other`}) returning id`;
    const { token } = await preview(api, 'TAG', one?.id ?? 0);
    const options = `previewToken: "${token}"`;
    expect(whyNot(await remove(api, 'TAG', other?.id ?? 0, options))).toMatchObject({
      code: 'STALE',
    });
    expect((await remove(api, 'TAG', one?.id ?? 0, options)).errors).toBeUndefined();
  });

  test('is of no use for another row, nor is an invented one', async () => {
    const other = await plant(api.sql);
    const { token } = await preview(api, 'STUDY', other.study);
    for (const given of [token, 'invented']) {
      const options = `cascade: true, previewToken: "${given}"`;
      const answer = await remove(api, 'STUDY', at.study, options);
      expect(whyNot(answer)).toMatchObject({ code: 'STALE' });
    }
  });

  test('does not stand for the permission to cascade', async () => {
    const { token } = await preview(api, 'STUDY', at.study);
    expect(whyNot(await remove(api, 'STUDY', at.study, `previewToken: "${token}"`))).toMatchObject({
      code: 'HAS_DEPENDENTS',
    });
  });

  test('stays good as long as nothing comes or goes', async () => {
    const { token } = await preview(api, 'STUDY', at.study);
    await plant(api.sql);
    expect((await preview(api, 'STUDY', at.study)).token).toBe(token);
  });
});

// The embedded database has one connection: nothing can happen while something else does.
describe.runIf(server)('what others write at the same time (on Postgres)', () => {
  let other: Sql;
  beforeAll(async () => {
    const [row] = await api.sql`select current_database() as name`;
    const url = Object.assign(new URL(server ?? ''), { pathname: row?.['name'] });
    other = postgres(url.href, { max: 1 });
  });
  afterAll(() => other.end());

  /** Deletes while a transaction of somebody else's is open, which ends only when the delete waits for it, or is over. */
  const meanwhile = async <Result>(
    write: (tx: TransactionSql) => Promise<unknown>,
    act: () => Promise<Result>,
  ): Promise<Result> => {
    let acting: Promise<Result> | undefined;
    await other.begin(async (tx) => {
      await write(tx);
      acting = act();
      await Promise.race([acting, waited()]);
    });
    return acting as Promise<Result>;
  };

  const waited = async () => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = await api.sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      if (found.length > 0) return;
      await wait(10);
    }
  };

  const count = async (from: string): Promise<number> => {
    const [row] = await api.sql.unsafe<{ count: number }[]>(
      `select count(*)::int from pearl.${from}`,
    );
    return row?.count ?? 0;
  };

  /** Why it was refused, and how much of what came in between is left. */
  const outcome = async ({ errors }: Answer<unknown>, still: string) => ({
    code: errors?.[0]?.extensions.code,
    left: await count(still),
  });
  const safe = { code: expect.stringMatching(/^(HAS_DEPENDENTS|STALE)$/), left: 1 };

  const addComment = (tx: TransactionSql) => tx`insert into pearl.tracker_comments
    (tracker_id, user_id, comment_text) values (${at.idleTracker}, 2, 'came in between')`;
  const comment = () =>
    `tracker_comments where tracker_id = ${at.idleTracker} and comment_text = 'came in between'`;

  test('a release that comes keeps its study', async () => {
    await api.sql`delete from pearl.database_releases where study_id = ${at.study}`;
    const answer = await meanwhile(addRelease, () => remove(api, 'STUDY', at.study));
    expect(await outcome(answer, `database_releases where study_id = ${at.study}`)).toEqual(safe);
  });

  test('a comment that comes keeps its item', async () => {
    const answer = await meanwhile(addComment, () => remove(api, 'REPORTING_EFFORT_ITEM', at.idle));
    expect(await outcome(answer, comment())).toEqual(safe);
  });

  test('a comment that comes makes a preview stale', async () => {
    const { token } = await preview(api, 'STUDY', at.study);
    const answer = await meanwhile(addComment, () =>
      remove(api, 'STUDY', at.study, `cascade: true, previewToken: "${token}"`),
    );
    expect(await outcome(answer, comment())).toEqual(safe);
  });

  const assign = (tx: TransactionSql) => tx`update pearl.reporting_effort_item_trackers
    set primary_programmer_id = 2, primary_status = 'IN_PROGRESS' where id = ${at.idleTracker}`;
  const tracker = () => `reporting_effort_item_trackers where id = ${at.idleTracker}`;

  test('a programmer who comes keeps the item', async () => {
    const answer = await meanwhile(assign, () => remove(api, 'REPORTING_EFFORT_ITEM', at.idle));
    expect(await outcome(answer, tracker())).toEqual(safe);
  });

  type Bulk = {
    deleteReportingEffortItems: { done: number; outcomes: { ok: boolean; code: string }[] };
  };
  const removeMany = () =>
    api
      .as('admin')
      .run<Bulk | null, unknown>(
        `mutation { deleteReportingEffortItems(ids: [${at.idle}]) { done outcomes { ok code } } }`,
      );

  test.each([
    ['a comment', addComment, comment],
    ['a programmer', assign, tracker],
  ])('%s that comes keeps an item that is deleted with others', async (_what, write, still) => {
    const { data, errors } = await meanwhile(write, removeMany);
    const [row] = data?.deleteReportingEffortItems.outcomes ?? [];
    const code = row?.code ?? errors?.[0]?.extensions.code;
    expect({ code, left: await count(still()) }).toEqual(safe);
  });

  test('two who delete the same row do it once', async () => {
    const answers = await Promise.all([
      remove(api, 'STUDY', at.study, 'cascade: true'),
      remove(api, 'STUDY', at.study, 'cascade: true'),
      remove(api, 'REPORTING_EFFORT', at.effort, 'cascade: true'),
    ]);
    const refusals = answers.filter(({ errors }) => errors).map((answer) => whyNot(answer)['code']);
    expect(refusals.filter((code) => code !== 'NOT_FOUND')).toEqual([]);
    expect(refusals.length).toBeGreaterThan(0);
    const records = await api.sql`select from pearl.audit_logs
      where entity_type = 'Study' and entity_id = ${at.study} and action = 'DELETE'`;
    expect(records).toHaveLength(1);
  });
});
