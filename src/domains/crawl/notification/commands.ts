import { columns, input, mutation, optimistic } from '../../../kernel/index.ts';
import { admins, writers } from '../access.ts';
import { CrawlProfile } from '../profile.ts';
import { notificationPreferences } from '../tables.ts';
import { CrawlNotificationPreference } from './preference.ts';
import { assertTimeZone, setPreferences } from './settings.ts';
import { tell } from './tell.ts';
import { CrawlNotification } from './type.ts';

const NewNotification = input('CreateCrawlNotificationInput', {
  description: 'The values of a new CrawlNotification.',
  fields: () =>
    columns(
      CrawlNotification,
      ['userId', 'title', 'message', 'type', 'category', 'actionUrl', 'actionLabel', 'metadata'],
      { required: true, rules: { message: { max: 5000, lines: true }, actionLabel: { max: 100 } } },
    ),
});

mutation(
  'createCrawlNotification',
  {
    description:
      'Tells a profile something. It is pushed when the preferences of the profile let it.',
    allow: admins,
    args: (arg) => ({ input: arg(NewNotification, 'What to tell.') }),
    answers: CrawlNotification,
  },
  async (tx, { input: { userId, category = null, ...news } }) => {
    await tx.lock(CrawlProfile, userId, { lock: 'key share' });
    return tell(tx, userId, { ...news, category });
  },
);

optimistic(
  'markCrawlNotificationRead',
  {
    description: 'Says that a notification was read, or that it was not.',
    allow: writers,
    on: CrawlNotification,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the notification.', { of: CrawlNotification }),
      isRead: arg.boolean('Whether it was read.', { default: true }),
    }),
  },
  (notification, { isRead }) =>
    notification.isRead === isRead
      ? {}
      : { isRead, readAt: isRead ? new Date().toISOString() : null },
);

mutation(
  'markCrawlNotificationsRead',
  {
    description:
      'Says that you have read all of your notifications. Answers with how many were new.',
    allow: writers,
    answers: 'Int',
  },
  async (tx) => {
    const read = await tx.query(
      'update crawl.notifications set is_read = true, read_at = now() where user_id = $1 and is_read = false returning id',
      [tx.viewer.id],
    );
    return read.length;
  },
);

const PreferenceChanges = input('UpdateCrawlNotificationPreferenceInput', {
  description:
    'The changes of a CrawlNotificationPreference. A field that is left out stays as it is.',
  fields: () =>
    columns(
      CrawlNotificationPreference,
      [
        'emailEnabled',
        'pushEnabled',
        'smsEnabled',
        'crawlJobsEnabled',
        'datasetsEnabled',
        'billingEnabled',
        'securityEnabled',
        'marketingEnabled',
        'productUpdatesEnabled',
        'digestFrequency',
        'quietHoursStart',
        'quietHoursEnd',
        'timeZone',
      ],
      { rules: { timeZone: { max: 50 } } },
    ),
});

mutation(
  'updateCrawlNotificationPreference',
  {
    description: 'Changes what a profile wants to be told, how often and when.',
    allow: writers,
    args: (arg) => ({
      id: arg.id('The key of the preferences.', { of: CrawlNotificationPreference }),
      input: arg(PreferenceChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: CrawlNotificationPreference,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const preferences = await tx.lock(CrawlNotificationPreference, id, { expectedVersion });
    const step = setPreferences(preferences, changes);
    if (step.timeZone) await assertTimeZone(tx, step.timeZone);
    return tx.updateOne(notificationPreferences, preferences, step);
  },
);
