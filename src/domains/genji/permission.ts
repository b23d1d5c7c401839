/*
 * What somebody may do: a set of permissions, which is that of all their roles together. Roles and permissions are rows;
 * these are the ones that a new database has. Nothing looks at the name of a role.
 */

/** Every permission, and what it lets somebody do. */
export const permissionNames = {
  create_document_collection: 'Make collections.',
  create_document: 'Make documents in a collection that one may edit.',
  create_document_element: 'Add elements to a document that one may edit.',
  create_scholarly_annotation:
    'Make scholarly annotations, which everybody sees who sees the text.',
  create_commenting_annotation: 'Comment, highlight, tag, ask, link and the like.',
  comment_on_scholarly_annotation: 'Reply to scholarly annotations.',
  comment_on_commenting_annotation: 'Reply to all other annotations.',
  access_admin_dashboard:
    'See what only administrators see: the audit trail and the site settings.',
  manage_users: 'Make, change and deactivate people, and their groups.',
  manage_roles: 'Change roles, their permissions and who has them.',
  edit_any_content: 'Change and share whatever there is.',
  delete_any_content: 'Delete whatever there is.',
  view_all_content: 'See whatever there is.',
  create_group: 'Make groups and lead them.',
} as const;

export type Permission = keyof typeof permissionNames;

const isPermission = (name: string): name is Permission => name in permissionNames;

export const everyPermission = Object.keys(permissionNames).filter(isPermission);

const student: readonly Permission[] = [
  'create_commenting_annotation',
  'comment_on_commenting_annotation',
];
const instructor: readonly Permission[] = [
  ...student,
  'create_document_collection',
  'create_document',
  'create_document_element',
  'create_group',
];

/** The roles of a new database. */
export const firstRoles: Readonly<
  Record<string, { readonly description: string; readonly may: readonly Permission[] }>
> = {
  admin: { description: 'Full system access', may: everyPermission },
  instructor: { description: 'Classroom and content management', may: instructor },
  student: { description: 'Document viewing and annotation', may: student },
};

/** What the permissions of somebody's roles come to. */
export type Permissions = ReadonlySet<string>;

/** Where the permissions of a user are found, as `n`. */
export const permissionsOfUser = (user: string): string =>
  `from app.user_roles r
        join app.role_permissions q on q.role_id = r.role_id
        join app.permissions n on n.id = q.permission_id where r.user_id = ${user}`;

/** Whether somebody may change or delete whatever others have made. */
export const mayModerate = (permissions: Permissions): boolean =>
  permissions.has('edit_any_content') || permissions.has('delete_any_content');
