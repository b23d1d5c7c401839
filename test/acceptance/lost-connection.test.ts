import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Tx } from '../../src/kernel/write/tx.ts';
import { type Api, startApi } from '../support/api.ts';
import { cutter } from '../support/database-sockets.ts';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { perform } from '../support/perform.ts';

let api: Api;
let cut: () => void;
beforeAll(async () => {
  cut = cutter();
  api = await startApi();
});
afterAll(() => api.stop());

test.each([
  ['unassignProgrammer', { trackerId: '51', role: 'QC' }],
  [
    'setTrackerStatus',
    { trackerId: '52', role: 'PRIMARY', status: 'COMPLETED', expectedVersion: 1 },
  ],
  ['updateTracker', { id: '53', input: { priority: 'CRITICAL' }, expectedVersion: 1 }],
])(
  'a connection that is lost when %s was done does not make it undone, or refused',
  async (name, args) => {
    const id = Number('id' in args ? args.id : args.trackerId);
    await api.sql`update pearl.reporting_effort_item_trackers set primary_programmer_id = 4, qc_programmer_id = 5,
    primary_status = 'IN_PROGRESS', qc_status = 'NOT_STARTED', in_production = false where id = ${id}`;
    const version = async () => {
      const [row] =
        await api.sql`select version from pearl.reporting_effort_item_trackers where id = ${id}`;
      return Number(row?.['version']);
    };
    const before = await version();
    vi.spyOn(Tx.prototype, 'updateUnchanged').mockImplementationOnce(async function (
      this: Tx,
      ...given
    ) {
      await this.updateUnchanged(...given); // the real one now
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    });
    const expectedVersion = 'expectedVersion' in args ? { expectedVersion: before } : {};
    const { code, value } = await perform(api, 'admin', name, { ...args, ...expectedVersion });
    expect(code).toBeUndefined();
    expect(value).toMatchObject({ version: before + 1 });
    expect(await version()).toBe(before + 1);
  },
);

test('connections that are cut amid changes are replaced, and what was changed is changed once', async () => {
  const version = async () => {
    const [row] = await api.sql<{ version: number }[]>`
      select version from pearl.reporting_effort_item_trackers where id = 54`;
    return Number(row?.version);
  };
  const before = await version();
  const change = (qcLevel: number) =>
    perform(api, 'admin', 'updateTrackers', { updates: [{ trackerId: '54', qcLevel }] });
  let [done, unknown] = [0, 0];
  // on a busy machine fewer changes come through before the cut: it goes on until some have
  for (let rounds = 0; rounds < 15 || done <= 15; rounds += 1) {
    const sent = [1, 2, 3].map((level) => change(level));
    await wait(Math.random() * 40);
    cut();
    for (const { code } of [...(await Promise.all(sent)), await change(1 + (rounds % 2))]) {
      expect([undefined, 'UNAVAILABLE']).toContain(code);
      if (code) unknown += 1;
      else done += 1;
    }
  }
  expect(done).toBeGreaterThan(15);
  expect(await version()).toBeLessThanOrEqual(before + done + unknown);
  expect(
    await perform(api, 'viewer', 'addComment', { trackerId: '54', commentText: 'Well?' }, '{ id }'),
  ).not.toHaveProperty('code');
});

// where there is one connection, nobody else can end it or hold it up
describe.skipIf(!server)('a connection that is lost', () => {
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    meanwhile = await openMeanwhile(api);
    await api.sql`
      update pearl.reporting_effort_item_trackers set primary_programmer_id = 4, qc_programmer_id = 5,
        primary_status = 'COMPLETED', qc_status = 'COMPLETED', in_production = true where id <= 10`;
  });
  afterAll(() => meanwhile.close());

  const stored = () => meanwhile.sql`
    select t.*, (select count(*)::int from pearl.tracker_comments where tracker_id = t.id) as comments,
      (select count(*)::int from pearl.audit_logs) as records
    from pearl.reporting_effort_item_trackers t where id <= 10 order by id`;

  const kill = (pids: readonly number[]) =>
    Promise.all(pids.map((pid) => meanwhile.sql`select pg_terminate_backend(${pid})`));

  /** How many trackers change, how many comments there are more, and how many records. */
  const expected = {
    returnToPrimary: [1, 1, 2],
    updateTrackers: [10, 0, 10],
    updateTracker: [1, 0, 1],
    tagTracker: [0, 0, 1],
    unassignProgrammer: [1, 0, 1],
  } as const;

  const bulk = {
    updates: Array.from({ length: 10 }, (_, at) => ({
      trackerId: String(at + 1),
      priority: 'CRITICAL',
      dueDate: '2026-12-31',
    })),
  };
  test.each([
    [
      'lock table pearl.tracker_comments in exclusive mode',
      'returnToPrimary',
      { trackerId: '1', reason: 'Wrong' },
    ],
    ['lock table pearl.audit_logs in exclusive mode', 'updateTrackers', bulk],
    [
      'lock table pearl.audit_logs in exclusive mode',
      'updateTracker',
      { id: '2', input: { priority: 'LOW' } },
    ],
    [
      'lock table pearl.tracker_tags in exclusive mode',
      'tagTracker',
      { trackerId: '3', tagId: '1' },
    ],
    [
      'select from pearl.reporting_effort_item_trackers where id = 4 for update',
      'unassignProgrammer',
      { trackerId: '4', role: 'QC' },
    ],
  ])(
    'while "%s" is waited for does not keep %s from being done, once',
    async (lock, name, args) => {
      const before = await stored();
      const answer = await meanwhile.holding(
        lock,
        () => perform(api, 'admin', name, args),
        1,
        kill,
      );
      expect(answer.code).toBeUndefined();
      const after = await stored();
      const records = Number(after[0]?.['records']) - Number(before[0]?.['records']);
      const versions = after.map(
        (row, at) => Number(row['version']) - Number(before[at]?.['version']),
      );
      const comments = Number(after[0]?.['comments']) - Number(before[0]?.['comments']);
      const [changed, said, recorded] = expected[name as keyof typeof expected];
      expect(versions.filter((by) => by !== 0)).toEqual(Array(changed).fill(1));
      expect([comments, records]).toEqual([said, recorded]);
    },
  );

  test('is replaced: the next requests are answered as ever', async () => {
    const change = (at: number) =>
      perform(api, 'analyst', 'updateTracker', {
        id: String(1 + (at % 10)),
        input: { qcLevel: 1 + (at % 3) },
      });
    const codes = await Promise.all(Array.from({ length: 40 }, (_, at) => change(at)));
    expect(codes.map(({ code }) => code)).toEqual(Array(40).fill(undefined));
  });

  test('is replaced when it is every one of them', async () => {
    await meanwhile.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'pearl'`;
    await meanwhile.sql`select pg_sleep(0.2)`;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        perform(api, 'analyst', 'setTrackerStatus', {
          trackerId: String(11 + at),
          role: 'QC',
          status: 'NOT_STARTED',
        }),
      ),
    );
    expect(answers.map(({ code }) => code)).not.toContain('INTERNAL_SERVER_ERROR');
  });
});
