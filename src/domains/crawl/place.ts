import type { Change, Locate } from '../../live/index.ts';

/** Whose row has changed, and which project and job it belongs to. */
export type Place = {
  readonly userId: string | undefined;
  readonly projectId: number | undefined;
  readonly crawlJobId: number | undefined;
  /** Whether the change is that a notification is pushed. */
  readonly isPushed: boolean;
  /** Whether the row was made, and not brought back. */
  readonly isNew: boolean;
};

type Sql = Parameters<Locate<Place>>[0];
type Values = { readonly [column: string]: unknown };
type Parents = { readonly projectId: number; readonly userId: string };

const rowOf = ({ before, after }: Change): Values => after ?? before ?? {};

/** Whether a row was made by the change: one that is brought back was made before. */
const isNew = ({ action, after, at }: Change): boolean =>
  action === 'CREATE' && Date.parse(String(after?.['created_at'])) === Date.parse(at);

const isPushed = (change: Change): boolean =>
  change.entityType === 'CrawlNotification' &&
  Boolean(change.after?.['pushed_at']) &&
  (isNew(change) || change.changedFields.includes('pushed_at'));

/** Whether a try of a chunk went wrong: also one that is tried again. */
export const isFailure = ({ entityType, after, changedFields }: Change): boolean =>
  entityType === 'CrawlJobChunk' &&
  typeof after?.['error_message'] === 'string' &&
  ['error_message', 'retry_count'].some((column) => changedFields.includes(column));

/** The job that a change is about; the keys of jobs are numbers. */
const jobIdOf = (change: Change): number | undefined => {
  if (change.entityType === 'CrawlJob') return Number(change.entityId);
  const id = rowOf(change)['job_id'] ?? rowOf(change)['crawl_job_id'];
  return typeof id === 'number' ? id : undefined;
};

/** The projects of jobs and whose they are: jobs that are gone say it by the trail, or by their own last record. */
const parentsOf = async (sql: Sql, jobIds: readonly number[]) => {
  if (jobIds.length === 0) return new Map<number, Parents>();
  const found = await sql.unsafe<(Parents & { readonly id: number })[]>(
    `select w.id, coalesce(j.project_id, gone.project_id) as "projectId", coalesce(p.user_id, gone_project.user_id) as "userId"
     from unnest($1::int[]) as w (id)
     left join crawl.crawl_jobs j on j.id = w.id
     left join lateral (
       select (changes->'before'->>'project_id')::int as project_id from crawl.audit_logs
       where j.id is null and entity_type = 'CrawlJob' and entity_id = w.id::text and action = 'DELETE'
       order by id desc limit 1
     ) gone on true
     left join crawl.projects p on p.id = coalesce(j.project_id, gone.project_id)
     left join lateral (
       select (changes->'before'->>'user_id')::uuid as user_id from crawl.audit_logs
       where p.id is null and entity_type = 'CrawlProject' and entity_id = gone.project_id::text and action = 'DELETE'
       order by id desc limit 1
     ) gone_project on true`,
    [`{${[...new Set(jobIds)].join()}}`],
    { prepare: true },
  );
  return new Map(found.map(({ id, ...parents }) => [id, parents]));
};

/** Says of changes whose they are: of jobs, chunks and images in one statement; other rows say it themselves. */
export const locate: Locate<Place> = async (sql, changes) => {
  const parents = await parentsOf(
    sql,
    changes.flatMap((change) => jobIdOf(change) ?? []),
  );
  return new Map(
    changes.map((change): [number, Place] => {
      const crawlJobId = jobIdOf(change);
      const above = crawlJobId === undefined ? undefined : parents.get(crawlJobId);
      const own = rowOf(change)['user_id'];
      return [
        change.id,
        {
          userId: above?.userId ?? (typeof own === 'string' ? own : undefined),
          projectId: above?.projectId,
          crawlJobId,
          isPushed: isPushed(change),
          isNew: isNew(change),
        },
      ];
    }),
  );
};
