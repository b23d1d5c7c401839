import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Case,
  foretell,
  inWords,
  legal,
  rowOf,
  type Step,
  stepInWords,
  steps,
} from '../domains/pearl/workflow-oracle.ts';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';

/** Every legal state × every step, each with a tracker of its own: those with the ids 1, 2, 3, … */
const trials = legal
  .flatMap((it) => steps.map((step) => ({ it, step })))
  .map((trial, at) => ({ ...trial, id: at + 1 }));

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Stored = ReturnType<typeof rowOf> & { id: number; version: number };

const stored = async (): Promise<Map<number, Stored>> => {
  const rows = await api.sql<Stored[]>`
    select id, primary_programmer_id as "primaryProgrammerId", qc_programmer_id as "qcProgrammerId",
      primary_status as "primaryStatus", qc_status as "qcStatus", primary_completed_by_id as "primaryCompletedById",
      in_production as "inProduction", version
    from pearl.reporting_effort_item_trackers where id <= ${trials.length}`;
  return new Map(rows.map((row) => [row.id, row]));
};

let before: Map<number, Stored>;
beforeEach(async () => {
  const rows = trials.map(({ id, it }) => ({ id, ...rowOf(it) }));
  await api.sql`update pearl.reporting_effort_item_trackers set primary_completed_by_id = null`;
  await api.sql`
    update pearl.reporting_effort_item_trackers t set in_production = s."inProduction",
      primary_programmer_id = s."primaryProgrammerId", qc_programmer_id = s."qcProgrammerId",
      primary_status = s."primaryStatus", qc_status = s."qcStatus"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id int, "primaryProgrammerId" int,
      "qcProgrammerId" int, "primaryStatus" text, "qcStatus" text, "inProduction" boolean)
    where s.id = t.id`;
  // whoever completes the programming is remembered by themselves: others have to be put there afterwards
  await api.sql`
    update pearl.reporting_effort_item_trackers t set primary_completed_by_id = s."primaryCompletedById"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as s(id int, "primaryCompletedById" int)
    where s.id = t.id`;
  before = await stored();
});

/** What came of a step: the tracker as it is stored then and whether it has a new version, or why it was refused. */
type Outcome = { row: ReturnType<typeof rowOf>; versions: number; code: string | null };

const titleOf = ({ it, step }: { it: Case; step: Step }) => `${inWords(it)}: ${stepInWords(step)}`;

const outcomes = async (codes: ReadonlyMap<number, string | null>) => {
  const now = await stored();
  return Object.fromEntries(
    trials
      .filter(({ id }) => codes.has(id))
      .map((trial): [string, Outcome] => {
        const { id: _id, version, ...row } = now.get(trial.id) as Stored;
        const versions = version - (before.get(trial.id)?.version ?? 0);
        return [titleOf(trial), { row, versions, code: codes.get(trial.id) ?? null }];
      }),
  );
};

const expected = (some: readonly (typeof trials)[number][]) =>
  Object.fromEntries(
    some.map((trial): [string, Outcome] => {
      const told = foretell(trial.it, trial.step);
      const was = rowOf(trial.it);
      if (typeof told === 'string') {
        return [titleOf(trial), { row: was, versions: 0, code: 'INVALID_STATE' }];
      }
      const row = rowOf(told);
      const versions = JSON.stringify(row) === JSON.stringify(was) ? 0 : 1;
      return [titleOf(trial), { row, versions, code: null }];
    }),
  );

const single = (id: number, step: Step) => {
  const trackerId = String(id);
  switch (step.does) {
    case 'assign':
      return [
        'assignProgrammer',
        { trackerId, role: step.side, userId: String(step.user) },
      ] as const;
    case 'unassign':
      return ['unassignProgrammer', { trackerId, role: step.side }] as const;
    case 'setStatus':
      return ['setTrackerStatus', { trackerId, role: step.side, status: step.status }] as const;
    case 'returnToPrimary':
      return ['returnToPrimary', { trackerId, reason: 'Numbers differ.' }] as const;
    case 'edit':
      return [
        'updateTracker',
        { id: trackerId, input: { inProduction: step.inProduction } },
      ] as const;
  }
};

test('there is a tracker for every legal state and step', () => {
  expect(trials).toHaveLength(680);
  expect(before.size).toBe(trials.length);
});

test('every single command does in every state what the rules say', async () => {
  const answers = await Promise.all(
    trials.map(async ({ id, it, step }) => {
      const [name, args] = single(id, step);
      const done = await perform(api, 'analyst', name, args);
      const told = foretell(it, step);
      expect(done.rule, titleOf({ it, step })).toBe(typeof told === 'string' ? told : undefined);
      return [id, done.code ?? null] as const;
    }),
  );
  expect(await outcomes(new Map(answers))).toEqual(expected(trials));
});

describe('a bulk command does in every state what the single one does:', () => {
  const bulks: readonly (readonly [string, string, Step['does'], (step: never) => object])[] = [
    [
      'assignProgrammers',
      'assignments',
      'assign',
      ({ side, user }: Extract<Step, { does: 'assign' }>) => ({ role: side, userId: String(user) }),
    ],
    [
      'setTrackerStatuses',
      'updates',
      'setStatus',
      ({ side, status }: Extract<Step, { does: 'setStatus' }>) => ({ role: side, status }),
    ],
    [
      'updateTrackers',
      'updates',
      'edit',
      ({ inProduction }: Extract<Step, { does: 'edit' }>) => ({ inProduction }),
    ],
  ];

  test.each(bulks)('%s', async (name, list, does, argsOf) => {
    const some = trials.filter(({ step }) => step.does === does);
    const rows = some.map(({ id, step }) => ({ trackerId: String(id), ...argsOf(step as never) }));
    const given = { [list]: rows, onError: 'SKIP' };

    const answer = await performed<Bulk>(api, 'admin', name, given);

    expect(answer.outcomes.map(({ id }) => Number(id))).toEqual(some.map(({ id }) => id));
    const codes = answer.outcomes.map(({ id, code }) => [Number(id), code] as const);
    expect(await outcomes(new Map(codes))).toEqual(expected(some));
    expect(answer.done).toBe(codes.filter(([, code]) => code === null).length);
    expect(answer.refused).toBe(some.length - answer.done);
  });

  test.each(bulks)('%s, in the same words', async (name, list, does, argsOf) => {
    const some = trials.filter(
      ({ it, step }) => step.does === does && typeof foretell(it, step) === 'string',
    );
    const rows = some.map(({ id, step }) => ({ trackerId: String(id), ...argsOf(step as never) }));
    const bulk = await performed<Bulk>(api, 'admin', name, { [list]: rows, onError: 'SKIP' });
    const one = await Promise.all(
      some
        .filter((_, at) => at % 5 === 0)
        .map(({ id, step }) => perform(api, 'analyst', ...(single(id, step) as [string, object]))),
    );
    expect(one.map(({ message }) => message)).toEqual(
      bulk.outcomes.filter((_, at) => at % 5 === 0).map(({ message }) => message),
    );
  });
});
