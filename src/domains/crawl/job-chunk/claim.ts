import { input, mutation, type Tx } from '../../../kernel/index.ts';
import { workers } from '../access.ts';
import { jobChunks } from '../tables.ts';
import { claim, extend, inOrderOfClaims, leaseSeconds, mostClaimed, mostRetries } from './lease.ts';
import { failExpired } from './report.ts';
import { CrawlJobChunk } from './type.ts';

const seconds = { min: leaseSeconds.least, max: leaseSeconds.most, default: leaseSeconds.default };

type Picked = { readonly id: number; readonly isPicked: boolean; readonly at: string };

/**
 * The queue: pending chunks and those whose lease has run out, locked past what others have locked (SKIP LOCKED). What
 * ran out for the last time fails, and is only named: its job has to be locked first.
 */
const pick = (tx: Tx, limit: number): Promise<Picked[]> =>
  tx.query<Picked>(
    `with spent as (
       select id from crawl.job_chunks
       where status = 'processing' and leased_until < now() and retry_count >= $2::int
       order by leased_until limit 10
     ), expired as (
       select id, priority, created_at from crawl.job_chunks
       where status = 'processing' and leased_until < now() and retry_count < $2::int
       order by leased_until limit $1::int for no key update skip locked
     ), pending as (
       select id, priority, created_at from crawl.job_chunks
       where status = 'pending' and available_at <= now()
       order by priority desc, created_at, id limit $1::int for no key update skip locked
     ), picked as (
       select id from (select * from expired union all select * from pending) each
       order by priority desc, created_at, id limit $1::int
     )
     select id, true as "isPicked", now()::text as at from picked
     union all select id, false, now()::text from spent`,
    [limit, mostRetries],
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
    const found = await pick(tx, limit);
    const ids = found.filter(({ isPicked }) => isPicked).map(({ id }) => id);
    const [at = ''] = found.map((each) => each.at);
    const chunks = await tx.lockAll(CrawlJobChunk, ids, 'no key update');
    const claimed = await tx.update(
      jobChunks,
      [...chunks.values()].map((chunk) => [chunk, claim(chunk, at, leaseSeconds)] as const),
    );
    for (const { id, isPicked } of found) if (!isPicked) await failExpired(tx, id);
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
    const byKey = new Map(leases.map(({ chunkId, lease }) => [chunkId, lease]));
    return tx.update(
      jobChunks,
      [...chunks.values()].map(
        (chunk) => [chunk, extend(chunk, byKey.get(chunk.id) ?? 0, at, leaseSeconds)] as const,
      ),
    );
  },
);
