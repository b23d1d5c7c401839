import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as workflow from '../../../src/domains/pearl/tracker/workflow.ts';
import { openDemo } from '../../support/demo.ts';
import {
  ann,
  ben,
  broken,
  type Case,
  caseOf,
  cases,
  cleo,
  foretell,
  invariants,
  inWords,
  legal,
  rowOf,
  type Step,
  stateOf,
  stepInWords,
  steps,
  workerOf,
} from './workflow-oracle.ts';

const take = (state: workflow.State, step: Step): workflow.Step => {
  switch (step.does) {
    case 'assign':
      return workflow.assign(state, step.side, workerOf(step.user));
    case 'unassign':
      return workflow.unassign(state, step.side);
    case 'setStatus':
      return workflow.setStatus(state, step.side, step.status);
    case 'returnToPrimary':
      return workflow.returnToPrimary(state);
    case 'edit':
      return workflow.edit(state, { inProduction: step.inProduction });
  }
};

/** What the module makes of a step: the tracker afterwards, or the rule that refuses it. */
const outcomeOf = (it: Case, step: Step): Case | string => {
  const state = Object.freeze(stateOf(it));
  try {
    return caseOf({ ...state, ...take(state, step) });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions['code']).toBe('INVALID_STATE');
    expect(error.message).toMatch(/^[A-Z].+\.$/);
    return String(error.extensions['rule']);
  }
};

const isAllowed = (outcome: Case | string): outcome is Case => typeof outcome !== 'string';

test('the table holds every state there is, and the legal ones among them', () => {
  expect(cases).toHaveLength(216);
  expect(legal).toHaveLength(40);
  expect(steps).toHaveLength(17);
});

test.each(steps.map((step) => [stepInWords(step), step] as const))(
  '%s: allowed where the rules allow it, with the effects that they say, in each of the 216 states',
  (_name, step) => {
    const inEach = (tell: typeof foretell) =>
      Object.fromEntries(cases.map((it) => [inWords(it), tell(it, step)]));
    expect(inEach(outcomeOf)).toEqual(inEach(foretell));
  },
);

test.each(Object.entries(invariants))(
  'no step leads from a legal state to one that breaks %s',
  (_name, holds) => {
    const reached = legal
      .flatMap((it) => steps.map((step) => outcomeOf(it, step)))
      .filter(isAllowed);
    expect(reached.length).toBeGreaterThan(150);
    expect(reached.filter((it) => !holds(it)).map(inWords)).toEqual([]);
  },
);

test('every step is allowed from some legal state and most are refused from another', () => {
  const outcomes = (step: Step) => legal.map((it) => isAllowed(outcomeOf(it, step)));
  for (const step of steps) expect(outcomes(step), stepInWords(step)).toContain(true);
  const always = steps.filter((step) => !outcomes(step).includes(false)).map(stepInWords);
  expect(always).toEqual([
    `assign PRIMARY ann`,
    `assign PRIMARY cleo`,
    `assign QC cleo`,
    `edit false`,
  ]);
});

test('every legal state can be reached from that of a new tracker', () => {
  const nameOf = (it: Case) => JSON.stringify(it);
  const [start] = cases;
  const reached = new Map(start && [[nameOf(start), start]]);
  for (const it of reached.values()) {
    for (const step of steps) {
      const next = outcomeOf(it, step);
      if (isAllowed(next)) reached.set(nameOf(next), next);
    }
  }
  /** Only the delete of the user who completed the programming leads there. */
  const isForgotten = ({ PRIMARY, programmedBy }: Case) =>
    PRIMARY.status === 'COMPLETED' && programmedBy === null;
  const missed = legal.filter((it) => !reached.has(nameOf(it)));
  expect(missed.filter((it) => !isForgotten(it)).map(inWords)).toEqual([]);
  expect([...reached.values()].flatMap(broken)).toEqual([]);
});

test('a step changes nothing but what it is about', () => {
  const planned = { dueDate: '2026-12-24', priority: 'HIGH', qcLevel: 2 } as const;
  const taken = legal.flatMap((it) =>
    steps
      .filter((step) => isAllowed(outcomeOf(it, step)))
      .map((step) => ({ ...planned, ...take({ ...stateOf(it), ...planned }, step) })),
  );
  for (const state of taken) expect(state).toMatchObject(planned);
});

test('what is planned changes by itself: what is left out stays, null takes a value away', () => {
  for (const it of legal) {
    const state = stateOf(it);
    expect(workflow.edit(state, {})).toEqual({});
    expect(workflow.edit(state, { dueDate: undefined, priority: 'LOW' })).toEqual({
      priority: 'LOW',
    });
    expect(workflow.edit(state, { dueDate: null, qcLevel: 3 })).toEqual({
      dueDate: null,
      qcLevel: 3,
    });
  }
});

describe('the database', () => {
  let db: Awaited<ReturnType<typeof openDemo>>;
  beforeAll(async () => {
    db = await openDemo();
    await db.sql`
      create temporary table states (like pearl.reporting_effort_item_trackers including constraints including defaults)`;
  });
  afterAll(() => db.close());

  const constraint = /^reporting_effort_item_trackers_(.+)$/;

  /** The rule of the database's that a state breaks; undefined when it takes it. */
  const refusalOf = async (it: Case): Promise<string | undefined> => {
    const row = rowOf(it);
    try {
      await db.sql`
        insert into states (reporting_effort_item_id, primary_programmer_id, qc_programmer_id, primary_status, qc_status,
          primary_completed_by_id, in_production)
        values (1, ${row.primaryProgrammerId}, ${row.qcProgrammerId}, ${row.primaryStatus}, ${row.qcStatus},
          ${row.primaryCompletedById}, ${row.inProduction})`;
      return undefined;
    } catch (error) {
      return constraint.exec((error as { constraint_name: string }).constraint_name)?.[1];
    }
  };

  test('accepts exactly the legal states, and so every state that a step leads to', async () => {
    const samePerson = { PRIMARY: { programmer: ann, status: 'COMPLETED' as const } };
    const others = [ann, ben, cleo].map((programmer) => ({
      ...samePerson,
      programmedBy: null,
      QC: { programmer, status: 'IN_PROGRESS' as const },
      inProduction: false,
    }));
    for (const it of [...cases, ...others]) {
      expect(await refusalOf(it), inWords(it)).toBe(broken(it)[0]);
    }
  });

  test('accepts what every allowed step leads to', async () => {
    const reached = legal
      .flatMap((it) => steps.map((step) => outcomeOf(it, step)))
      .filter(isAllowed);
    for (const it of new Map(reached.map((each) => [JSON.stringify(each), each])).values()) {
      expect(await refusalOf(it), inWords(it)).toBeUndefined();
    }
  });
});
