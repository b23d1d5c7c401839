import { computed, one } from '../../../kernel/index.ts';
import { deleters, sight } from '../access.ts';
import { crawl } from '../domain.ts';
import { CrawlPermission } from '../enums.ts';
import { CrawlProfile } from '../profile.ts';
import { apiKeys } from '../tables.ts';
import { own } from '../visible.ts';
import { statusOf } from './key-rules.ts';

export const CrawlApiKey = crawl.entity('CrawlApiKey', apiKeys);

CrawlApiKey.implement({
  description:
    'Lets a program in, in place of a token. The key itself is shown once, when it is made.',
  called: ['API key', 'API keys'],
  label: ['name', 'keyPrefix'],
  visible: own(sight.apiKeys),
  hidden: ['key_hash'],
  ignored: ['usage_count', 'last_used_at', 'last_used_ip', 'quota_hour', 'quota_taken'],
  isFew: true,
  columns: {
    id: 'The key of the row, which lets nobody in.',
    userId: 'The key of the profile that it belongs to.',
    name: 'What it is for.',
    keyPrefix: 'How it begins, to tell it from others.',
    status:
      'Whether it lets anybody in. It is still ACTIVE here when its time is over: see `isExpired`.',
    rateLimit: 'How many requests it may make in an hour.',
    usageCount: 'How many requests it has made.',
    lastUsedAt: 'When it was last used.',
    lastUsedIp: 'Where it was last used from.',
    expiresAt: 'When its time is over; null for never.',
    ...crawl.stamps,
  },
  fields: () => ({
    permissions: computed(
      [CrawlPermission],
      ['permissions'],
      'What it may do.',
      ({ permissions }) => permissions,
    ),
    isExpired: computed(
      'Boolean',
      ['status', 'expiresAt'],
      'Whether its time is over.',
      (key) => statusOf(key, new Date()) === 'expired',
    ),
    user: one(
      CrawlProfile,
      'userId',
      'The profile that it belongs to; null for keys that may not see it.',
      { nullable: true },
    ),
  }),
  read: { one: 'crawlApiKey', many: 'crawlApiKeys', allow: sight.apiKeys.readers },
  delete: { allow: deleters },
});
