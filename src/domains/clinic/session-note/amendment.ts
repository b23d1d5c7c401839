import { one } from '../../../kernel/index.ts';
import { clinicians } from '../access.ts';
import { noteLog } from '../chart-log.ts';
import { ClinicClinician } from '../clinician.ts';
import { clinic } from '../domain.ts';
import { sessionNoteAmendments } from '../tables.ts';
import { ClinicSessionNote } from './type.ts';

export const ClinicSessionNoteAmendment = clinic.entity(
  'ClinicSessionNoteAmendment',
  sessionNoteAmendments,
);

ClinicSessionNoteAmendment.implement({
  description: 'What was added to a completed note.',
  called: ['amendment', 'amendments'],
  label: 'sessionNoteId',
  visible: { asRowOf: 'sessionNoteId' },
  columns: {
    id: 'The key of the amendment.',
    sessionNoteId: 'The key of the note.',
    clinicianId: 'The key of the clinician who added it.',
    text: 'What is added.',
    reason: 'Why.',
    ...clinic.stamps,
  },
  watched: { by: noteLog, of: 'sessionNoteId', columns: ['text', 'reason'] },
  fields: () => ({
    sessionNote: one(ClinicSessionNote, 'sessionNoteId', 'The note.'),
    clinician: one(ClinicClinician, 'clinicianId', 'Who added it.', { nullable: true }),
  }),
  read: { many: 'clinicSessionNoteAmendments', allow: clinicians },
});
