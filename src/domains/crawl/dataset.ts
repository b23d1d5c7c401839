import { datasetExporters } from './access.ts';
import { crawl } from './domain.ts';

/** The data set of a job as a file, one image a line: those that can be used, each once. */
crawl.exported('crawl-datasets', {
  rows: 'crawlImages',
  select: `id originalUrl storageUrl filename width height fileSize format hash labels metadata downloadedAt
    crawlJob { name }`,
  of: { one: 'crawlJob', key: 'crawlJobId' },
  where: {
    isValid: { eq: true },
    isDuplicate: { eq: false },
    downloadedAt: { isNull: false },
  },
  orderBy: [{ field: 'ID' }],
  allow: datasetExporters,
  columns: {
    id: 'id',
    crawl_job: 'crawlJob.name',
    filename: 'filename',
    original_url: 'originalUrl',
    storage_url: 'storageUrl',
    width: 'width',
    height: 'height',
    file_size: 'fileSize',
    format: 'format',
    hash: 'hash',
    labels: 'labels',
    metadata: 'metadata',
    downloaded_at: 'downloadedAt',
  },
});
