import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm, today } from '../../support/realm.ts';

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic', { MAX_ROWS: '300' });
});
afterAll(() => clinic.stop());

const dayOf = (at: number) =>
  new Date(Date.parse(today) + at * 86_400_000).toISOString().slice(0, 10);

describe('the calendar', () => {
  const days = `query ($from: Date!, $count: Int!) { clinicDays(from: $from, count: $count) {
    day sessionCount sessions { nodes { day sessionDate patientId } } } }`;

  test('has every day, also those without a session, and the sessions of each in their order', async () => {
    const { clinicDays } = await clinic.get(admin, days, { from: dayOf(-14), count: 28 });
    expect(clinicDays.map(({ day }: Data) => day)).toEqual(
      Array.from({ length: 28 }, (_, at) => dayOf(at - 14)),
    );
    const shown = clinicDays.flatMap(({ sessions }: Data) => sessions.nodes);
    const { clinicSessions } = await clinic.get(admin, '{ clinicSessions { totalCount } }');
    expect(shown).toHaveLength(clinicSessions.totalCount);
    expect(clinicDays.some(({ sessionCount }: Data) => sessionCount === 0)).toBe(true);
    for (const { day, sessionCount, sessions } of clinicDays) {
      const dates = sessions.nodes.map(({ sessionDate }: Data) => sessionDate);
      expect(sessionCount).toBe(dates.length);
      expect(dates).toEqual(dates.toSorted());
      for (const node of sessions.nodes) {
        expect(node.day).toBe(day);
        expect(node.sessionDate.slice(0, 10)).toBe(day);
      }
    }
  });

  test('has weeks from Monday to Sunday, whichever of their days is named', async () => {
    const weeks = `query ($from: Date!) { clinicWeeks(from: $from, count: 2) {
      monday sessionCount days { day sessionCount } sessions { nodes { week } } } }`;
    const { clinicWeeks } = await clinic.get(admin, weeks, { from: '2026-11-01' }); // a Sunday
    expect(clinicWeeks.map(({ monday }: Data) => monday)).toEqual(['2026-10-26', '2026-11-02']);
    const [week] = (await clinic.get(admin, weeks, { from: today })).clinicWeeks;
    expect(week.days.map(({ day }: Data) => new Date(day).getUTCDay())).toEqual([
      1, 2, 3, 4, 5, 6, 0,
    ]);
    expect(week.sessionCount).toBeGreaterThan(0);
    const counts = week.days.map(({ sessionCount }: Data) => sessionCount);
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(week.sessionCount);
    expect(new Set(week.sessions.nodes.map((node: Data) => node.week))).toEqual(
      new Set([week.monday]),
    );
  });

  test('shows a clinician the sessions of assigned patients only', async () => {
    const [own, all] = await Promise.all(
      [marit, admin].map((who) => clinic.get(who, days, { from: dayOf(-14), count: 28 })),
    );
    const countOf = ({ clinicDays }: Data): number =>
      clinicDays.reduce((sum: number, { sessionCount }: Data) => sum + sessionCount, 0);
    const { clinicSessions } = await clinic.get(marit, '{ clinicSessions { totalCount } }');
    expect(countOf(own)).toBe(clinicSessions.totalCount);
    expect(countOf(own)).toBeLessThan(countOf(all));
  });

  test('takes as many statements for a month as for a day', async () => {
    const statements = async (count: number) =>
      (await clinic.ask(admin, days, { from: dayOf(-14), count })).extensions?.sql.statements;
    expect(await statements(1)).toBe(await statements(31));
  });

  test.each([
    ['clinicDays', 0],
    ['clinicDays', 93],
    ['clinicWeeks', -1],
    ['clinicWeeks', 54],
  ])('%s of %i is refused', async (field, count) => {
    const query = `{ ${field}(from: "2026-11-01", count: ${count}) { sessionCount } }`;
    expect(await clinic.codeOf(admin, query)).toBe('BAD_USER_INPUT');
  });
});

describe('the end of the calendar', () => {
  const read = (field: string, from: string, count: number) =>
    clinic.ask(admin, `{ ${field}(from: "${from}", count: ${count}) { sessionCount } }`);

  test.each([
    ['clinicDays', '9999-12-25', 7],
    ['clinicWeeks', '9999-12-19', 1],
    ['clinicDays', '0001-01-01', 1],
    ['clinicWeeks', '0001-01-03', 1],
  ])('%s from %s on, %i, is read', async (field, from, count) => {
    expect((await read(field, from, count)).data[field]).toHaveLength(count);
  });

  test.each([
    ['clinicDays', '9999-12-26', 7],
    ['clinicDays', '9999-12-28', 7],
    ['clinicWeeks', '9999-12-28', 1],
    ['clinicWeeks', '9999-12-20', 2],
  ])('%s from %s on, %i, is refused', async (field, from, count) => {
    const { errors } = await read(field, from, count);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'from' });
  });

  test.each([
    ['gt', '9999-12-31T23:59:59-01:00', 'BAD_USER_INPUT'],
    ['lt', '0001-01-01T00:00:00+01:00', 'BAD_USER_INPUT'],
    ['gt', '9999-12-31T23:59:59.999999Z', 'done'],
    ['lt', '0001-01-01T00:00:00Z', 'done'],
  ])('sessions are asked for %s %s: %s', async (than, moment, code) => {
    const query = `{ clinicSessions(filter: { sessionDate: { ${than}: "${moment}" } }) { totalCount } }`;
    expect(await clinic.codeOf(admin, query)).toBe(code);
  });
});

describe('the record of a patient as a file', () => {
  const record = `query ($id: ID!, $format: ClinicRecordFormat) {
    clinicPatientRecord(patientId: $id, format: $format) { fileName contentType content } }`;
  const change = `mutation ($id: ID!, $text: String) {
    updateClinicPatient(id: $id, input: { medicalHistory: $text }) { id } }`;
  const hostile = '<script>alert("1 & 2")</script>';

  test('holds all that is known of the patient, for people and for programs', async () => {
    await clinic.get(admin, change, { id: 1, text: hostile });
    const { clinicPatientRecord: page } = await clinic.get(marit, record, { id: 1 });
    expect(page).toMatchObject({
      fileName: 'patient-310482.html',
      contentType: 'text/html; charset=utf-8',
    });
    expect(page.content).toContain('<h1>Juniper Oakes</h1>');
    expect(page.content).toContain('&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;');
    expect(page.content).not.toContain('<script');
    expect(page.content).toContain('Warmed up quickly.');

    const { clinicPatientRecord: file } = await clinic.get(marit, record, {
      id: 1,
      format: 'JSON',
    });
    const { patient, clinicians, sessions, documents } = JSON.parse(file.content);
    expect(patient).toMatchObject({ name: 'Juniper Oakes', medicalHistory: hostile });
    expect(clinicians).toContainEqual(
      expect.objectContaining({ name: 'Marit Sandoval', role: 'Primary Therapist' }),
    );
    expect(sessions).toHaveLength(4);
    expect(sessions[0].sessionNotes).toHaveLength(1);
    expect(documents).toHaveLength(1);
  });

  test('of a patient whom somebody does not see is that of a patient who does not exist', async () => {
    for (const id of [2, 999_999]) {
      expect(await clinic.get(marit, record, { id })).toEqual({ clinicPatientRecord: null });
    }
  });

  test('reads of the clinicians those who are in it', async () => {
    await clinic.sql`insert into clinic.clinicians (name, email)
      select 'No ' || n, n || '@clinic.example' from generate_series(1, 400) n`;
    const { clinicPatientRecord } = await clinic.get(marit, record, { id: 1, format: 'JSON' });
    expect(JSON.parse(clinicPatientRecord.content).sessions[0].therapist).toBe('Marit Sandoval');
  });

  const long = "repeat('long ', 20000)";
  test.each([
    [
      'documents',
      `insert into clinic.documents (patient_id, title, name, type, date, allocated_units, contents)
       select 8, 'Long', 'long', 'letter', now(), 0, ${long} from generate_series(1, 120)`,
    ],
    [
      'sessions',
      `insert into clinic.sessions (patient_id, title, session_date, duration, description, notes, ai_summary)
       select 7, 'Long', now(), 30, ${long}, ${long}, ${long} from generate_series(1, 40)`,
    ],
    [
      'reasons of amendments',
      `insert into clinic.session_note_amendments (session_note_id, text, reason)
       select (select min(id) from clinic.session_notes where patient_id = 6), 'Short', ${long} from generate_series(1, 120)`,
    ],
  ])(
    'that is too large for one answer by its %s is refused, and nothing of it is cut',
    async (what, fill) => {
      await clinic.sql.unsafe(fill);
      const id = { documents: 8, sessions: 7 }[what] ?? 6;
      expect(await clinic.codeOf(admin, record, { id })).toBe('TOO_EXPENSIVE');
    },
  );
});
