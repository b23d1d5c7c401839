import type { can, Viewer } from '../../kernel/index.ts';
import { type Permission, permissionsOf } from './permission.ts';

type Access = ReturnType<typeof can>;

/** What the rows of profiles may do, as SQL of their roles. */
export const permissionsSql = `case p.role ${Object.entries(permissionsOf)
  .map(
    ([role, names]) => `when '${role}' then '{${names.map((name) => `"${name}"`).join()}}'::text[]`,
  )
  .join(' ')} end`;

/** What somebody may do: whoever came in with a key, what the key is allowed; else what the role is. */
export const permissionsFor = ({ permissions = [] }: Viewer): readonly string[] => permissions;

/** The key of the profile that somebody came in as. */
export const profileOf = ({ id }: Viewer): string => String(id);

/** Those who have one of these permissions. */
const may = (...wanted: readonly Permission[]): Access => ({
  lets: (viewer) =>
    viewer.realm === 'crawl' && wanted.some((each) => permissionsFor(viewer).includes(each)),
  needs: `the permission ${wanted.join(' or ')}`,
  realm: 'crawl',
});

/** Who reads rows of a type, and who sees them besides: those with a command that is about them. */
const rows = (read: readonly Permission[], besides: readonly Permission[] = []) => ({
  readers: may(...read),
  seers: may(...read, ...besides),
});

/** What each permission lets somebody see, on every way: lists, relations, filters, counts and live updates. */
export const sight = {
  profiles: rows(['read'], ['write', 'admin']),
  projects: rows(['read', 'crawl_jobs:read'], ['write', 'delete', 'crawl_jobs:create']),
  crawlJobs: rows(
    ['read', 'crawl_jobs:read', 'datasets:read', 'datasets:export'],
    ['write', 'delete', 'crawl_jobs:create', 'crawl_jobs:cancel', 'crawl_chunks:work'],
  ),
  jobChunks: rows(['read', 'crawl_jobs:read'], ['write', 'crawl_chunks:work']),
  images: rows(
    ['read', 'crawl_jobs:read', 'datasets:read', 'datasets:export'],
    ['write', 'delete'],
  ),
  activityLogs: rows(['read']),
  creditAccounts: rows(['read'], ['write', 'admin']),
  creditTransactions: rows(['read'], ['admin']),
  apiKeys: rows(['read'], ['write', 'delete']),
  notifications: rows(['read'], ['write', 'delete', 'admin']),
  notificationPreferences: rows(['read'], ['write']),
  usageMetrics: rows(['read'], ['admin']),
} as const;
export type Sight = (typeof sight)[keyof typeof sight];

/** Having these images as a file. */
export const datasetExporters = may('read', 'datasets:export');
/** Making and changing what is one's own. */
export const writers = may('write');
/** Making and changing keys: a key that could would give itself more than it was given. */
export const keyMakers: Access = {
  ...writers,
  lets: (viewer) => viewer.keyId == null && writers.lets(viewer),
  needs: `${writers.needs}, of somebody who came in without an API key`,
};
export const jobMakers = may('write', 'crawl_jobs:create');
export const jobCancellers = may('write', 'crawl_jobs:cancel');
export const deleters = may('delete');
/** Programs that do the crawling. */
export const workers = may('crawl_chunks:work');
/** People, and what was done by whom. */
export const admins = may('admin');
