import { notificationPreferences } from '../tables.ts';
import { preferenceFor } from './delivery.ts';

/*
 * What a clock does with notifications. Servers may do it at the same time: a row that one of them has changed is not
 * changed again by the other.
 */

/** Quiet hours that are over: pushes what they have held back. */
const push =
  'update crawl.notifications set pushed_at = now() where push_at <= now() and pushed_at is null';

const wanted = Object.entries(preferenceFor).map(
  ([category, preference]) =>
    `when '${category}' then p.${notificationPreferences[preference].name}`,
);

/** Whether a profile wants to hear of such things at all. */
const isWanted = `case n.category ${wanted.join(' ')} else true end`;

/** Whether a notification is for the digest of its profile that has just come due. */
const isToCome = `n.user_id = p.user_id and n.created_at < began and ${isWanted}
  and n.push_at is null and n.pushed_at is null and n.digest_id is null`;

/**
 * Digests: once a day, or on Mondays, what has come since and was not pushed by itself is told as one notification with
 * counts. That is at nine in the morning, or where there are quiet hours, when they end; in the zone of the profile. A
 * zone that the database does not know counts as UTC: the digests of the others must come.
 */
const digest = `
  with known as (
    select distinct lower(name) as name from pg_timezone_names
  ), turn as (
    select p.*, began, nextval('crawl.notifications_id_seq')::int as digest from crawl.notification_preferences p
    left join known on known.name = lower(p.time_zone) cross join lateral (select coalesce(known.name, 'utc') as zone) clock
    cross join lateral (select coalesce(p.quiet_hours_end, '09:00') - time '00:00' as at,
      case p.digest_frequency when 'daily' then 'day' else 'week' end as unit) each
    cross join lateral (
      select (date_trunc(unit, now() at time zone zone - at) + at) at time zone zone as began) past
    where p.digest_frequency in ('daily', 'weekly') and exists (select from crawl.notifications n where ${isToCome})
  ), counted as (
    update crawl.notifications n set digest_id = p.digest from turn p where ${isToCome}
    returning p.digest, n.user_id, coalesce(n.category, 'other') as category
  ), summed as (
    select digest, user_id, category, count(*)::int as count from counted group by 1, 2, 3
  )
  insert into crawl.notifications (id, user_id, title, message, type, category, metadata, pushed_at)
  select digest, user_id, format('%s new notification', sum(count)) || case when sum(count) > 1 then 's' else '' end,
    string_agg(format('%s: %s', category, count), ', ' order by category) || '.',
    'info', 'system', jsonb_build_object('digest', jsonb_object_agg(category, count)), now()
  from summed group by 1, 2`;

export const clock = [
  { seconds: 5, statement: push },
  { seconds: 60, statement: digest },
];
