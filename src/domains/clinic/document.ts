import { condition, one } from '../../kernel/index.ts';
import { clinicians } from './access.ts';
import { chartLog } from './chart-log.ts';
import { ClinicClinician } from './clinician.ts';
import { today } from './day.ts';
import { clinic } from './domain.ts';
import { ClinicPatient } from './patient.ts';
import { documents } from './tables.ts';

export const ClinicDocument = clinic.entity('ClinicDocument', documents);

ClinicDocument.implement({
  description: 'A report or a letter about a patient.',
  called: ['document', 'documents'],
  label: ['patientId', 'type', 'date'], // no text about the patient: refusals say it
  visible: { asRowOf: 'patientId' },
  columns: {
    id: 'The key of the document.',
    patientId: 'The key of the patient whom it is about.',
    therapistId: 'The key of the clinician who writes it.',
    title: 'The title that stands above it.',
    name: 'Its name as a file.',
    type: 'What it is.',
    date: 'When it was written, on the clock of the clinic.',
    dueDate: 'The day by which it is due.',
    allocatedUnits: 'How many units of therapy it counts as.',
    contents: 'What it says.',
    status: 'Whether it is still being written.',
    ...clinic.stamps,
  },
  watched: { by: chartLog, of: 'patientId', columns: ['contents'] },
  fields: () => ({
    patient: one(ClinicPatient, 'patientId', 'The patient whom it is about.'),
    therapist: one(ClinicClinician, 'therapistId', 'The clinician who writes it.', {
      nullable: true,
    }),
    isOverdue: condition(
      ['status', 'dueDate'],
      'Whether it is still being written though its day has passed (in UTC).',
      { status: { eq: 'draft' }, dueDate: { lt: today } },
    ),
  }),
  read: { one: 'clinicDocument', many: 'clinicDocuments', allow: clinicians },
  write: {
    allow: clinicians,
    fixed: ['patientId'],
    columns: [
      'therapistId',
      'title',
      'name',
      'type',
      'date',
      'dueDate',
      'allocatedUnits',
      'contents',
      'status',
    ],
    rules: { allocatedUnits: { min: 0 }, contents: { max: 100_000, lines: true } },
  },
  delete: { allow: clinicians },
});
