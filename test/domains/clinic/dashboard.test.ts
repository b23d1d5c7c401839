import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm, today } from '../../support/realm.ts';

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
});
afterAll(() => clinic.stop());

const whole = `{ day sessionsTodayCount sessionsThisWeekCount sessionsWithoutNoteCount noteDraftCount
  documentDraftCount documentsDueThisWeekCount documentsOverdueCount }`;

/** The same by lists of what somebody sees. */
const byHand = async (who: string) => {
  const { sessions, notes, documents } = await clinic.get(
    who,
    `{
      sessions: clinicSessions(first: 1000) { nodes { day week sessionNotes { totalCount } } }
      notes: clinicSessionNotes(first: 1000, filter: { status: { eq: DRAFT } }) { totalCount }
      documents: clinicDocuments(first: 1000, filter: { status: { eq: DRAFT } }) { nodes { dueDate isOverdue } }
    }`,
  );
  const sunday = new Date(Date.parse(today) + ((7 - new Date(today).getUTCDay()) % 7) * 86_400_000);
  const monday = new Date(sunday.getTime() - 6 * 86_400_000).toISOString().slice(0, 10);
  const last = sunday.toISOString().slice(0, 10);
  const count = (list: Data, is: (each: Data) => boolean) => list.nodes.filter(is).length;
  return {
    day: today,
    sessionsTodayCount: count(sessions, ({ day }) => day === today),
    sessionsThisWeekCount: count(sessions, ({ week }) => week === monday),
    sessionsWithoutNoteCount: count(
      sessions,
      ({ day, sessionNotes }) => day < today && sessionNotes.totalCount === 0,
    ),
    noteDraftCount: notes.totalCount,
    documentDraftCount: documents.nodes.length,
    documentsDueThisWeekCount: count(
      documents,
      ({ dueDate }) => dueDate !== null && dueDate >= today && dueDate <= last,
    ),
    documentsOverdueCount: count(documents, ({ isOverdue }) => isOverdue),
  };
};

test('the dashboard counts what somebody sees of sessions, notes and documents, in one statement', async () => {
  for (const who of [admin, marit]) {
    const { data, extensions } = await clinic.ask(who, `{ clinicDashboard ${whole} }`);
    expect(data.clinicDashboard).toEqual(await byHand(who));
    expect(extensions?.sql.statements).toBe(1);
  }
  const [all, own] = await Promise.all([admin, marit].map(byHand));
  expect(own?.sessionsThisWeekCount).toBeLessThan(all?.sessionsThisWeekCount ?? 0);
  expect(all?.noteDraftCount).toBeGreaterThan(0);
  expect(await clinic.codeOf(null, '{ clinicDashboard { day } }')).toBe('UNAUTHENTICATED');
});

test('whoever follows it is told the numbers when they have changed', async () => {
  const socket = await clinic.follow(
    admin,
    'subscription { clinicDashboardChanged { clinicDashboard { documentDraftCount documentsOverdueCount } } }',
  );
  const counts = async (): Promise<Data> =>
    Object((await socket.next()).payload).data.clinicDashboardChanged.clinicDashboard;
  const before = await counts();
  await clinic.sql`
    insert into clinic.documents (patient_id, title, name, type, date, allocated_units, status, due_date)
    values (1, 'A letter', 'letter', 'letter', '2026-01-05', 1, 'draft', '2026-01-06')`;
  expect(await counts()).toEqual({
    documentDraftCount: before.documentDraftCount + 1,
    documentsOverdueCount: before.documentsOverdueCount + 1,
  });
  socket.socket.terminate();
});
