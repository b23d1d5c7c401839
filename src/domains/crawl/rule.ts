import { crawl } from './domain.ts';

/** Refuses by one of crawl's rules. Those that the database refuses by itself are among them (drizzle). */
export const invalid = crawl.refusalsBy({
  JOB_NOT_PENDING: 'A crawl job starts from PENDING only.',
  JOB_NOT_ENDED: 'Only a crawl job that failed or was cancelled is tried again.',
  JOB_NOT_RUNNING: 'Chunks are worked on while their crawl job is running.',
  JOB_IS_RUNNING: 'A crawl job that is running is cancelled before it is deleted.',
  JOB_HAS_BEGUN: 'A crawl job is changed before it starts.',
  TOO_MANY_RUNNING_JOBS: 'The tier of a profile limits how many of its crawl jobs run at once.',
  PROJECT_NOT_ACTIVE: 'Crawl jobs are made and started in active projects.',
  RUN_IS_OVER: 'What an earlier run of a crawl job had does not come back.',
  LEASE_LOST: 'Whoever works on a chunk reports it while the lease lasts.',
  CHUNK_TOO_LARGE: 'A chunk brings no more images than it was asked for.',
  INSUFFICIENT_CREDITS: 'A balance is never below zero.',
  MONTHLY_LIMIT: 'Usage stays within the limit of the month.',
  REFERENCE_USED: 'A reference stands for one booking of an account.',
  LEDGER_IS_APPEND_ONLY: 'What has been booked stays as it was booked.',
  BALANCE_IS_BOOKED: 'A balance changes by bookings only.',
  NOT_YOURSELF: 'Nobody deletes or locks out themselves.',
  KEY_NOT_ACTIVE: 'A key that was revoked or has expired stays so.',
  KEY_PERMISSIONS: 'A key may do no more than whoever it belongs to.',
});
