import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm, today } from '../../support/realm.ts';

/* Who looked at whose chart: it is noted before anything confidential is shown, once for each of them and each day. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';
const tobias = 'tobias@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
});
afterAll(() => clinic.stop());

const looksOf = async (patient: number): Promise<Data[]> =>
  clinic.sql`select username, day::text, version from clinic.chart_looks where patient_id = ${patient} order by id`;

const lookOf = (username: string) => ({ username, day: today, version: 1 });

describe('a look at a chart', () => {
  const notes =
    '{ clinicSessionNotes(filter: { patientId: { eq: 3 } }) { nodes { notes moodRating } } }';

  test('is noted when something confidential is read, and once a day', async () => {
    const { clinicPatient } = await clinic.get(
      marit,
      '{ clinicPatient(id: 3) { name documents { totalCount } sessions { nodes { title } } } }',
    );
    expect(clinicPatient.sessions.nodes).toHaveLength(4);
    expect(await looksOf(3)).toEqual([]); // so far it was a list

    const first = await clinic.ask(marit, notes);
    expect(first.data.clinicSessionNotes.nodes[0].notes).toEqual(expect.any(String));
    expect(await looksOf(3)).toEqual([lookOf(marit)]);
    const again = await clinic.ask(marit, notes);
    expect(again.data).toEqual(first.data);
    expect(again.extensions?.sql.statements).toBe(1);
    expect(await looksOf(3)).toEqual([lookOf(marit)]);

    await clinic.get(admin, notes);
    expect(await looksOf(3)).toEqual([lookOf(marit), lookOf(admin)]);
  });

  const ways: [way: string, patient: number, query: string][] = [
    ['a patient', 1, '{ clinicPatient(id: 1) { medicalHistory } }'],
    ['a relation', 4, '{ clinicPatient(id: 4) { documents { nodes { contents } } } }'],
    [
      'a row beyond another',
      7,
      '{ clinicSessions(filter: { patientId: { eq: 7 } }) { nodes { patient { communicationNeeds } } } }',
    ],
    ['the record as a file', 2, '{ clinicPatientRecord(patientId: 2) { fileName } }'],
    [
      'the answer of a command',
      5,
      'mutation { updateClinicPatient(id: 5, input: {}) { therapyPreferences } }',
    ],
    [
      'the audit trail',
      6,
      '{ clinicAuditLogs(filter: { entityType: { eq: CLINIC_PATIENT }, entityId: { eq: "6" } }) { nodes { after } } }',
    ],
  ];
  test.each(ways)('is noted on the way of %s', async (_way, patient, query) => {
    await clinic.get(admin, query);
    expect(await looksOf(patient)).toEqual([lookOf(admin)]);
  });

  test('is noted of an amendment, which names its note alone', async () => {
    const note = `mutation { createClinicSessionNote(input: { sessionId: "29", notes: "Sang.", status: COMPLETED }) { id } }`;
    const { createClinicSessionNote } = await clinic.get(admin, note);
    await clinic.get(
      admin,
      'mutation ($id: ID!) { amendClinicSessionNote(id: $id, text: "Twice.", reason: "Tape.") { id } }',
      createClinicSessionNote,
    );
    expect(await looksOf(8)).toEqual([]);
    const { clinicSessionNoteAmendments } = await clinic.get(
      admin,
      '{ clinicSessionNoteAmendments { nodes { text } } }',
    );
    expect(clinicSessionNoteAmendments.nodes).toEqual([{ text: 'Twice.' }]);
    expect(await looksOf(8)).toEqual([lookOf(admin)]);
  });

  test('is noted of an amendment in the trail, whose note is gone', async () => {
    const { createClinicPatient } = await clinic.get(
      admin,
      'mutation { createClinicPatient(input: { name: "Passing", dateOfBirth: "2018-01-01" }) { id } }',
    );
    const { createClinicSession } = await clinic.get(
      admin,
      'mutation ($id: ID!) { createClinicSession(input: { patientId: $id, title: "Only", sessionDate: "2026-11-01T09:00:00Z", duration: 30 }) { id } }',
      createClinicPatient,
    );
    const { createClinicSessionNote } = await clinic.get(
      admin,
      'mutation ($id: ID!) { createClinicSessionNote(input: { sessionId: $id, status: COMPLETED }) { id } }',
      createClinicSession,
    );
    await clinic.get(
      admin,
      'mutation ($id: ID!) { amendClinicSessionNote(id: $id, text: "Gone with it.", reason: "Tape.") { id } }',
      createClinicSessionNote,
    );
    await clinic.get(
      admin,
      'mutation ($id: ID!) { deleteClinicSession(id: $id, cascade: true) { entityId } }',
      createClinicSession,
    );
    expect(await looksOf(Number(createClinicPatient.id))).toEqual([]);
    const { clinicAuditLogs } = await clinic.get(
      admin,
      '{ clinicAuditLogs(filter: { entityType: { eq: CLINIC_SESSION_NOTE_AMENDMENT }, action: { eq: DELETE } }) { nodes { before } } }',
    );
    expect(JSON.stringify(clinicAuditLogs)).toContain('Gone with it.');
    expect(await looksOf(Number(createClinicPatient.id))).toEqual([lookOf(admin)]);
  });

  test('is noted of each of two administrators who follow the same chart', async () => {
    await clinic.get(
      admin,
      `mutation { createClinicClinician(input: { name: "Second", email: "second@clinic.example", role: ADMIN }) { id }
        createClinicPatient(input: { name: "Followed", dateOfBirth: "2018-01-01" }) { id } }`,
    );
    const [followed] = await clinic.sql<
      { id: number }[]
    >`select max(id) as id from clinic.patients`;
    const patient = followed?.id ?? 0;
    await clinic.caughtUp();
    const { changeCursor: since } = await clinic.get(admin, '{ changeCursor }');
    const query = `subscription { clinicChartChanged(patientId: ${patient}, since: "${since}") { clinicPatient { medicalHistory } } }`;
    const both = await Promise.all(
      [admin, 'second@clinic.example'].map((who) => clinic.follow(who, query)),
    );
    await clinic.sql`update clinic.patients set medical_history = 'Measles.' where id = ${patient}`;
    for (const socket of both) {
      expect(JSON.stringify(await socket.next())).toContain('Measles.');
      socket.socket.close();
    }
    const looks = (await looksOf(patient)).map(({ username }) => String(username));
    expect(looks.toSorted()).toEqual([admin, 'second@clinic.example']);
  });

  test('that cannot be noted shows nothing', async () => {
    await clinic.sql`alter table clinic.chart_looks rename to looks_away`;
    const { data, errors } = await clinic.ask(
      tobias,
      '{ clinicPatient(id: 2) { name communicationNeeds } }',
    );
    await clinic.sql`alter table clinic.looks_away rename to chart_looks`;
    expect(errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(data)).not.toContain('picture board');
  });

  test('stands in the trail under the name of whoever looked', async () => {
    const { clinicAuditLogs } = await clinic.get(
      admin,
      '{ clinicAuditLogs(filter: { entityType: { eq: CLINIC_CHART_LOOK } }, last: 1) { nodes { action username user { email } } } }',
    );
    expect(clinicAuditLogs.nodes).toEqual([
      { action: 'CREATE', username: marit, user: { email: marit } },
    ]);
  });

  test('is shown to administrators, and to whoever looked', async () => {
    const query = '{ clinicChartLooks(first: 100) { nodes { username } } }';
    const namesFor = async (who: string) => {
      const { clinicChartLooks } = await clinic.get(who, query);
      return new Set(clinicChartLooks.nodes.map(({ username }: Data) => username));
    };
    expect(await namesFor(marit)).toEqual(new Set([marit]));
    expect(await namesFor(admin)).toEqual(new Set([marit, admin, 'second@clinic.example']));
    expect(await clinic.get(marit, '{ clinicPatient(id: 3) { looks { totalCount } } }')).toEqual({
      clinicPatient: { looks: { totalCount: 1 } },
    });
  });
});
