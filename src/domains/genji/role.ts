import { through } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { genji } from './domain.ts';
import { permissions, rolePermissions, roles, userRoles } from './tables.ts';
import { User } from './user.ts';

export const Role = genji.entity('GenjiRole', roles);
export const Permission = genji.entity('GenjiPermission', permissions);

Role.implement({
  description: 'A role: a set of permissions that users are given together.',
  called: ['role', 'roles'],
  label: 'name',
  groupBy: false,
  isFew: true,
  columns: {
    id: 'The key of the role.',
    name: 'What it is called, such as `instructor`.',
    description: 'What it is for.',
    version: genji.stamps.version,
  },
  fields: () => ({
    permissions: through(
      Permission,
      rolePermissions,
      'roleId',
      'permissionId',
      'What users with this role may do.',
    ),
    users: through(User, userRoles, 'roleId', 'userId', 'The users who have it.'),
  }),
  read: { one: 'genjiRole', many: 'genjiRoles', allow: everyone },
  write: { allow: may('manage_roles'), columns: ['name', 'description'] },
  delete: { allow: may('manage_roles') },
});

Permission.implement({
  description: 'Something that users may do if one of their roles says so.',
  called: ['permission', 'permissions'],
  label: 'name',
  groupBy: false,
  isFew: true,
  columns: {
    id: 'The key of the permission.',
    name: 'Its name, such as `create_document`.',
    description: 'What it lets somebody do.',
    version: genji.stamps.version,
  },
  fields: () => ({
    roles: through(Role, rolePermissions, 'permissionId', 'roleId', 'The roles that have it.'),
  }),
  read: { one: 'genjiPermission', many: 'genjiPermissions', allow: everyone },
});
