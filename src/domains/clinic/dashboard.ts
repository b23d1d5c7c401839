import { builder, type Context, query } from '../../kernel/index.ts';
import { live } from '../../live/index.ts';
import { clinicians } from './access.ts';
import { after, mondayOf, today } from './day.ts';
import { ClinicDocument } from './document.ts';
import { clinic } from './domain.ts';
import { ClinicPatientClinician } from './patient-clinician.ts';
import { ClinicSession } from './session.ts';
import { ClinicSessionNote } from './session-note/type.ts';

type Counts = {
  readonly day: string;
  readonly sessionsToday: number;
  readonly sessionsThisWeek: number;
  readonly sessionsWithoutNote: number;
  readonly noteDrafts: number;
  readonly documentDrafts: number;
  readonly documentsDue: number;
  readonly documentsOverdue: number;
};

const ClinicDashboard = builder.objectRef<Counts>('ClinicDashboard').implement({
  description: 'The numbers of the clinic, of all patients whom you see.',
  fields: (t) => ({
    day: t.expose('day', { type: 'Date', description: 'The day of today that counts.' }),
    sessionsTodayCount: t.exposeInt('sessionsToday', {
      description: 'How many sessions are on this day.',
    }),
    sessionsThisWeekCount: t.exposeInt('sessionsThisWeek', {
      description: 'How many sessions are in this week, from Monday to Sunday.',
    }),
    sessionsWithoutNoteCount: t.exposeInt('sessionsWithoutNote', {
      description: 'How many sessions were on an earlier day and have no note yet.',
    }),
    noteDraftCount: t.exposeInt('noteDrafts', {
      description: 'How many notes are still being written.',
    }),
    documentDraftCount: t.exposeInt('documentDrafts', {
      description: 'How many documents are still being written.',
    }),
    documentsDueThisWeekCount: t.exposeInt('documentsDue', {
      description: 'How many of these are due from today to Sunday.',
    }),
    documentsOverdueCount: t.exposeInt('documentsOverdue', {
      description: 'How many of these are overdue (`isOverdue`).',
    }),
  }),
});

/** One statement, of the rows that who asks may see. */
const countsOf = async (ctx: Context): Promise<Counts> => {
  const day = today();
  const monday = mondayOf(day);
  const sunday = after(monday, 6);
  const draft = { status: { eq: 'draft' } };
  const counts = (condition: string) => `count(*) filter (where ${condition})::int`;
  const [found] = await query<Omit<Counts, 'day'>>(
    ctx,
    (is) => `select * from (
        select ${counts(is(ClinicSession, 's', { day: { eq: day } }))} as "sessionsToday",
          ${counts(is(ClinicSession, 's', { week: { eq: monday } }))} as "sessionsThisWeek",
          ${counts(`${is(ClinicSession, 's', { day: { lt: day } })} and not exists (select from clinic.session_notes n where n.session_id = s.id)`)} as "sessionsWithoutNote"
        from clinic.sessions s where ${is(ClinicSession, 's')}
      ) s cross join (
        select count(*)::int as "noteDrafts" from clinic.session_notes n where ${is(ClinicSessionNote, 'n', draft)}
      ) n cross join (
        select count(*)::int as "documentDrafts",
          ${counts(is(ClinicDocument, 'd', { dueDate: { gte: day, lte: sunday } }))} as "documentsDue",
          ${counts(is(ClinicDocument, 'd', { isOverdue: { eq: true } }))} as "documentsOverdue"
        from clinic.documents d where ${is(ClinicDocument, 'd', draft)}
      ) d`,
    [],
  );
  if (!found) throw new Error('Counts are one row.');
  return { day, ...found };
};

/** What reading all sessions, notes and documents costs, told in values that are read instead. */
const cost = { field: 20_000, multiplier: 1 };

builder.queryField('clinicDashboard', (t) =>
  t.field({
    type: ClinicDashboard,
    allow: clinicians,
    complexity: cost,
    description:
      'Sessions, notes and documents at a glance: how many there are, and what is still to be done.',
    resolve: (_root, _args, ctx) => countsOf(ctx),
  }),
);

live(clinic, 'clinicDashboardChanged', {
  allow: clinicians,
  description:
    'Answers with the numbers of the clinic, and answers again when they have changed, at most every quarter of a second.',
  of: [ClinicSession, ClinicSessionNote, ClinicDocument, ClinicPatientClinician],
  numbers: { type: ClinicDashboard, of: (ctx) => countsOf(ctx) },
  due: { of: ClinicDocument, column: 'dueDate', where: { status: { eq: 'draft' } } },
  coalesce: { within: 250 },
});
