import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm } from '../../support/realm.ts';

/* What the database keeps by itself: who writes past the API cannot break it either. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
});
afterAll(() => clinic.stop());

const only = (data: Data): Data => Object.values(data)[0];

describe('the database keeps by itself', () => {
  const lead = (session: number, clinician: number | null) =>
    clinic.sql`update clinic.sessions set therapist_id = ${clinician} where id = ${session}`;

  test('that whoever gets to lead a session is assigned to its patient', async () => {
    const refused = {
      code: '23514',
      constraint_name: 'sessions_therapist_not_assigned',
      message: expect.stringContaining('Ines Valtonen is not assigned to this patient'),
    };
    await expect(lead(1, 4)).rejects.toMatchObject(refused);
    await expect(
      clinic.sql`insert into clinic.sessions (patient_id, therapist_id, title, session_date, duration)
        values (1, 4, 'Talk', '2026-12-01', 30)`,
    ).rejects.toMatchObject(refused);
    const { errors } = await clinic.ask(
      marit,
      'mutation { updateClinicSession(id: 1, input: { therapistId: 4 }) { id } }',
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_STATE',
      rule: 'THERAPIST_NOT_ASSIGNED',
      field: 'therapistId',
    });
    expect(
      await clinic.codeOf(
        marit,
        'mutation { updateClinicSession(id: 1, input: { therapistId: 999 }) { id } }',
      ),
    ).toBe('PARENT_MISSING');
    await lead(1, null);
    await lead(1, 2);
  });

  test('and leaves who has led a session there, though the assignment has ended', async () => {
    const assign = async () =>
      only(
        await clinic.get(
          admin,
          'mutation { createClinicPatientClinician(input: { patientId: 4, clinicianId: 3, role: SUPERVISOR }) { id } }',
        ),
      ).id;
    const end = (id: string) =>
      clinic.get(admin, `mutation { deleteClinicPatientClinician(id: ${id}) { entityId } }`);
    const assignment = await assign();
    const { createClinicSession: session } = await clinic.get(
      admin,
      'mutation { createClinicSession(input: { patientId: 4, therapistId: 3, title: "Once", sessionDate: "2026-10-01T09:00:00Z", duration: 30 }) { id } }',
    );
    await end(assignment);
    const therapist = async () =>
      only(await clinic.get(admin, `{ clinicSession(id: ${session.id}) { therapist { id } } }`));
    const led = { therapist: { id: '3' } };
    await clinic.get(
      admin,
      `mutation { updateClinicSession(id: ${session.id}, input: { title: "Then" }) { id } }`,
    );
    expect(await therapist()).toEqual(led);
    // it comes back as it was, alone, with its patient, and with whoever led it
    for (const deletion of [
      `deleteClinicSession(id: ${session.id})`,
      'deleteClinicPatient(id: 4, cascade: true)',
      'deleteClinicClinician(id: 3, cascade: true)',
    ]) {
      const { auditLogId } = only(
        await clinic.get(admin, `mutation { ${deletion} { auditLogId } }`),
      );
      expect((await therapist())?.therapist ?? null).toBeNull();
      await clinic.get(
        admin,
        'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { entityId } }',
        { auditLogId },
      );
      expect(await therapist()).toEqual(led);
    }
    // but nobody gives it back to whom it was taken from
    await lead(session.id, null);
    await expect(lead(session.id, 3)).rejects.toMatchObject({ code: '23514' });
  });

  test('that a note’s patient is its session’s', async () => {
    const note = (session: number, patient: number) =>
      clinic.sql`insert into clinic.session_notes (session_id, patient_id) values (${session}, ${patient})`;
    await expect(note(1, 2)).rejects.toMatchObject({
      code: '23503',
      constraint_name: 'session_notes_session_id_fkey',
    });
    await expect(
      clinic.sql`update clinic.session_notes set patient_id = 2 where session_id = 1`,
    ).rejects.toMatchObject({ code: '23503' });
    await note(1, 1);
  });
});
