import { builder, count, page, refusal } from '../../kernel/index.ts';
import { clinicians } from './access.ts';
import { after, mondayOf } from './day.ts';
import { ClinicSession } from './session.ts';

/*
 * Sessions as a calendar. Its days and weeks are no rows: they are there though nothing is in them. Their keys are dates on
 * the clock of the clinic, which sessions hold (`day`, `week`).
 */
type Period = { readonly id: string };

const inOrder = { orderBy: [{ field: 'sessionDate', direction: 'ASC' }] } as const;

const ClinicDay = builder.objectRef<Period>('ClinicDay').implement({
  description: 'A day in the calendar of the clinic.',
  fields: (t) => ({
    day: t.expose('id', { type: 'Date', description: 'Which day it is.' }),
    sessions: page(ClinicSession, 'day', 'The sessions of the day, the earliest first.', inOrder) //
      .build(t, 'sessions'),
    sessionCount: count(ClinicSession, 'day', 'How many sessions are on that day.') //
      .build(t, 'sessionCount'),
  }),
});

const ClinicWeek = builder.objectRef<Period>('ClinicWeek').implement({
  description: 'A week in the calendar of the clinic. It begins on a Monday.',
  fields: (t) => ({
    monday: t.expose('id', { type: 'Date', description: 'Its first day.' }),
    days: t.field({
      type: [ClinicDay],
      complexity: { field: 1, multiplier: 7 },
      description: 'Its seven days.',
      resolve: ({ id }) => periodsFrom(id, 7, 1),
    }),
    sessions: page(ClinicSession, 'week', 'The sessions of the week, the earliest first.', inOrder) //
      .build(t, 'sessions'),
    sessionCount: count(ClinicSession, 'week', 'How many sessions are in that week.') //
      .build(t, 'sessionCount'),
  }),
});

/** The days on which so many periods of a length begin. */
const periodsFrom = (first: string, count: number, days: number): Period[] =>
  Array.from({ length: count }, (_, at) => ({ id: after(first, at * days) }));

const assertCount = (count: number, most: number): void => {
  if (count >= 1 && count <= most) return;
  throw refusal('BAD_USER_INPUT', `Ask for 1 to ${most}.`, { field: 'count' });
};

/** The last day that a date can name, its year having four digits. */
const lastDay = '9999-12-31';

const assertWithin = (first: string, days: number): void => {
  if (first <= after(lastDay, 1 - days)) return;
  throw refusal('BAD_USER_INPUT', `The calendar ends on ${lastDay}.`, { field: 'from' });
};

const mostDays = 92;
builder.queryField('clinicDays', (t) =>
  t.field({
    type: [ClinicDay],
    allow: clinicians,
    complexity: ({ count }) => ({ field: 1, multiplier: Math.max(0, count) }),
    description: `The calendar by days, also those without a session: ${mostDays} at most.`,
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'The first day.' }),
      count: t.arg.int({ required: true, defaultValue: 7, description: 'How many days.' }),
    },
    resolve: (_root, { from, count }) => {
      assertCount(count, mostDays);
      assertWithin(from, count);
      return periodsFrom(from, count, 1);
    },
  }),
);

const mostWeeks = 53;
builder.queryField('clinicWeeks', (t) =>
  t.field({
    type: [ClinicWeek],
    allow: clinicians,
    complexity: ({ count }) => ({ field: 1, multiplier: Math.max(0, count) }),
    description: `The calendar by weeks, also those without a session: ${mostWeeks} at most.`,
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'A day of the first week.' }),
      count: t.arg.int({ required: true, defaultValue: 4, description: 'How many weeks.' }),
    },
    resolve: (_root, { from, count }) => {
      assertCount(count, mostWeeks);
      const monday = mondayOf(from);
      assertWithin(monday, count * 7);
      return periodsFrom(monday, count, 7);
    },
  }),
);
