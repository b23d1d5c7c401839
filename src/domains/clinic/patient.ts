import { sql } from 'drizzle-orm';
import { count, page } from '../../kernel/index.ts';
import { admins, clinicians } from './access.ts';
import { chartLog } from './chart-log.ts';
import { ClinicChartLook } from './chart-look.ts';
import { ClinicDocument } from './document.ts';
import { clinic } from './domain.ts';
import { ClinicPatientClinician } from './patient-clinician.ts';
import { ClinicSession } from './session.ts';
import { ClinicSessionNote } from './session-note/type.ts';
import { patients } from './tables.ts';

export const ClinicPatient = clinic.entity('ClinicPatient', patients);

const draft = { status: { eq: 'draft' } };

ClinicPatient.implement({
  description: 'A patient of the clinic. A clinician sees those who are assigned.',
  called: ['patient', 'patients'],
  label: 'uniqueIdentifier',
  // Hashed subplan: whoever is assigned, from that moment until the end of it. Beneath `is true`, `exists` is no join:
  // Postgres hashes all keys for a list, and looks up one for a row.
  visible: (viewer, patient) =>
    viewer?.role === 'ADMIN'
      ? undefined
      : {
          seen: sql`exists (select from clinic.patient_clinicians a
            where a.patient_id = ${patient.id} and a.clinician_id = ${viewer?.id ?? null}::int) is true`,
          column: patient.id,
          keys: sql`select a.patient_id from clinic.patient_clinicians a
            where a.clinician_id = ${viewer?.id ?? null}::int`,
        },
  isFew: true,
  columns: {
    id: 'The key of the patient.',
    name: 'The name of the patient.',
    originalName: 'The name in its own script.',
    uniqueIdentifier: 'The six digits that stand for the patient on paper.',
    dateOfBirth: 'When the patient was born.',
    gender: 'The gender of the patient.',
    preferredLanguage: 'The language to speak with the patient.',
    contactEmail: 'An e-mail address of the family.',
    contactPhone: 'A telephone number of the family.',
    address: 'Where the patient lives.',
    medicalHistory: 'What there is to know of illnesses.',
    communicationNeeds: 'What makes speaking hard, and what helps.',
    therapyPreferences: 'What the patient likes in therapy.',
    fundsManagement: 'Who manages the funds.',
    ndisFunds: 'The funds that are left.',
    onboardingStatus: 'Whether the patient has been taken in.',
    ...clinic.stamps,
  },
  watched: {
    by: chartLog,
    of: 'id',
    columns: ['medicalHistory', 'communicationNeeds', 'therapyPreferences'],
  },
  fields: () => ({
    clinicians: page(ClinicPatientClinician, 'patientId', 'Who is assigned to the patient.'),
    sessions: page(ClinicSession, 'patientId', 'The sessions of the patient.'),
    sessionNotes: page(ClinicSessionNote, 'patientId', 'The notes on these sessions.'),
    documents: page(ClinicDocument, 'patientId', 'The documents about the patient.'),
    looks: page(
      ClinicChartLook,
      'patientId',
      'Who has looked at the chart, as far as you may know.',
    ),
    openDocumentCount: count(
      ClinicDocument,
      'patientId',
      'How many documents are still being written.',
      draft,
    ),
    openNoteCount: count(
      ClinicSessionNote,
      'patientId',
      'How many notes are still being written.',
      draft,
    ),
  }),
  read: { one: 'clinicPatient', many: 'clinicPatients', allow: clinicians },
  write: {
    allow: admins,
    columns: [
      'name',
      'originalName',
      'uniqueIdentifier',
      'dateOfBirth',
      'gender',
      'preferredLanguage',
      'contactEmail',
      'contactPhone',
      'address',
      'medicalHistory',
      'communicationNeeds',
      'therapyPreferences',
      'fundsManagement',
      'ndisFunds',
      'onboardingStatus',
    ],
    rules: {
      name: { max: 255 },
      uniqueIdentifier: { pattern: /^\d{6}$/, meaning: 'six digits' },
    },
  },
  delete: { allow: admins },
});
