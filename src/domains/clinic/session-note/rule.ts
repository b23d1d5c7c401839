import { clinic } from '../domain.ts';

const invalid = clinic.refusalsBy({
  NOTE_COMPLETED: 'A completed note stays as it is: it is amended.',
  NOTE_NOT_COMPLETED: 'Only a completed note is amended: a draft is edited.',
  LAST_ADMIN: 'One active administrator has to stay.',
  THERAPIST_NOT_ASSIGNED:
    'Whoever gets to lead a session is assigned to its patient: the database sees to it.',
});

export type Note = { readonly status: 'draft' | 'completed' };

/** Refuses to change a note that is completed. */
export const assertDraft = ({ status }: Note): void => {
  if (status === 'draft') return;
  throw invalid('NOTE_COMPLETED', 'This note is completed: amend it (amendClinicSessionNote).');
};

/** Refuses to amend what is still being written. */
export const assertCompleted = ({ status }: Note): void => {
  if (status === 'completed') return;
  throw invalid('NOTE_NOT_COMPLETED', 'This note is still a draft: edit it.', { field: 'id' });
};
