import type { Row, Tx } from '../../../kernel/index.ts';
import { notifications } from '../tables.ts';
import { type Preferences, pushTimeOf } from './delivery.ts';

type Notification = Row<typeof notifications>;
type News = Pick<Notification, 'title' | 'message' | 'type' | 'category'> & {
  readonly [K in 'actionUrl' | 'actionLabel' | 'metadata']?: Notification[K] | undefined;
};

const byDefault: Preferences = {
  crawlJobsEnabled: true,
  datasetsEnabled: true,
  billingEnabled: true,
  securityEnabled: true,
  productUpdatesEnabled: true,
  digestFrequency: 'daily',
  quietHoursStart: null,
  quietHoursEnd: null,
  timeZone: 'UTC',
};

/** Tells a profile something: it is kept in any case, and pushed when its preferences let it. */
export const tell = async (tx: Tx, userId: string, news: News): Promise<Notification> => {
  const [preferences = byDefault] = await tx.query<Preferences>(
    `select crawl_jobs_enabled as "crawlJobsEnabled", datasets_enabled as "datasetsEnabled",
       billing_enabled as "billingEnabled", security_enabled as "securityEnabled",
       product_updates_enabled as "productUpdatesEnabled", digest_frequency as "digestFrequency",
       quiet_hours_start::text as "quietHoursStart", quiet_hours_end::text as "quietHoursEnd", time_zone as "timeZone"
     from crawl.notification_preferences where user_id = $1`,
    [userId],
  );
  const now = new Date();
  const pushAt = pushTimeOf(preferences, news.category, now);
  const isPushed = pushAt !== null && pushAt <= now;
  // whoever reports for others may not see whom it tells
  return tx.trusted.insertOne(notifications, {
    ...news,
    userId,
    pushAt: pushAt?.toISOString() ?? null,
    pushedAt: isPushed ? now.toISOString() : null,
  });
};
