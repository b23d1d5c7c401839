import { columns, input, mutation, type Tx } from '../../kernel/index.ts';
import { clinicians } from './access.ts';
import { ClinicClinician } from './clinician.ts';
import { ClinicPatient } from './patient.ts';
import { ClinicSession } from './session.ts';
import { notAssigned } from './session-note/rule.ts';
import { sessions } from './tables.ts';

const written = [
  'title',
  'description',
  'sessionDate',
  'duration',
  'status',
  'location',
  'notes',
  'aiSummary',
] as const;
const rules = { duration: { min: 1, max: 24 * 60 }, notes: { max: 10_000, lines: true } };

/** Whoever leads a session is assigned to its patient, and stays so until the command is done. */
const assertAssigned = async (
  tx: Tx,
  patientId: number,
  therapistId: number | null | undefined,
): Promise<void> => {
  if (therapistId == null) return;
  const found = await tx.query(
    'select from clinic.patient_clinicians where patient_id = $1 and clinician_id = $2 for key share',
    [patientId, therapistId],
  );
  if (found.length === 0) throw notAssigned();
};

const NewSession = input('CreateClinicSessionInput', {
  description: 'The values of a new session.',
  fields: (arg) => ({
    patientId: arg.id('The key of the patient.', { of: ClinicPatient }),
    therapistId: arg.id('The key of the clinician who leads it, who is assigned to the patient.', {
      of: ClinicClinician,
      optional: true,
    }),
    ...columns(ClinicSession, written, { required: true, rules }),
  }),
});

mutation(
  'createClinicSession',
  {
    description: 'Creates a session of a patient.',
    allow: clinicians,
    args: (arg) => ({ input: arg(NewSession, 'Its values.') }),
    answers: ClinicSession,
  },
  async (tx, { input: { patientId, therapistId, ...values } }) => {
    await tx.lock(ClinicPatient, patientId, { lock: 'key share' });
    await assertAssigned(tx, patientId, therapistId);
    return tx.insertOne(sessions, { patientId, therapistId, ...values });
  },
);

const SessionChanges = input('UpdateClinicSessionInput', {
  description: 'The changes of a session. A field that is left out stays as it is.',
  fields: (arg) => ({
    therapistId: arg.id('The key of the clinician who leads it, who is assigned to the patient.', {
      of: ClinicClinician,
      optional: true,
    }),
    ...columns(ClinicSession, written, { rules }),
  }),
});

mutation(
  'updateClinicSession',
  {
    description: 'Changes a session.',
    allow: clinicians,
    args: (arg) => ({
      id: arg.id('The key of the session.', { of: ClinicSession }),
      input: arg(SessionChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: ClinicSession,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const session = await tx.lock(ClinicSession, id, { expectedVersion });
    await assertAssigned(tx, session.patientId, changes.therapistId);
    return tx.updateOne(sessions, session, changes);
  },
);
