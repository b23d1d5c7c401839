import { one, page } from '../../../kernel/index.ts';
import { deleters, sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { latestFirst } from '../order.ts';
import { CrawlProfile } from '../profile.ts';
import { notifications } from '../tables.ts';
import { own } from '../visible.ts';

export const CrawlNotification = crawl.entity('CrawlNotification', notifications);

CrawlNotification.implement({
  description:
    'Something that a profile is told. Everything is kept; what is pushed, the preferences say.',
  called: ['notification', 'notifications'],
  label: 'title',
  groupBy: [],
  visible: own(sight.notifications),
  columns: {
    id: 'The key of the notification.',
    userId: 'The key of the profile that is told.',
    title: 'What it is about, in a few words.',
    message: 'What it says.',
    type: 'How it is meant.',
    category: 'What kind of thing it is about.',
    icon: 'The name of an icon.',
    color: 'A colour.',
    actionUrl: 'Where more about it can be seen.',
    actionLabel: 'What to call that.',
    isRead: 'Whether it was read.',
    readAt: 'When it was read.',
    metadata: 'What else is known of it.',
    pushAt: 'When it is to be pushed by itself; null: not at all, or with a digest.',
    pushedAt: 'When it was pushed.',
    digestId:
      'The key of the digest that counts it among others; null: there is none yet, or it is not for one.',
    ...crawl.stamps,
  },
  ...latestFirst,
  fields: () => ({
    user: one(
      CrawlProfile,
      'userId',
      'The profile that is told; null for keys that may not see it.',
      { nullable: true },
    ),
    digest: one(CrawlNotification, 'digestId', 'The digest that counts it among others.', {
      nullable: true,
    }),
    digested: page(CrawlNotification, 'digestId', 'For a digest: what it counts.'),
  }),
  read: {
    one: 'crawlNotification',
    many: 'crawlNotifications',
    allow: sight.notifications.readers,
  },
  delete: { allow: deleters },
});
