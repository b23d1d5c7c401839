import { type ArgBuilder, mutation } from '../../kernel/index.ts';
import { may } from './access.ts';
import { activeUser } from './person.ts';
import { Permission, Role } from './role.ts';
import { rolePermissions, userRoles } from './tables.ts';
import { User } from './user.ts';

const theRole = 'The key of the role.';
const ofRole = { of: Role };

const roleOfUser = {
  allow: may('manage_roles'),
  args: (arg: ArgBuilder) => ({
    userId: arg.id('The key of the user.', { of: User }),
    roleId: arg.id(theRole, ofRole),
  }),
  answers: User,
} as const;

mutation(
  'grantGenjiRole',
  {
    description: 'Gives a user a role. It counts at once, in open connections, too.',
    ...roleOfUser,
  },
  async (tx, { userId, roleId }) => {
    const [user] = await Promise.all([
      activeUser(tx, userId),
      tx.lock(Role, roleId, { lock: 'key share' }),
    ]);
    await tx.insertMissing(userRoles, [{ userId, roleId }]);
    return user;
  },
);

mutation(
  'withdrawGenjiRole',
  {
    description: 'Takes a role from a user. It counts at once, in open connections, too.',
    ...roleOfUser,
  },
  async (tx, { userId, roleId }) => {
    const user = await tx.lock(User, userId, { lock: 'key share' });
    await tx.remove(userRoles, { userId: [userId], roleId: [roleId] });
    return user;
  },
);

const permissionOfRole = {
  allow: may('manage_roles'),
  args: (arg: ArgBuilder) => ({
    roleId: arg.id(theRole, ofRole),
    permissionId: arg.id('The key of the permission.', { of: Permission }),
  }),
  answers: Role,
} as const;

mutation(
  'grantGenjiPermission',
  { description: 'Gives a role a permission. It counts at once.', ...permissionOfRole },
  async (tx, { roleId, permissionId }) => {
    const [role] = await Promise.all([
      tx.lock(Role, roleId, { lock: 'key share' }),
      tx.lock(Permission, permissionId, { lock: 'key share' }),
    ]);
    await tx.insertMissing(rolePermissions, [{ roleId, permissionId }]);
    return role;
  },
);

mutation(
  'withdrawGenjiPermission',
  { description: 'Takes a permission from a role. It counts at once.', ...permissionOfRole },
  async (tx, { roleId, permissionId }) => {
    const role = await tx.lock(Role, roleId, { lock: 'key share' });
    await tx.remove(rolePermissions, { roleId: [roleId], permissionId: [permissionId] });
    return role;
  },
);
