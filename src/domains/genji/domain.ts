import { domain } from '../../kernel/index.ts';
import { auditors, may } from './access.ts';
import { permissionsOfUser } from './permission.ts';
import * as tables from './tables.ts';

/** Genji: reading and annotating together. Its types, in the files beside this one, say the rest of themselves. */
export const genji = domain({
  name: 'genji',
  title: 'Genji',
  prefix: 'Genji',
  tables,
  guards: tables.guards,
  people: {
    table: tables.users,
    login: ['username', 'email'],
    active: 'isActive',
    // those of all roles: who asks is found anew for every request, and so is what they may do
    permissions: {
      sql: `array(select distinct 'genji:' || n.name ${permissionsOfUser('p.id')} order by 1)`,
      from: [
        { table: tables.userRoles, person: 'userId' },
        { table: tables.rolePermissions },
        { table: tables.permissions },
      ],
    },
    manage: may('manage_users'),
    passwords: {
      table: tables.userPasswords,
      person: 'userId',
      hash: 'hashedPassword',
      algorithm: 'bcrypt', // as the specification has them
    },
    sessions: { table: tables.sessions, person: 'userId' },
  },
  trail: {
    log: tables.auditLogs,
    allow: auditors,
    rows: {
      GenjiUserPassword: {
        table: tables.userPasswords,
        about: 'The password of a user of Genji, which nothing shows.',
        called: ['password', 'passwords'],
        label: 'userId',
        hidden: ['hashed_password'],
      },
      GenjiSession: {
        table: tables.sessions,
        about: 'A session that a user of Genji has signed in to.',
        called: ['session', 'sessions'],
        label: 'userId',
        ignored: ['turn'],
      },
      GenjiUserRole: {
        table: tables.userRoles,
        about: 'That a user has a role.',
        called: ['role of a user', 'roles of users'],
        label: ['userId', 'roleId'],
      },
      GenjiRolePermission: {
        table: tables.rolePermissions,
        about: 'That a role has a permission.',
        called: ['permission of a role', 'permissions of roles'],
        label: ['roleId', 'permissionId'],
      },
    },
  },
});
