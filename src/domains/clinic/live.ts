import { type Change, type Locate, live } from '../../live/index.ts';
import { clinicians } from './access.ts';
import { ClinicDocument } from './document.ts';
import { clinic } from './domain.ts';
import { ClinicPatient } from './patient.ts';
import { ClinicPatientClinician } from './patient-clinician.ts';
import { ClinicSession } from './session.ts';
import { ClinicSessionNote } from './session-note/type.ts';

/** Whose chart a change belongs to. */
type Chart = { readonly patientId: unknown };

const valueIn = ({ before, after }: Change, column: string) => (after ?? before)?.[column];

/** Rows name their patient; an amendment names its note. */
const locate: Locate<Chart> = async (sql, changes) => {
  const notes = changes.flatMap((change) =>
    change.entityType === 'ClinicSessionNoteAmendment'
      ? [Number(valueIn(change, 'session_note_id'))]
      : [],
  );
  const found =
    notes.length > 0
      ? await sql.unsafe<{ id: number; patientId: number }[]>(
          'select id, patient_id as "patientId" from clinic.session_notes where id = any($1::int[])',
          [`{${notes.join()}}`],
          { prepare: true },
        )
      : [];
  const patients = new Map<unknown, number>(found.map(({ id, patientId }) => [id, patientId]));
  const patientOf = (change: Change): unknown => {
    if (change.entityType === 'ClinicPatient') return valueIn(change, 'id');
    return valueIn(change, 'patient_id') ?? patients.get(valueIn(change, 'session_note_id'));
  };
  return new Map(changes.map((change) => [change.id, { patientId: patientOf(change) }]));
};

live(clinic, 'clinicChartChanged', {
  allow: clinicians,
  description:
    'Tells of every change of a patient’s chart: documents, sessions, notes and what is added to them.',
  of: [ClinicPatient, ClinicDocument, ClinicSession, ClinicSessionNote],
  parts: {
    ClinicSessionNoteAmendment: {
      of: 'ClinicSessionNote',
      key: 'session_note_id',
      fields: { amendments: null },
    },
  },
  args: { patientId: { of: ClinicPatient, description: 'Only the chart of this patient.' } },
  locate,
  tells: (chart, { patientId }) => patientId == null || chart?.patientId === patientId,
});

live(clinic, 'clinicDocumentsDue', {
  allow: clinicians,
  description:
    'Tells of documents that are late: first those that are, then which are so from now on, be it that their day has passed, and which are so no more.',
  of: [ClinicDocument],
  args: { patientId: { of: ClinicPatient, description: 'Only documents about this patient.' } },
  locate,
  tells: (chart, { patientId }) => patientId == null || chart?.patientId === patientId,
  snapshot: ({ patientId }) => ({
    of: ClinicDocument,
    where: { isOverdue: { eq: true }, ...(patientId != null && { patientId: { eq: patientId } }) },
  }),
  due: { of: ClinicDocument, column: 'dueDate', where: { status: { eq: 'draft' } } },
});

live(clinic, 'clinicPatientsChanged', {
  allow: clinicians,
  description: 'Tells of every change of a patient whom you see, and of who is assigned.',
  of: [ClinicPatient, ClinicPatientClinician],
});
