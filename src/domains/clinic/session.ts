import { one, page, type Tx } from '../../kernel/index.ts';
import { clinicians } from './access.ts';
import { chartLog } from './chart-log.ts';
import { ClinicClinician } from './clinician.ts';
import { clinic } from './domain.ts';
import { ClinicPatient } from './patient.ts';
import { assertDraft, type Note } from './session-note/rule.ts';
import { ClinicSessionNote } from './session-note/type.ts';
import { sessions } from './tables.ts';

export const ClinicSession = clinic.entity('ClinicSession', sessions);

ClinicSession.implement({
  description: 'A session of therapy.',
  called: ['session', 'sessions'],
  label: 'sessionDate',
  visible: { asRowOf: 'patientId' },
  columns: {
    id: 'The key of the session.',
    patientId: 'The key of the patient.',
    therapistId:
      'The key of the clinician who leads it: when chosen, somebody who is assigned to the patient.',
    title: 'What it is about.',
    description: 'What is planned.',
    sessionDate: 'When it begins, on the clock of the clinic.',
    day: 'The day that it is on.',
    week: 'The Monday of the week that it is in.',
    duration: 'How many minutes it lasts.',
    status: 'Whether it has taken place.',
    location: 'Where it is.',
    notes: 'Remarks on the appointment.',
    aiSummary: 'A summary that a program has written.',
    ...clinic.stamps,
  },
  watched: { by: chartLog, of: 'patientId', columns: ['description', 'notes', 'aiSummary'] },
  fields: () => ({
    patient: one(ClinicPatient, 'patientId', 'The patient whom it is for.'),
    therapist: one(ClinicClinician, 'therapistId', 'The clinician who leads it.', {
      nullable: true,
    }),
    sessionNotes: page(ClinicSessionNote, 'sessionId', 'The notes on it.'),
  }),
  read: { one: 'clinicSession', many: 'clinicSessions', allow: clinicians },
  write: {
    allow: clinicians,
    fixed: ['patientId'],
    columns: [
      'therapistId',
      'title',
      'description',
      'sessionDate',
      'duration',
      'status',
      'location',
      'notes',
      'aiSummary',
    ],
    rules: { duration: { min: 1, max: 24 * 60 } },
  },
  delete: { allow: clinicians, guard: (tx, { id }) => assertNotesDraft(tx, id) },
});

/** With a session its notes go: completed ones only by an administrator. They are held, so that none is completed meanwhile. */
const assertNotesDraft = async (tx: Tx, id: number): Promise<void> => {
  if (tx.viewer.role === 'ADMIN') return;
  const notes = await tx.query<Note>(
    'select status from clinic.session_notes where session_id = $1 for share',
    [id],
  );
  notes.forEach(assertDraft);
};
