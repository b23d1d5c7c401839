import { domain } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { failedAttemptsView } from './failed-attempt/tables.ts';
import * as tables from './tables.ts';

/** The deployment suite. Its types, in the files beside this one, say the rest of themselves. */
export const dx = domain({
  name: 'dx',
  title: 'dx',
  prefix: 'Dx',
  tables,
  guards: tables.guards,
  views: [failedAttemptsView],
  people: {
    table: tables.users,
    login: ['email'],
    anyCase: true,
    active: 'isActive',
    role: 'role',
    manage: admins,
    passwords: { table: tables.users, person: 'id', hash: 'passwordHash' },
    sessions: { table: tables.sessions, person: 'userId' },
  },
  trail: {
    log: tables.auditLogs,
    allow: admins,
    rows: {
      DxSession: {
        table: tables.sessions,
        about: 'A session that a user has signed in to.',
        called: ['session', 'sessions'],
        label: 'userId',
        ignored: ['turn'],
      },
    },
  },
});
