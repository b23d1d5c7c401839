import { one, page } from '../../../kernel/index.ts';
import { clinicians } from '../access.ts';
import { chartLog } from '../chart-log.ts';
import { clinic } from '../domain.ts';
import { ClinicPatient } from '../patient.ts';
import { ClinicSession } from '../session.ts';
import { sessionNotes } from '../tables.ts';
import { ClinicSessionNoteAmendment } from './amendment.ts';
import { assertDraft } from './rule.ts';

export const ClinicSessionNote = clinic.entity('ClinicSessionNote', sessionNotes);

ClinicSessionNote.implement({
  description: 'A note on a session. When it is completed it stays as it is, and is amended.',
  called: ['session note', 'session notes'],
  label: 'sessionId',
  visible: { asRowOf: 'patientId' },
  columns: {
    id: 'The key of the note.',
    sessionId: 'The key of the session.',
    patientId: 'The key of the patient, who is that of the session.',
    presentCaregivers: 'Who of the family was there.',
    moodRating: 'How the mood was, from 0 to 10.',
    physicalActivityRating: 'How active the patient was, from 0 to 10.',
    focusRating: 'How well the patient kept to it, from 0 to 10.',
    cooperationRating: 'How well the patient took part, from 0 to 10.',
    notes: 'What happened.',
    products: 'What was used.',
    status: 'Whether it is still being written.',
    date: 'The time that it is about, on the clock of the clinic.',
    ...clinic.stamps,
  },
  watched: {
    by: chartLog,
    of: 'patientId',
    columns: [
      'presentCaregivers',
      'moodRating',
      'physicalActivityRating',
      'focusRating',
      'cooperationRating',
      'notes',
      'products',
    ],
  },
  fields: () => ({
    session: one(ClinicSession, 'sessionId', 'The session that it is about.'),
    patient: one(ClinicPatient, 'patientId', 'The patient of the session.'),
    amendments: page(
      ClinicSessionNoteAmendment,
      'sessionNoteId',
      'What was added after it was completed.',
    ),
  }),
  read: { one: 'clinicSessionNote', many: 'clinicSessionNotes', allow: clinicians },
  delete: { allow: clinicians, guard: (_tx, note) => assertDraft(note) },
});
