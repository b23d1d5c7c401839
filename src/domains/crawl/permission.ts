import type { roles } from './tables.ts';

/** What a key can be allowed. */
export const permissions = [
  'read',
  'write',
  'delete',
  'admin',
  'crawl_jobs:create',
  'crawl_jobs:read',
  'crawl_jobs:cancel',
  'crawl_chunks:work',
  'datasets:read',
  'datasets:export',
] as const;

export type Permission = (typeof permissions)[number];
export type Role = (typeof roles)[number];

const own: readonly Permission[] = [
  'read',
  'write',
  'delete',
  'crawl_jobs:create',
  'crawl_jobs:read',
  'crawl_jobs:cancel',
  'datasets:read',
  'datasets:export',
];

/** What the roles may do. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  user: own,
  moderator: own,
  admin: [...own, 'admin', 'crawl_chunks:work'],
};
