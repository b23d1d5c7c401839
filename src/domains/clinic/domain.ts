import { domain } from '../../kernel/index.ts';
import { admins } from './access.ts';
import * as tables from './tables.ts';

/** A therapy clinic. Its types, in the files beside this one, say the rest of themselves. */
export const clinic = domain({
  name: 'clinic',
  title: 'the clinic',
  prefix: 'Clinic',
  tables,
  guards: tables.guards,
  people: {
    table: tables.clinicians,
    login: ['email'],
    anyCase: true,
    active: 'active',
    role: 'role',
    manage: admins,
    passwords: { table: tables.clinicianPasswords, person: 'clinicianId', hash: 'passwordHash' },
    sessions: { table: tables.clinicianSessions, person: 'clinicianId' },
  },
  trail: {
    log: tables.auditLogs,
    allow: admins,
    rows: {
      ClinicClinicianPassword: {
        table: tables.clinicianPasswords,
        about: 'The password of a clinician, which nothing shows.',
        called: ['password', 'passwords'],
        label: 'clinicianId',
        hidden: ['password_hash'],
      },
      ClinicClinicianSession: {
        table: tables.clinicianSessions,
        about: 'A session that a clinician has signed in to.',
        called: ['sign-in', 'sign-ins'],
        label: 'clinicianId',
        ignored: ['turn'],
      },
    },
  },
});
