import { refusal } from './errors.ts';
import { arrayOf } from './statement.ts';
import type { Tx } from './tx.ts';

const windowMinutes = 15;

const counting = `insert into kernel.attempts as a (subject, count, until)
  values ($1, 1, now() + interval '${windowMinutes} minutes')
  on conflict (subject) do update set
    count = case when a.until < now() then 1 else a.count + 1 end,
    until = case when a.until < now() then excluded.until else a.until end
  returning count, ceil(extract(epoch from until - now()))::int as seconds`;

/**
 * Rate limit: counts a try for each subject in turn, and refuses it at the first that has had too many of late; the
 * subjects after that do not count it, so that who is refused uses up nobody else's tries. It counts before it is known
 * how the try ends, so that many at once are not one; what it gives is for a try that went well: it forgets those of
 * the `own` subject, and does not count this one for the others.
 */
export const throttle = async (
  tx: Tx,
  own: string,
  limits: readonly (readonly [subject: string, most: number])[],
): Promise<(tx: Tx) => Promise<unknown>> => {
  for (const [subject, most] of limits) {
    const [tries] = await tx.query<{ count: number; seconds: number }>(counting, [subject]);
    if (!tries || tries.count <= most) continue;
    throw refusal('TOO_MANY_ATTEMPTS', `Too many tries: wait ${tries.seconds} seconds.`, {
      retryAfter: tries.seconds,
    });
  }
  const others = limits.map(([subject]) => subject).filter((subject) => subject !== own);
  return (later) =>
    later.query(
      `with own as (delete from kernel.attempts where subject = $1)
       update kernel.attempts set count = count - 1 where subject = any($2::text[])`,
      [own, arrayOf(others)],
    );
};
