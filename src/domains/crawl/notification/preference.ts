import { one } from '../../../kernel/index.ts';
import { sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlProfile } from '../profile.ts';
import { notificationPreferences } from '../tables.ts';
import { own } from '../visible.ts';

export const CrawlNotificationPreference = crawl.entity(
  'CrawlNotificationPreference',
  notificationPreferences,
);

CrawlNotificationPreference.implement({
  description: 'What a profile wants to be told, how often and when.',
  called: ['notification preferences', 'notification preferences'],
  label: 'userId',
  visible: own(sight.notificationPreferences),
  isFew: true,
  columns: {
    id: 'The key of the preferences.',
    userId: 'The key of the profile that they belong to.',
    emailEnabled: 'Whether by e-mail.',
    pushEnabled: 'Whether by push.',
    smsEnabled: 'Whether by text message.',
    crawlJobsEnabled: 'Whether of crawl jobs.',
    datasetsEnabled: 'Whether of data sets and projects.',
    billingEnabled: 'Whether of credits.',
    securityEnabled: 'Whether of who comes in, and with what.',
    marketingEnabled: 'Whether of offers.',
    productUpdatesEnabled: 'Whether of the system itself.',
    digestFrequency: 'How often.',
    quietHoursStart: 'From when on nothing is pushed.',
    quietHoursEnd: 'Until when: what was held back is pushed then.',
    timeZone: 'The time zone of the quiet hours, such as Europe/Berlin.',
    ...crawl.stamps,
  },
  fields: () => ({
    user: one(CrawlProfile, 'userId', 'The profile that they belong to.'),
  }),
  read: {
    one: 'crawlNotificationPreference',
    many: 'crawlNotificationPreferences',
    allow: sight.notificationPreferences.readers,
  },
});
