import { refusal } from '../errors.ts';
import { arrayOf } from '../read/query.ts';
import type { Tx } from '../write/tx.ts';

const windowMinutes = 15;

/** Counts a try for the subject at this place, unless there were too many for the one before. */
const counting = (at: number): string => `tried${at} as (
  insert into kernel.attempts as a (subject, count, until)
  select $${2 * at + 1}::text, 1, now() + interval '${windowMinutes} minutes'
  ${at > 0 ? `from tried${at - 1} where not is_over` : ''}
  on conflict (subject) do update set
    count = case when a.until < now() then 1 else a.count + 1 end,
    until = case when a.until < now() then excluded.until else a.until end
  returning count > $${2 * at + 2}::float8 as is_over, ceil(extract(epoch from until - now()))::int as seconds
)`;

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
  const places = limits.map((_limit, at) => at);
  const [over] = await tx.query<{ seconds: number }>(
    `with ${places.map(counting).join(', ')}
     ${places.map((at) => `select seconds from tried${at} where is_over`).join(' union all ')}`,
    limits.flat(),
  );
  if (over) {
    throw refusal('TOO_MANY_ATTEMPTS', `Too many tries: wait ${over.seconds} seconds.`, {
      retryAfter: over.seconds,
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
