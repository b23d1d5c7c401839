import { page } from '../../kernel/index.ts';
import { admins, clinicians } from './access.ts';
import { ClinicDocument } from './document.ts';
import { clinic } from './domain.ts';
import { ClinicPatientClinician } from './patient-clinician.ts';
import { ClinicSession } from './session.ts';
import * as tables from './tables.ts';

export const ClinicClinician = clinic.entity('ClinicClinician', tables.clinicians);

ClinicClinician.implement({
  description: 'Somebody who works at the clinic.',
  called: ['clinician', 'clinicians'],
  label: 'name',
  isFew: true,
  columns: {
    id: 'The key of the clinician.',
    name: 'The name of the clinician.',
    title: 'What the clinician is by profession.',
    email: 'The address to sign in with, unique whatever its case.',
    specialization: 'What the clinician knows best.',
    active: 'Whether the clinician may sign in at all.',
    notes: 'Notes for administrators; null for others.',
    role: 'What the clinician may do.',
    ...clinic.stamps,
  },
  reserved: { for: admins, columns: ['notes'] },
  fields: () => ({
    assignments: page(
      ClinicPatientClinician,
      'clinicianId',
      'The patients whom the clinician is assigned to.',
    ),
    sessions: page(ClinicSession, 'therapistId', 'The sessions that the clinician leads.'),
    documents: page(ClinicDocument, 'therapistId', 'The documents that the clinician writes.'),
  }),
  read: { one: 'clinicClinician', many: 'clinicClinicians', allow: clinicians },
  write: {
    allow: admins,
    columns: ['name', 'title', 'email', 'specialization', 'active', 'notes', 'role'],
    rules: { email: { max: 255, pattern: /^[^\s@]+@[^\s@]+$/, meaning: 'an e-mail address' } },
  },
  delete: { allow: admins, parts: { ClinicClinicianPassword: 'true' } },
});
