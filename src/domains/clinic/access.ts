import { roles } from '../../kernel/index.ts';
import type * as tables from './tables.ts';

type Role = (typeof tables.roles)[number];

const allow = (...names: readonly Role[]) => roles('clinic', ...names);

/** The work with patients: a clinician sees those who are assigned. */
export const clinicians = allow('CLINICIAN', 'ADMIN');
/** Patients as such, people, and what was done by whom. */
export const admins = allow('ADMIN');
