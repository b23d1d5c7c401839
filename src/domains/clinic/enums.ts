import { clinic } from './domain.ts';
import {
  careRoles,
  documentTypes,
  draftStatuses,
  fundsManagements,
  onboardingStatuses,
  roles,
} from './tables.ts';

export const ClinicRole = clinic.enum('ClinicRole', roles, 'What a clinician may do.', {
  CLINICIAN: 'Works with the patients who are assigned.',
  ADMIN: 'Sees all patients, and manages people.',
});

export const ClinicCareRole = clinic.enum(
  'ClinicCareRole',
  careRoles,
  'What a clinician is for a patient.',
  {
    'Primary Therapist': 'Leads the therapy.',
    'Secondary Therapist': 'Stands in.',
    Supervisor: 'Looks over the therapy.',
    'Support Staff': 'Helps.',
  },
);

export const ClinicFundsManagement = clinic.enum(
  'ClinicFundsManagement',
  fundsManagements,
  'Who manages the funds of a patient.',
  {
    'Self-Managed': 'The family does.',
    'Advisor-Managed': 'An advisor does.',
    'Custodian-Managed': 'A custodian does.',
  },
);

export const ClinicOnboardingStatus = clinic.enum(
  'ClinicOnboardingStatus',
  onboardingStatuses,
  'Whether a patient has been taken in.',
  { incomplete: 'Something is missing.', complete: 'All is there.' },
);

export const ClinicDocumentType = clinic.enum(
  'ClinicDocumentType',
  documentTypes,
  'What a document is.',
  {
    'progress-report': 'What the therapy has brought so far.',
    'assessment-report': 'What an assessment has found.',
    letter: 'What is written to somebody outside of the clinic.',
  },
);

export const ClinicDraftStatus = clinic.enum(
  'ClinicDraftStatus',
  draftStatuses,
  'Whether something is still being written.',
  { draft: 'It is being written.', completed: 'It is done.' },
);
