import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm } from '../../support/realm.ts';

/* Every table that a person edits is made, changed and deleted; and what goes with a patient. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
});
afterAll(() => clinic.stop());

const only = (data: Data): Data => Object.values(data)[0];

type Edited = readonly [
  type: string,
  who: string,
  made: string,
  change: string,
  selection: string,
  before: object,
  after: object,
];
const edited: Edited[] = [
  [
    'ClinicClinician',
    admin,
    'name: "Fritzi Aalto", email: "fritzi@clinic.example", title: "Assistant"',
    'title: "Therapist", active: false',
    'name title active role',
    { name: 'Fritzi Aalto', title: 'Assistant', active: true, role: 'CLINICIAN' },
    { name: 'Fritzi Aalto', title: 'Therapist', active: false, role: 'CLINICIAN' },
  ],
  [
    'ClinicPatient',
    admin,
    'name: "Orla Benning", dateOfBirth: "2016-02-29", ndisFunds: "12.5"',
    'uniqueIdentifier: "900001", onboardingStatus: COMPLETE',
    'name uniqueIdentifier onboardingStatus ndisFunds',
    { uniqueIdentifier: null, onboardingStatus: 'INCOMPLETE', ndisFunds: '12.5' },
    { uniqueIdentifier: '900001', onboardingStatus: 'COMPLETE', ndisFunds: '12.5' },
  ],
  [
    'ClinicPatientClinician',
    admin,
    'patientId: 2, clinicianId: 2, role: SUPPORT_STAFF',
    'role: SECONDARY_THERAPIST, notes: "For the summer."',
    'role notes patient { id } clinician { id }',
    { role: 'SUPPORT_STAFF', notes: null, patient: { id: '2' }, clinician: { id: '2' } },
    { role: 'SECONDARY_THERAPIST', notes: 'For the summer.', clinician: { id: '2' } },
  ],
  [
    'ClinicDocument',
    marit,
    'patientId: 1, title: "Letter", name: "letter", type: LETTER, date: "2026-11-01T10:00:00Z", allocatedUnits: 2, contents: "Dear all"',
    'therapistId: 2, status: DRAFT, dueDate: "2026-12-24", contents: null',
    'contents status dueDate therapist { id }',
    { contents: 'Dear all', status: 'COMPLETED', dueDate: null, therapist: null },
    { contents: null, status: 'DRAFT', dueDate: '2026-12-24', therapist: { id: '2' } },
  ],
  [
    'ClinicSession',
    marit,
    'patientId: 1, therapistId: 2, title: "Talk", sessionDate: "2026-12-01T09:00:00Z", duration: 30',
    'status: COMPLETED, duration: 45, therapistId: null',
    'status duration day therapist { id }',
    { status: 'DRAFT', duration: 30, day: '2026-12-01', therapist: { id: '2' } },
    { status: 'COMPLETED', duration: 45, day: '2026-12-01', therapist: null },
  ],
  [
    'ClinicSessionNote',
    marit,
    'sessionId: 1, notes: "Hummed.", presentCaregivers: ["Mother"], moodRating: 3',
    'notes: "Sang.", moodRating: 8, presentCaregivers: ["Father", "Aunt"]',
    'notes moodRating presentCaregivers patient { id }',
    { notes: 'Hummed.', moodRating: 3, presentCaregivers: ['Mother'], patient: { id: '1' } },
    { notes: 'Sang.', moodRating: 8, presentCaregivers: ['Father', 'Aunt'], patient: { id: '1' } },
  ],
];
test.each(edited)(
  '%s: made, changed, deleted',
  async (type, who, made, change, selection, before, after) => {
    const one = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
    const read = async (id: string) =>
      only(await clinic.get(who, `query ($id: ID!) { ${one}(id: $id) { ${selection} } }`, { id }));
    const { id, version } = only(
      await clinic.get(who, `mutation { create${type}(input: { ${made} }) { id version } }`),
    );
    expect(await read(id)).toMatchObject(before);
    const update = `mutation ($version: Int) { update${type}(id: ${id}, expectedVersion: $version, input: { ${change} }) { ${selection} version } }`;
    expect(only(await clinic.get(who, update, { version }))).toMatchObject({
      ...after,
      version: version + 1,
    });
    expect(await clinic.codeOf(who, update, { version })).toBe('STALE');
    expect(await read(id)).toMatchObject(after);
    const deletion = `mutation { delete${type}(id: ${id}) { entityId } }`;
    expect(only(await clinic.get(who, deletion))).toEqual({ entityId: id });
    expect(await read(id)).toBeNull();
    expect(await clinic.codeOf(who, deletion)).toBe('NOT_FOUND');
  },
);

test('an e-mail address is taken in whatever case', async () => {
  const create = (email: string) =>
    clinic.ask(
      admin,
      'mutation ($email: String!) { createClinicClinician(input: { name: "Second", email: $email }) { id } }',
      { email },
    );
  const { errors } = await create('MARIT@Clinic.Example');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'email' });
  const change = `mutation { updateClinicClinician(id: 3, input: { email: "Marit@clinic.example" }) { id } }`;
  expect(await clinic.codeOf(admin, change)).toBe('CONFLICT');
});

test('notes, and what was added to them, are in the preview of their patient, and come back with it', async () => {
  const [session] =
    await clinic.sql`select min(id) as id from clinic.sessions where patient_id = 8`;
  const { createClinicSessionNote } = await clinic.get(
    admin,
    `mutation { createClinicSessionNote(input: { sessionId: ${session?.['id']}, notes: "Whole verses.", moodRating: 9, status: COMPLETED }) { id } }`,
  );
  await clinic.get(
    admin,
    `mutation { amendClinicSessionNote(id: ${createClinicSessionNote.id}, text: "Twice.", reason: "Tape.") { id } }`,
  );
  const chart = `{ clinicPatient(id: 8) {
    sessionNotes(first: 20) { totalCount nodes { id notes moodRating status presentCaregivers amendments { nodes { text reason } } } }
    openNoteCount documents { totalCount } sessions { totalCount } clinicians { totalCount } } }`;
  const before = await clinic.get(admin, chart);
  const { totalCount } = before.clinicPatient.sessionNotes;
  expect(totalCount).toBeGreaterThan(1);
  const { deletePreview } = await clinic.get(
    admin,
    '{ deletePreview(type: CLINIC_PATIENT, id: "8") { token impacts { entityType count } } }',
  );
  expect(deletePreview.impacts).toEqual(
    expect.arrayContaining([
      { entityType: 'CLINIC_SESSION_NOTE', count: totalCount },
      { entityType: 'CLINIC_SESSION_NOTE_AMENDMENT', count: 1 },
    ]),
  );
  const { deleteClinicPatient } = await clinic.get(
    admin,
    'mutation ($token: String) { deleteClinicPatient(id: 8, cascade: true, previewToken: $token) { auditLogId } }',
    deletePreview,
  );
  expect(await clinic.get(admin, chart)).toEqual({ clinicPatient: null });
  const { undoDelete } = await clinic.get(
    admin,
    'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { restored { entityType count } } }',
    deleteClinicPatient,
  );
  expect(undoDelete.restored).toContainEqual({
    entityType: 'CLINIC_SESSION_NOTE',
    count: totalCount,
  });
  expect(await clinic.get(admin, chart)).toEqual(before);
});

test('a completed note goes with its session only by an administrator', async () => {
  const { createClinicSession: session } = await clinic.get(
    marit,
    'mutation { createClinicSession(input: { patientId: 1, title: "Talk", sessionDate: "2026-12-02T09:00:00Z", duration: 30 }) { id } }',
  );
  const note = `mutation ($session: ID!, $status: ClinicDraftStatus) {
    createClinicSessionNote(input: { sessionId: $session, status: $status }) { id } }`;
  const noteOf = async (status: string) =>
    only(await clinic.get(marit, note, { session: session.id, status })).id;
  await noteOf('DRAFT');
  const completed = await noteOf('COMPLETED');
  const deletion = `mutation { deleteClinicSession(id: ${session.id}, cascade: true) { auditLogId } }`;
  const single = `mutation { deleteClinicSessionNote(id: ${completed}) { auditLogId } }`;
  for (const refused of [deletion, single]) {
    const { errors } = await clinic.ask(marit, refused);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('This note is completed: amend it'),
      extensions: { code: 'INVALID_STATE', rule: 'NOTE_COMPLETED' },
    });
  }
  const preview = `{ deletePreview(type: CLINIC_SESSION, id: ${session.id}) { token } }`;
  expect(await clinic.codeOf(marit, preview)).toBe('NOTE_COMPLETED');
  expect(await clinic.codeOf(admin, preview)).toBe('done');
  const undo = (id: string) => `mutation { undoDelete(auditLogId: ${id}) { entityId } }`;
  const { auditLogId } = only(await clinic.get(admin, deletion));
  expect(await clinic.codeOf(marit, undo(auditLogId))).not.toBe('done');
  expect(await clinic.codeOf(admin, undo(auditLogId))).toBe('done');
  await clinic.sql`delete from clinic.session_notes where id = ${completed}`;
  expect(await clinic.codeOf(marit, preview)).toBe('done');
  expect(await clinic.codeOf(marit, deletion)).toBe('done');
});

test('a refusal names a note by when its session was, and a session that is missing by its key', async () => {
  const { createClinicSession: session } = await clinic.get(
    marit,
    'mutation { createClinicSession(input: { patientId: 1, title: "Talk", sessionDate: "2026-12-03T09:00:00Z", duration: 30 }) { id } }',
  );
  const noteOf = async (status: string) =>
    only(
      await clinic.get(
        marit,
        `mutation { createClinicSessionNote(input: { sessionId: ${session.id}, status: ${status} }) { id } }`,
      ),
    ).id;
  const deleted = (id: string) => `mutation { deleteClinicSessionNote(id: ${id}) { auditLogId } }`;
  const { errors } = await clinic.ask(marit, deleted(await noteOf('COMPLETED')));
  expect(errors?.[0]?.message).toMatch(/^2026-12-03 09:00:00\S*: This note is completed/);
  const { auditLogId } = only(await clinic.get(marit, deleted(await noteOf('DRAFT'))));
  await clinic.get(
    admin,
    `mutation { deleteClinicSession(id: ${session.id}, cascade: true) { auditLogId } }`,
  );
  const undo = await clinic.ask(
    marit,
    `mutation { undoDelete(auditLogId: ${auditLogId}) { entityId } }`,
  );
  expect(undo.errors?.[0]).toMatchObject({
    message: `The session ${session.id} that this session note refers to is not there: bring it back first.`,
    extensions: { code: 'PARENT_MISSING' },
  });
});

test('a name of a patient is as long as names are', async () => {
  const create =
    'mutation ($name: String!) { createClinicPatient(input: { name: $name, dateOfBirth: "2016-02-29" }) { name } }';
  expect(await clinic.codeOf(admin, create, { name: '名'.repeat(1000) })).toBe('BAD_USER_INPUT');
  expect(await clinic.codeOf(admin, create, { name: '名'.repeat(255) })).toBe('done');
});
