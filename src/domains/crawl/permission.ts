import type { roles } from './tables.ts';

/** What a key can be allowed, and what that is. */
export const permissions = {
  read: 'Read whatever its owner sees.',
  write: 'Make and change what its owner may change.',
  delete: 'Delete what its owner may delete.',
  admin: 'Do what administrators do.',
  'crawl_jobs:create': 'Make crawl jobs.',
  'crawl_jobs:read': 'Read crawl jobs and their images.',
  'crawl_jobs:cancel': 'Cancel crawl jobs.',
  'crawl_chunks:work': 'Claim the chunks of any job and report their results.',
  'datasets:read': 'Read the list of a job’s images.',
  'datasets:export': 'Export the images of a job.',
} as const;

export type Permission = keyof typeof permissions;
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
