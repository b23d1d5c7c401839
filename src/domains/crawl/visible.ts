import { type Column, type SQL, sql } from 'drizzle-orm';
import type { Viewer } from '../../kernel/index.ts';
import { permissionsFor, type Sight, sight } from './access.ts';

/*
 * Row-level security: whoever may see rows of a type sees those below their own profile, and administrators all. Workers see
 * the jobs and chunks of all, and nothing else that is not theirs.
 */

const nothing = sql`false`;

const may = (viewer: Viewer, permission: string) => permissionsFor(viewer).includes(permission);

/** Rows that name their profile. */
export const own =
  ({ seers }: Sight) =>
  (viewer: Viewer | null, { userId }: { userId: Column }): SQL | undefined => {
    if (!viewer || !seers.lets(viewer)) return nothing;
    return may(viewer, 'admin') ? undefined : sql`${userId} = ${viewer.id}::uuid`;
  };

/** Whether somebody sees the jobs of all: administrators and workers do. */
export const seesAllJobs = (viewer: Viewer): boolean =>
  may(viewer, 'admin') || may(viewer, 'crawl_chunks:work');

/** Jobs: those in projects of one's own. */
export const ownJobs = (
  viewer: Viewer | null,
  { projectId }: { projectId: Column },
): SQL | undefined => {
  if (!viewer || !sight.crawlJobs.seers.lets(viewer)) return nothing;
  if (seesAllJobs(viewer)) return undefined;
  return sql`exists (select from crawl.projects vp where vp.id = ${projectId} and vp.user_id = ${viewer.id}::uuid)`;
};

/** Chunks and images: those of such jobs. */
export const ownParts =
  ({ seers }: Sight) =>
  (viewer: Viewer | null, { jobId }: { jobId: Column }): SQL | undefined => {
    if (!viewer || !seers.lets(viewer)) return nothing;
    if (seesAllJobs(viewer)) return undefined;
    return sql`exists (select from crawl.crawl_jobs vj join crawl.projects vp on vp.id = vj.project_id
      where vj.id = ${jobId} and vp.user_id = ${viewer.id}::uuid)`;
  };
