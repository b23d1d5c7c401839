import { one } from '../../kernel/index.ts';
import { admins, clinicians } from './access.ts';
import { ClinicClinician } from './clinician.ts';
import { clinic } from './domain.ts';
import { ClinicPatient } from './patient.ts';
import { patientClinicians } from './tables.ts';

export const ClinicPatientClinician = clinic.entity('ClinicPatientClinician', patientClinicians);

ClinicPatientClinician.implement({
  description: 'The assignment of a clinician to a patient.',
  called: ['assignment', 'assignments'],
  label: ['patientId', 'clinicianId'],
  visible: { asRowOf: 'patientId' },
  columns: {
    id: 'The key of the assignment.',
    patientId: 'The key of the patient.',
    clinicianId: 'The key of the clinician.',
    role: 'What the clinician is for the patient.',
    assignedDate: 'Since when.',
    notes: 'Notes on the assignment.',
    ...clinic.stamps,
  },
  fields: () => ({
    patient: one(ClinicPatient, 'patientId', 'The patient who is cared for.'),
    clinician: one(ClinicClinician, 'clinicianId', 'The clinician who is assigned.'),
  }),
  read: {
    one: 'clinicPatientClinician',
    many: 'clinicPatientClinicians',
    allow: clinicians,
  },
  write: {
    allow: admins,
    fixed: ['patientId', 'clinicianId'],
    columns: ['role', 'assignedDate', 'notes'],
  },
  delete: { allow: admins },
});
