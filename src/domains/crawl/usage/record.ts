import { type Row, refusal, type Tx } from '../../../kernel/index.ts';
import type { usageMetrics } from '../tables.ts';

/** What was used. */
export type Used = {
  readonly images?: number;
  readonly storageGb?: number | string;
  readonly apiCalls?: number;
  readonly bandwidthGb?: number | string;
};

/** What the columns hold at most: more is refused in words. */
const mostCount = 2_147_483_647;
const mostGb = 100_000_000;

/** Upsert: adds to what a profile used on a day (today, in UTC). Answers with the key of that day's record. */
export const addUsage = async (
  tx: Tx,
  userId: string,
  { images = 0, storageGb = 0, apiCalls = 0, bandwidthGb = 0 }: Used,
  day: string | null = null,
): Promise<Row<typeof usageMetrics>['id']> => {
  const [row] = await tx.query<Pick<Row<typeof usageMetrics>, 'id'>>(
    `insert into crawl.usage_metrics as m (user_id, metric_date, images_processed, storage_used_gb, api_calls, bandwidth_used_gb)
     values ($1, coalesce($2::date, (now() at time zone 'UTC')::date), $3, $4, $5, $6)
     on conflict (user_id, metric_date) do update set
       images_processed = m.images_processed + excluded.images_processed,
       storage_used_gb = m.storage_used_gb + excluded.storage_used_gb,
       api_calls = m.api_calls + excluded.api_calls,
       bandwidth_used_gb = m.bandwidth_used_gb + excluded.bandwidth_used_gb
     where greatest(m.images_processed::bigint + excluded.images_processed, m.api_calls::bigint + excluded.api_calls) <= $7
       and greatest(m.storage_used_gb + excluded.storage_used_gb, m.bandwidth_used_gb + excluded.bandwidth_used_gb) < $8
     returning id`,
    [userId, day, images, storageGb, apiCalls, bandwidthGb, mostCount, mostGb],
  );
  if (row) return row.id;
  throw refusal('BAD_USER_INPUT', 'This is more than can be counted of one day.');
};
