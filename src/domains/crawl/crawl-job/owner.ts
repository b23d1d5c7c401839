import type { Row, Tx } from '../../../kernel/index.ts';
import { invalid } from '../rule.ts';
import type { crawlJobs, profiles, projects } from '../tables.ts';

type Owner = Pick<Row<typeof profiles>, 'userTier'> & {
  readonly userId: string;
  readonly projectStatus: Row<typeof projects>['status'];
};

/** Whose project it is, and whether it is worked on. */
export const ownerOf = async (tx: Tx, projectId: number): Promise<Owner> => {
  const [owner] = await tx.query<Owner>(
    `select p.user_id as "userId", p.status as "projectStatus", f.user_tier as "userTier"
     from crawl.projects p join crawl.profiles f on f.id = p.user_id where p.id = $1`,
    [projectId],
  );
  if (!owner) throw new Error('A job that is locked keeps its project.');
  return owner;
};

/** Refuses to begin something in a project that is not worked on. */
export const assertWorkedOn = (status: Owner['projectStatus']): void => {
  if (status === 'active') return;
  throw invalid('PROJECT_NOT_ACTIVE', `The project is ${status}: make it active first.`);
};

/** How many jobs of a profile are running. */
export const runningJobsOf = async (tx: Tx, userId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int from crawl.crawl_jobs j join crawl.projects p on p.id = j.project_id
     where p.user_id = $1 and j.status = 'running'`,
    [userId],
  );
  return row?.count ?? 0;
};

/** Refuses to delete a project while a job of it is running; those that could start wait until it is deleted. */
export const assertNoneRuns = async (tx: Tx, projectId: number): Promise<void> => {
  const jobs = await tx.query<Pick<Row<typeof crawlJobs>, 'name' | 'status'>>(
    `select name, status from crawl.crawl_jobs where project_id = $1 and status in ('pending', 'running')
     order by id for no key update`,
    [projectId],
  );
  const running = jobs.find(({ status }) => status === 'running');
  if (!running) return;
  throw invalid('JOB_IS_RUNNING', `The job ${running.name} of it is running: cancel it first.`);
};
