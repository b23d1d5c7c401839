import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decode, encode } from '../../../src/live/change-cursor.ts';
import type { Socket } from '../../support/live.ts';
import { type Data, type RealmApi, startRealm, today } from '../../support/realm.ts';

/* What is told of a chart, of patients and of documents that are due; to Marit, who is assigned to patient 1 and not to 2. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
});
afterAll(() => clinic.stop());

/** The position after all that has been written by now. */
const now = async (): Promise<string> => {
  await clinic.caughtUp();
  return (await clinic.get(admin, '{ changeCursor }')).changeCursor;
};

const chart = (who: string, since: string, patientId = '') =>
  clinic.follow(
    who,
    `subscription { clinicChartChanged(since: "${since}"${patientId && `, patientId: ${patientId}`}) {
      action entityType entityId changedFields actor { email }
      clinicPatient { name } clinicDocument { title } clinicSession { title } clinicSessionNote { status moodRating } } }`,
  );

/** The next event, which is no error. */
const told = async (socket: Socket): Promise<Data> => {
  const message = await socket.next();
  const { data, errors } = message.payload as Data;
  expect({ type: message.type, errors }).toEqual({ type: 'next', errors: undefined });
  return Object.values(data)[0];
};

const write = (who: string, field: string) => clinic.get(who, `mutation { ${field} }`);

const created = async (who: string, field: string): Promise<string> => {
  const answer = await write(who, field);
  return (Object.values(answer)[0] as Data).id;
};

const document = (patientId: number, more = '') =>
  `createClinicDocument(input: { patientId: ${patientId}, title: "Letter", name: "letter", type: LETTER, date: "2026-11-01T10:00:00Z", allocatedUnits: 1${more} }) { id }`;

describe('a chart that is followed tells', () => {
  let socket: Socket;
  beforeEach(async () => {
    socket = await chart(marit, await now(), '1');
    return () => socket.socket.close();
  });
  const actor = { email: marit };

  test('of documents', async () => {
    const id = await created(marit, document(1));
    await write(marit, `updateClinicDocument(id: ${id}, input: { title: "Reply" }) { id }`);
    await write(marit, `deleteClinicDocument(id: ${id}) { entityId }`);
    const about = { entityType: 'CLINIC_DOCUMENT', entityId: id, actor };
    expect(await told(socket)).toMatchObject({ ...about, action: 'CREATED' });
    expect(await told(socket)).toMatchObject({
      ...about,
      action: 'UPDATED',
      changedFields: ['title'],
    });
    expect(await told(socket)).toMatchObject({ ...about, action: 'DELETED', clinicDocument: null });
  });

  test('of sessions, of notes on them, and of what is added to these', async () => {
    const session = await created(
      marit,
      'createClinicSession(input: { patientId: 1, therapistId: 2, title: "Extra", sessionDate: "2026-12-01T09:00:00Z", duration: 30 }) { id }',
    );
    const ofSession = { entityType: 'CLINIC_SESSION', entityId: session };
    expect(await told(socket)).toMatchObject({ ...ofSession, action: 'CREATED', actor });
    await write(marit, `updateClinicSession(id: ${session}, input: { title: "Double" }) { id }`);
    expect(await told(socket)).toMatchObject({ ...ofSession, changedFields: ['title'] });
    const note = await created(
      marit,
      `createClinicSessionNote(input: { sessionId: ${session}, moodRating: 6 }) { id }`,
    );
    const ofNote = { entityType: 'CLINIC_SESSION_NOTE', entityId: note };
    expect(await told(socket)).toMatchObject({ ...ofNote, action: 'CREATED', actor });
    await write(
      marit,
      `updateClinicSessionNote(id: ${note}, input: { status: COMPLETED, moodRating: 7 }) { id }`,
    );
    const completed = await told(socket);
    expect(completed).toMatchObject({ ...ofNote, clinicSessionNote: { status: 'COMPLETED' } });
    expect(completed.changedFields.toSorted()).toEqual(['moodRating', 'status']);
    await write(
      marit,
      `amendClinicSessionNote(id: ${note}, text: "Sang.", reason: "Tape.") { id }`,
    );
    expect(await told(socket)).toMatchObject({
      ...ofNote,
      action: 'UPDATED',
      changedFields: ['amendments'],
    });
    await write(admin, `deleteClinicSession(id: ${session}, cascade: true) { entityId }`);
    const gone = [await told(socket), await told(socket)];
    expect(gone).toContainEqual(
      expect.objectContaining({ ...ofSession, action: 'DELETED', actor: { email: admin } }),
    );
    expect(gone).toContainEqual(expect.objectContaining({ ...ofNote, action: 'DELETED' }));
  });

  test('nothing of other patients', async () => {
    await write(admin, document(2));
    await write(admin, 'updateClinicPatient(id: 1, input: { gender: "f" }) { id }');
    expect(await told(socket)).toMatchObject({ entityType: 'CLINIC_PATIENT', entityId: '1' });
  });
});

describe('an assignment that begins and ends while somebody listens', () => {
  test('opens and closes the chart from that moment', async () => {
    const socket = await chart(marit, await now());
    await write(admin, document(2, ', contents: "before"'));
    const own = await created(admin, document(1));
    expect(await told(socket)).toMatchObject({ entityId: own }); // so far it is looked at
    const assignment = await created(
      admin,
      'createClinicPatientClinician(input: { patientId: 2, clinicianId: 2, role: SUPERVISOR }) { id }',
    );
    const during = await created(admin, document(2, ', contents: "during"'));
    expect(await told(socket)).toMatchObject({ entityId: during, action: 'CREATED' });
    // and one that follows this chart alone
    const alone = await chart(marit, await now(), '2');
    await write(admin, `updateClinicDocument(id: ${during}, input: { title: "Two" }) { id }`);
    for (const each of [socket, alone])
      expect(await told(each)).toMatchObject({ entityId: during, changedFields: ['title'] });
    await write(admin, `deleteClinicPatientClinician(id: ${assignment}) { entityId }`);
    await write(admin, `updateClinicDocument(id: ${during}, input: { title: "Three" }) { id }`);
    await write(admin, `deleteClinicDocument(id: ${during}) { entityId }`);
    const last = await created(admin, document(1));
    expect(await told(socket)).toMatchObject({ entityId: last });
    expect(await alone.rest()).toEqual([]);
    for (const { socket: each } of [socket, alone]) each.close();
  });

  test('is told among the patients, to whom it lets in and to administrators', async () => {
    const query = async () =>
      `subscription { clinicPatientsChanged(since: "${await now()}") { action entityType clinicPatientClinician { patientId clinicianId role } clinicPatient { id } } }`;
    const [hers, all] = [
      await clinic.follow(marit, await query()),
      await clinic.follow(admin, await query()),
    ];
    const assignment = await created(
      admin,
      'createClinicPatientClinician(input: { patientId: 6, clinicianId: 2, role: SUPPORT_STAFF }) { id }',
    );
    for (const socket of [hers, all]) {
      expect(await told(socket)).toMatchObject({
        action: 'CREATED',
        entityType: 'CLINIC_PATIENT_CLINICIAN',
        clinicPatientClinician: { patientId: '6', clinicianId: '2', role: 'SUPPORT_STAFF' },
      });
    }
    await write(
      admin,
      `updateClinicPatientClinician(id: ${assignment}, input: { role: SUPERVISOR }) { id }`,
    );
    for (const socket of [hers, all]) {
      expect(await told(socket)).toMatchObject({
        action: 'UPDATED',
        clinicPatientClinician: { role: 'SUPERVISOR' },
      });
    }
    await write(admin, `deleteClinicPatientClinician(id: ${assignment}) { entityId }`);
    expect(await told(all)).toMatchObject({
      action: 'DELETED',
      entityType: 'CLINIC_PATIENT_CLINICIAN',
    });
    for (const { socket } of [hers, all]) socket.close();
  });
});

describe('documents that are due', () => {
  const dayOf = (at: number) =>
    new Date(Date.parse(today) + at * 86_400_000).toISOString().slice(0, 10);
  const due = (since: string, more = '') =>
    clinic.follow(
      marit,
      `subscription { clinicDocumentsDue(since: "${since}"${more}) { action entityId clinicDocument { dueDate isOverdue } } }`,
    );

  test('are told first, and then whenever one is late or late no more', async () => {
    const late = await created(marit, document(1, `, status: DRAFT, dueDate: "${dayOf(-3)}"`));
    const socket = await clinic.follow(
      marit,
      'subscription { clinicDocumentsDue(patientId: 1) { action entityId clinicDocument { isOverdue } } }',
    );
    const state = await told(socket);
    expect(state).toMatchObject({ action: 'STATE', clinicDocument: { isOverdue: true } });
    for (let each = state; each.entityId !== late; ) each = await told(socket);
    const changes: [change: string, isOverdue: boolean | undefined][] = [
      ['title: "Sooner"', true],
      ['status: COMPLETED', false],
      ['title: "No matter"', undefined],
      ['status: DRAFT', true],
    ];
    for (const [change, isOverdue] of changes) {
      await write(marit, `updateClinicDocument(id: ${late}, input: { ${change} }) { id }`);
      if (isOverdue === undefined) continue;
      const event = await told(socket);
      expect([event.entityId, event.clinicDocument.isOverdue]).toEqual([late, isOverdue]);
    }
    socket.socket.close();
  });

  test('are told when a date has passed, of patients whom one sees', async () => {
    const [hers, his] = [
      await created(marit, document(1, `, status: DRAFT, dueDate: "${dayOf(-1)}"`)),
      await created(admin, document(2, `, status: DRAFT, dueDate: "${dayOf(-1)}"`)),
    ];
    await created(marit, document(1, `, dueDate: "${dayOf(-1)}"`)); // it is completed
    await created(marit, document(1, `, status: DRAFT, dueDate: "${today}"`));
    // whoever has been told through the day before
    const since = encode({ ...decode(await now()), due: [`${dayOf(-1)}T00:00:00Z`] });
    const socket = await due(since, ', patientId: 1');
    const all = await due(since);
    expect(await told(socket)).toMatchObject({
      action: 'DUE',
      entityId: hers,
      clinicDocument: { dueDate: dayOf(-1), isOverdue: true },
    });
    for (let each = await told(all); each.entityId !== hers; ) {
      expect(each.entityId).not.toBe(his);
      each = await told(all);
    }
    const last = await created(marit, document(1, `, status: DRAFT, dueDate: "${dayOf(-2)}"`));
    expect(await told(socket)).toMatchObject({ action: 'CREATED', entityId: last });
    for (const { socket: each } of [socket, all]) each.close();
  });
});
