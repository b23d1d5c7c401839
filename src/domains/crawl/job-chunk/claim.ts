import { getTableColumns } from 'drizzle-orm';
import { input, mutation, type Row, type Tx } from '../../../kernel/index.ts';
import { workers } from '../access.ts';
import { jobChunks } from '../tables.ts';
import { claim, extend, inOrderOfClaims, leaseSeconds, mostClaimed, mostRetries } from './lease.ts';
import { failExpired } from './report.ts';
import { CrawlJobChunk } from './type.ts';

const seconds = { min: leaseSeconds.least, max: leaseSeconds.most, default: leaseSeconds.default };

type Picked = Row<typeof jobChunks> & { readonly at: string };

const columns = Object.entries(getTableColumns(jobChunks)).map(
  ([name, column]) => `"${column.name}" as "${name}"`,
);

/**
 * The queue: pending chunks and those whose lease has run out, locked past what others have locked (SKIP LOCKED). They are
 * read where they are locked, so that they are as whoever had them last has left them.
 */
const pick = (tx: Tx, limit: number): Promise<Picked[]> =>
  tx.query<Picked>(
    `with expired as (
       select * from crawl.job_chunks
       where status = 'processing' and leased_until < now() and retry_count < $2::int
       order by leased_until limit $1::int for no key update skip locked
     ), pending as (
       select * from crawl.job_chunks
       where status = 'pending' and available_at <= now()
       order by priority desc, created_at, id limit $1::int for no key update skip locked
     )
     select ${columns.join(', ')}, now()::text as at
     from (select * from expired union all select * from pending) each
     order by priority desc, created_at, id limit $1::int`,
    [limit, mostRetries],
  );

/** What ran out for the last time: it fails, and its job has to be locked first. */
const spent = (tx: Tx) =>
  tx.query<Pick<Picked, 'id'>>(
    `select id from crawl.job_chunks where status = 'processing' and leased_until < now() and retry_count >= $1::int
     order by leased_until limit 10`,
    [mostRetries],
  );

mutation(
  'claimCrawlJobChunks',
  {
    description:
      'Gives a worker chunks to work on, the most urgent ones first and then the oldest. Report each with the number of its lease before the lease runs out, or others get it. Answers with none when nothing waits.',
    allow: workers,
    args: (arg) => ({
      limit: arg.int('How many chunks at most.', { min: 1, max: mostClaimed, default: 1 }),
      leaseSeconds: arg.int('For how many seconds.', seconds),
    }),
    answers: [CrawlJobChunk],
  },
  async (tx, { limit, leaseSeconds }) => {
    const [picked, failed] = await Promise.all([pick(tx, limit), spent(tx)]);
    const claimed = await tx.update(
      jobChunks,
      picked.map(({ at, ...chunk }) => [chunk, claim(chunk, at, leaseSeconds)] as const),
    );
    for (const { id } of failed) await failExpired(tx, id);
    return claimed.toSorted(inOrderOfClaims);
  },
);

const Lease = input('CrawlLeaseInput', {
  description: 'A lease that a worker has.',
  fields: (arg) => ({
    chunkId: arg.id('The key of the chunk.', { of: CrawlJobChunk }),
    lease: arg.int('The number of the lease.', { min: 1 }),
  }),
});

mutation(
  'extendCrawlLeases',
  {
    description: 'Prolongs leases from now on. If one of them is lost, none is prolonged.',
    allow: workers,
    args: (arg) => ({
      leases: arg(Lease, 'Which to prolong.', { list: true, most: mostClaimed }),
      leaseSeconds: arg.int('For how many seconds.', seconds),
    }),
    answers: [CrawlJobChunk],
  },
  async (tx, { leases, leaseSeconds }) => {
    const chunks = await tx.lockAll(
      CrawlJobChunk,
      leases.map(({ chunkId }) => chunkId),
    );
    const at = new Date().toISOString();
    const steps = new Map(
      leases.map(({ chunkId, lease }) => [
        chunkId,
        extend(chunks.get(chunkId), lease, at, leaseSeconds),
      ]),
    );
    return tx.update(
      jobChunks,
      [...chunks.values()].map((chunk) => [chunk, steps.get(chunk.id) ?? {}] as const),
    );
  },
);
