import { one, type Tx } from '../../kernel/index.ts';
import { deleters, sight, writers } from './access.ts';
import { CrawlJob } from './crawl-job/type.ts';
import { crawl } from './domain.ts';
import { invalid } from './rule.ts';
import { images } from './tables.ts';
import { ownParts } from './visible.ts';

/** Refuses to bring back what a job has brought before it was retried: it is counted again since. */
const assertSameRun = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  const old = await tx.query(
    `select from crawl.images i
     join crawl.audit_logs retry on retry.entity_type = 'CrawlJob' and retry.entity_id = i.crawl_job_id::text
       and retry.action = 'UPDATE' and retry.changes->'after'->>'status' = 'pending' and retry.changes->'before'->>'status' <> 'pending'
     where i.id = any($1::int[]) and retry.id > (
       select max(gone.id) from crawl.audit_logs gone
       where gone.entity_type = 'CrawlImage' and gone.entity_id = i.id::text and gone.action = 'DELETE')
     limit 1`,
    [`{${ids.join()}}`],
  );
  if (old.length === 0) return;
  throw invalid(
    'RUN_IS_OVER',
    'The crawl job was retried since: its earlier images do not come back.',
    {
      field: 'auditLogId',
    },
  );
};

export const CrawlImage = crawl.entity('CrawlImage', images);

CrawlImage.implement({
  description: 'An image that a crawl job found.',
  called: ['image', 'images'],
  label: 'filename',
  visible: (viewer, { crawlJobId }) => ownParts(sight.images)(viewer, { jobId: crawlJobId }),
  columns: {
    id: 'The key of the image.',
    crawlJobId: 'The key of the job that found it.',
    originalUrl: 'Where it was found.',
    filename: 'The name of its file.',
    storageUrl: 'Where it is kept.',
    width: 'Its width, in pixels.',
    height: 'Its height, in pixels.',
    fileSize: 'The size of its file, in bytes.',
    format: 'The format of its file, such as jpeg.',
    hash: 'A hash of its content: equal images of a job have the same.',
    isValid: 'Whether it can be used.',
    isDuplicate: 'Whether the job has an older one like it, by its hash, that can be used.',
    labels: 'What is known of what it shows.',
    metadata: 'What else is known of it.',
    downloadedAt: 'When it was downloaded; null while it is known by its address only.',
    ...crawl.stamps,
  },
  fields: () => ({
    crawlJob: one(CrawlJob, 'crawlJobId', 'The job that found it.'),
  }),
  read: { one: 'crawlImage', many: 'crawlImages', allow: sight.images.readers },
  write: {
    allow: writers,
    fixed: ['crawlJobId', 'originalUrl'],
    columns: [
      'filename',
      'storageUrl',
      'width',
      'height',
      'fileSize',
      'format',
      'hash',
      'isValid',
      'labels',
      'metadata',
    ],
    rules: {
      width: { min: 1 },
      height: { min: 1 },
      fileSize: { min: 0 },
      format: { max: 10 },
      hash: { max: 64 },
    },
  },
  delete: { allow: deleters, guardUndo: assertSameRun },
});
