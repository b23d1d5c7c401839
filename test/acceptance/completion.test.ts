import { afterAll, beforeAll, expect, test } from 'vitest';
import { trackerStatuses } from '../../src/domains/pearl/tables.ts';
import { complete, overdue } from '../../src/domains/pearl/tracker/completion.ts';
import { predicateOf } from '../../src/kernel/read/predicate.ts';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const isComplete = predicateOf(complete);
const isOverdue = predicateOf(overdue);

const Completion = graphql(`
  query Completion($ids: [ID!]!, $complete: TrackerFilter!) {
    trackers(first: 1000, filter: { id: { in: $ids } }) {
      nodes { id isComplete isOverdue dueDate primaryStatus qcStatus qcProgrammer { id } }
    }
    complete: trackers(first: 1000, filter: { and: [{ id: { in: $ids } }, $complete] }) {
      nodes { id }
    }
    onlyAnswers: trackers(first: 1000, filter: { id: { in: $ids } }) {
      nodes { isOverdue isComplete }
    }
  }
`);

const dayFromToday = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Every state that the database lets a tracker be in, with a due date before, on and after today and without one. */
const states = trackerStatuses.flatMap((primaryStatus) =>
  trackerStatuses
    .filter((qcStatus) => qcStatus === 'NOT_STARTED' || primaryStatus === 'COMPLETED')
    .flatMap((qcStatus) =>
      [null, 4]
        .filter((qcProgrammerId) => qcStatus !== 'IN_PROGRESS' || qcProgrammerId !== null)
        .flatMap((qcProgrammerId) =>
          [null, -1, 0, 1].map((days) => ({
            primaryStatus,
            qcStatus,
            qcProgrammerId,
            dueDate: days === null ? null : dayFromToday(days),
          })),
        ),
    ),
);

test('a tracker says in every state what the rules say, and so does the filter that spells them out', async () => {
  const rows = states.map((state, at) => ({ id: at + 1, ...state }));
  // whoever programs has no part in the rules, but nobody's work is not in progress
  await api.sql`
    update pearl.reporting_effort_item_trackers t set in_production = false, primary_completed_by_id = null,
      primary_programmer_id = case when s."primaryStatus" = 'IN_PROGRESS' then 5 end,
      qc_programmer_id = s."qcProgrammerId", primary_status = s."primaryStatus", qc_status = s."qcStatus", due_date = s."dueDate"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as s(id int, "qcProgrammerId" int, "primaryStatus" text, "qcStatus" text, "dueDate" date)
    where s.id = t.id`;

  const { data, statements } = await succeeded(
    api.as('viewer').run(Completion, {
      ids: rows.map(({ id }) => String(id)),
      complete: {
        primaryStatus: { eq: 'COMPLETED' },
        or: [{ qcStatus: { eq: 'COMPLETED' } }, { qcProgrammerId: { isNull: true } }],
      },
    }),
  );

  expect(rows).toHaveLength(36);
  expect(data.trackers.nodes).toEqual(
    rows.map(({ id, qcProgrammerId, ...state }) => ({
      id: String(id),
      ...state,
      qcProgrammer: qcProgrammerId === null ? null : { id: String(qcProgrammerId) },
      isComplete: isComplete({ ...state, qcProgrammerId }),
      isOverdue: isOverdue({ ...state, qcProgrammerId }),
    })),
  );
  expect(data.complete.nodes).toEqual(
    rows.filter(isComplete).map(({ id }) => ({ id: String(id) })),
  );
  expect(data.onlyAnswers.nodes).toEqual(
    data.trackers.nodes.map((each) => ({ isOverdue: each.isOverdue, isComplete: each.isComplete })),
  );
  expect(data.trackers.nodes.filter((each) => each.isOverdue)).toHaveLength(6);
  expect(statements).toBe(4);
});
