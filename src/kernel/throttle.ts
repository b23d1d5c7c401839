import { refusal } from './errors.ts';
import { arrayOf } from './statement.ts';
import type { Tx } from './tx.ts';

const windowMinutes = 15;

/**
 * Counts a try for each subject, and refuses it where there have been too many of late. It counts before it is known how
 * the try ends, so that many at once are not one; what it gives is for a try that went well: it forgets those of
 * the first subject, and does not count this one for the others.
 */
export const throttle = async (
  tx: Tx,
  limits: readonly (readonly [subject: string, most: number])[],
): Promise<(tx: Tx) => Promise<unknown>> => {
  const subjects = limits.map(([subject]) => subject);
  const tries = await tx.query<{ subject: string; count: number; seconds: number }>(
    `insert into kernel.attempts as a (subject, count, until)
     select subject, 1, now() + interval '${windowMinutes} minutes' from unnest($1::text[]) as subject order by 1
     on conflict (subject) do update set
       count = case when a.until < now() then 1 else a.count + 1 end,
       until = case when a.until < now() then excluded.until else a.until end
     returning subject, count, ceil(extract(epoch from until - now()))::int as seconds`,
    [arrayOf(subjects)],
  );
  const over = tries.find(
    ({ subject, count }) => count > (limits.find(([name]) => name === subject)?.[1] ?? 0),
  );
  if (over) {
    throw refusal('TOO_MANY_ATTEMPTS', `Too many tries: wait ${over.seconds} seconds.`, {
      retryAfter: over.seconds,
    });
  }
  const [own, ...others] = subjects;
  return (later) =>
    later.query(
      `with own as (delete from kernel.attempts where subject = $1)
       update kernel.attempts set count = count - 1 where subject = any($2::text[])`,
      [own, arrayOf(others)],
    );
};
