import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.sql`
    update pearl.reporting_effort_item_trackers set primary_programmer_id = null, qc_programmer_id = null,
      primary_status = 'NOT_STARTED', qc_status = 'NOT_STARTED', in_production = false, priority = 'LOW'`;
});
afterAll(() => api.stop());

const times = (count: number) => Array.from({ length: count }, (_, at) => at);

const tracker = async (id: string) => {
  const [row] = await api.sql<Record<string, unknown>[]>`
    select primary_programmer_id, qc_programmer_id, primary_status, priority, version
    from pearl.reporting_effort_item_trackers where id = ${id}`;
  return row ?? {};
};

describe('sixteen people make one thing at once: one does, the others are told that it is there', () => {
  const spellings = [
    'Étude Nord 7',
    'étude nord 7',
    'ÉTUDE NORD 7',
    'ÉtudeNord7',
    ' Étude  Nord  7 ',
    '\tÉtude Nord 7\t',
    'Étude\u00a0Nord\u00a07',
    '\u00a0Étude Nord 7\u00a0',
    'É t u d e N o r d 7',
    'Étude\u2003Nord 7',
    'Étude\u200bNord 7',
    '\ufeffÉtude Nord 7',
    'Étude\u202fNord\u202f7',
    '\n étude NORD 7',
    'E\u0301tude Nord 7',
    'Étude\u3000Nord 7',
  ];

  test.each([
    ['createStudy', 'studyLabel', {}],
    ['createPackage', 'packageName', {}],
    ['createTag', 'name', {}],
    ['createTextElement', 'label', { type: 'TITLE', content: 'A text' }],
    ['createReportingEffort', 'databaseReleaseLabel', { databaseReleaseId: '1' }],
    [
      'createDatabaseRelease',
      'databaseReleaseLabel',
      { studyId: '1', databaseReleaseDate: '2026-01-31' },
    ],
    ['createReportingEffortItem', 'itemCode', { reportingEffortId: '1', itemType: 'TLF' }],
    ['createPackageItem', 'itemCode', { packageId: '1', itemType: 'TLF' }],
  ])('%s', async (name, field, more) => {
    const answers = await Promise.all(
      spellings.map((label) => perform(api, 'admin', name, { input: { ...more, [field]: label } })),
    );
    expect(answers.filter(({ value }) => value)).toHaveLength(1);
    const refused = answers.filter(({ value }) => !value);
    expect(refused.map(({ code, field: named }) => `${code} ${String(named)}`)).toEqual(
      Array(15).fill(`CONFLICT ${field}`),
    );
    const made = answers.flatMap(({ code }, at) => (code ? [] : [spellings[at]]));
    for (const { message, extensions } of refused) {
      expect(message).not.toMatch(/uq_|idx_/i);
      expect(message).toContain(`“${String(extensions?.['label'])}” has it.`);
      expect(made.map((label) => label?.trim())).toEqual([extensions?.['label']]);
    }
  });

  test('under one parent only: elsewhere the label is free', async () => {
    const input = { databaseReleaseId: '2', databaseReleaseLabel: 'Étude Nord 7' };
    expect((await perform(api, 'admin', 'createReportingEffort', { input })).code).toBeUndefined();
  });
});

describe('one person is never on both sides, whoever assigns at once:', () => {
  test.each([
    [2, 'assignProgrammer'],
    [8, 'assignProgrammer'],
    [2, 'assignProgrammers'],
    [8, 'assignProgrammers'],
  ])('%i people, %s', async (people, name) => {
    for (const round of times(10)) {
      const trackerId = String(20 * (round + 1) + people + (name === 'assignProgrammer' ? 0 : 1));
      const answers = await Promise.all(
        times(people).map(async (at) => {
          const args = { trackerId, role: at % 2 ? 'PRIMARY' : 'QC', userId: '7' };
          const given = name === 'assignProgrammer' ? args : { assignments: [args] };
          const done = await perform<Partial<Bulk>>(api, 'admin', name, given);
          return { role: args.role, code: done.value?.outcomes?.[0]?.code ?? done.code };
        }),
      );
      const { primary_programmer_id, qc_programmer_id } = await tracker(trackerId);
      const taken = primary_programmer_id === 7 ? 'PRIMARY' : 'QC';
      expect([primary_programmer_id, qc_programmer_id].filter((id) => id !== null)).toEqual([7]);
      for (const { role, code } of answers) {
        expect(code, role).toBe(role === taken ? undefined : 'INVALID_STATE');
      }
    }
  });
});

describe('twenty people change one tracker at once,', () => {
  test('all knowing the same version: one does, the others are told the new one', async () => {
    const trackerId = '700';
    await performed(api, 'analyst', 'assignProgrammer', {
      trackerId,
      role: 'PRIMARY',
      userId: '4',
    });
    const { version } = await tracker(trackerId);
    const args = { trackerId, role: 'PRIMARY', status: 'COMPLETED', expectedVersion: version };
    const answers = await Promise.all(
      times(20).map(() => perform(api, 'analyst', 'setTrackerStatus', args)),
    );
    expect(answers.filter(({ value }) => value)).toHaveLength(1);
    for (const { code, extensions } of answers.filter(({ value }) => !value)) {
      expect(code).toBe('STALE');
      expect(extensions).toMatchObject({
        currentVersion: Number(version) + 1,
        current: { primaryStatus: 'COMPLETED', version: Number(version) + 1 },
      });
    }
    expect((await tracker(trackerId))['version']).toBe(Number(version) + 1);
  });

  test('knowing nothing of each other: none is turned away', async () => {
    const { version } = await tracker('701');
    const priorities = ['HIGH', 'CRITICAL', 'MEDIUM', 'LOW'];
    const codes = await Promise.all(
      times(100).map(async (at) => {
        const input = { priority: priorities[at % 4], qcLevel: 1 + (at % 3) };
        return (await perform(api, 'analyst', 'updateTracker', { id: '701', input })).code;
      }),
    );
    expect(codes.filter((code) => code !== undefined)).toEqual([]);
    expect(Number((await tracker('701'))['version'])).toBeGreaterThan(Number(version) + 1);
  });

  test('each another thing of it: nothing is lost', async () => {
    for (const round of times(10)) {
      const id = String(702 + round);
      const codes = await Promise.all([
        perform(api, 'analyst', 'assignProgrammer', {
          trackerId: id,
          role: 'PRIMARY',
          userId: '4',
        }),
        perform(api, 'analyst', 'assignProgrammer', { trackerId: id, role: 'QC', userId: '5' }),
        perform(api, 'analyst', 'updateTracker', { id, input: { priority: 'CRITICAL' } }),
        perform(api, 'admin', 'updateTrackers', { updates: [{ trackerId: id, qcLevel: 2 }] }),
      ]);
      expect(codes.map(({ code }) => code)).toEqual(Array(4).fill(undefined));
      expect(await tracker(id)).toMatchObject({
        primary_programmer_id: 4,
        qc_programmer_id: 5,
        primary_status: 'IN_PROGRESS',
        priority: 'CRITICAL',
      });
    }
  });
});

describe('two who change the same two hundred trackers in opposite order both succeed:', () => {
  const ids = times(200).map((at) => String(801 + at));
  const both = [ids, ids.toReversed()];

  test.each([
    [
      'updateTrackers',
      (some: string[], at: number) => ({
        updates: some.map((trackerId) => ({ trackerId, qcLevel: 1 + (at % 3) })),
      }),
    ],
    [
      'assignProgrammers',
      (some: string[], at: number) => ({
        assignments: some.map((trackerId, place) => ({
          trackerId,
          role: 'PRIMARY',
          userId: String(8 + ((place + at) % 5)),
        })),
      }),
    ],
    [
      'tagTrackers',
      (some: string[], at: number) => ({ trackerIds: some, tagId: String(1 + (at % 5)) }),
    ],
  ])('%s', async (name, argsOf) => {
    for (const round of times(12)) {
      const answers = await Promise.all(
        [...both, ...both].map((some, at) =>
          perform<Bulk>(api, 'admin', name, argsOf(some, round + at)),
        ),
      );
      expect(answers.map(({ code, value }) => code ?? value?.done)).toEqual(Array(4).fill(200));
    }
  });

  test('also when others change and delete rows among them', async () => {
    const bulk = (some: string[], qcLevel: number) =>
      perform<Bulk>(api, 'admin', 'updateTrackers', {
        updates: some.map((trackerId) => ({ trackerId, qcLevel })),
        onError: 'SKIP',
      });
    for (const round of times(8)) {
      const [itemId] = await api.sql<{ id: number }[]>`
        select reporting_effort_item_id as id from pearl.reporting_effort_item_trackers where id = ${1000 - round}`;
      const answers = await Promise.all([
        bulk(ids, 1 + (round % 3)),
        perform(api, 'admin', 'deleteReportingEffortItem', {
          id: String(itemId?.id),
          cascade: true,
        }),
        bulk(ids.toReversed(), 1 + ((round + 1) % 3)),
        perform(api, 'admin', 'updateUser', { id: '8', input: { department: `${round}` } }),
      ]);
      expect(answers.map(({ code }) => code)).toEqual(Array(4).fill(undefined));
    }
  });
});
