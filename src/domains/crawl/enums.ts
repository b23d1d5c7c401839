import { crawl } from './domain.ts';
import { permissions } from './permission.ts';
import * as tables from './tables.ts';

crawl.enum('CrawlRole', tables.roles, 'What a profile may do.', {
  user: 'Works with projects of their own.',
  moderator: 'The same, and is known as somebody who helps others.',
  admin: 'Sees and does everything.',
});

crawl.enum(
  'CrawlUserTier',
  tables.userTiers,
  'What a profile pays for: it limits how much runs at once.',
  {
    FREE: 'One job at a time.',
    PRO: 'Three jobs at a time.',
    ENTERPRISE: 'Ten jobs at a time.',
  },
);

crawl.enum('CrawlProjectStatus', tables.projectStatuses, 'Whether a project is worked on.', {
  active: 'It is worked on.',
  archived: 'It is kept as it is: no new jobs.',
  deleted: 'It is put away, and can be made active again: no new jobs. Lists have it, too.',
});

export const CrawlJobStatus = crawl.enum(
  'CrawlJobStatus',
  tables.jobStatuses,
  'How far a crawl job is.',
  {
    pending: 'It has not been started.',
    running: 'Its chunks are being worked on.',
    completed: 'All of its chunks are done, and at least one brought images.',
    failed: 'All of its chunks failed.',
    cancelled: 'It was stopped.',
  },
);

crawl.enum('CrawlJobChunkStatus', tables.chunkStatuses, 'How far a chunk of a job is.', {
  pending: 'It waits for a worker.',
  processing: 'A worker has it, as long as the lease lasts.',
  completed: 'It is done.',
  failed: 'It went wrong too often, or its job was cancelled.',
});

export const CrawlEngine = crawl.enum(
  'CrawlEngine',
  tables.engines,
  'A search engine that images are looked for with.',
  {
    google: 'Search by Google.',
    bing: 'Search by Microsoft.',
    duckduckgo: 'Search by DuckDuckGo.',
    baidu: 'Search by Baidu, mostly in Chinese.',
  },
);

export const CrawlCreditTransactionType = crawl.enum(
  'CrawlCreditTransactionType',
  tables.transactionTypes,
  'Why credits were booked.',
  {
    purchase: 'They were bought, also by an automatic refill.',
    usage: 'They were used: the amount is negative.',
    refund: 'They were given back.',
    bonus: 'They were given.',
  },
);

crawl.enum(
  'CrawlCreditTransactionStatus',
  tables.transactionStatuses,
  'Whether a booking is final.',
  {
    completed: 'It is.',
    pending: 'It is a reservation: what is not used will be given back.',
    failed: 'It did not go through.',
    cancelled: 'It was taken back.',
  },
);

crawl.enum('CrawlApiKeyStatus', tables.apiKeyStatuses, 'Whether a key lets anybody in.', {
  active: 'It does.',
  revoked: 'It was taken back, for good.',
  expired: 'Its time is over.',
});

export const CrawlPermission = crawl.enum(
  'CrawlPermission',
  permissions,
  'What an API key may do.',
  {
    read: 'Read whatever its owner sees.',
    write: 'Make and change what its owner may change.',
    delete: 'Delete what its owner may delete.',
    admin: 'Do what administrators do.',
    'crawl_jobs:create': 'Make crawl jobs, start and retry them.',
    'crawl_jobs:read': 'Read crawl jobs, their projects, their chunks and their images.',
    'crawl_jobs:cancel': 'Stop crawl jobs.',
    'crawl_chunks:work': 'Claim the chunks of any job and report their results.',
    'datasets:read': 'Read the list of a job’s images, and which job it is.',
    'datasets:export': 'Export the images of a job.',
  },
);

export const CrawlNotificationType = crawl.enum(
  'CrawlNotificationType',
  tables.notificationTypes,
  'How a notification is meant.',
  {
    success: 'Something went well.',
    info: 'Something is worth knowing.',
    warning: 'Something needs attention.',
    error: 'Something went wrong.',
  },
);

export const CrawlNotificationCategory = crawl.enum(
  'CrawlNotificationCategory',
  tables.notificationCategories,
  'What a notification is about. Each can be switched off in the preferences.',
  {
    crawl_job: 'What has become of a crawl job.',
    payment: 'Credits.',
    system: 'The system itself.',
    security: 'Who comes in, and with what.',
    dataset: 'The images of a job as a whole.',
    project: 'What crawl jobs belong to.',
  },
);

crawl.enum('CrawlDigestFrequency', tables.digestFrequencies, 'How often somebody is told.', {
  realtime: 'Of everything, at once.',
  daily: 'Once a day, of all that is new.',
  weekly: 'Once a week, of all that is new.',
  never: 'Not at all.',
});
