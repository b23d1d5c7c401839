import { builder, input, mutation, optimistic, type Row } from '../../../kernel/index.ts';
import { keyMakers, permissionsFor, profileOf, writers } from '../access.ts';
import { CrawlPermission } from '../enums.ts';
import { CrawlProfile } from '../profile.ts';
import { apiKeys } from '../tables.ts';
import { assertActive, assertGrantable, revoke } from './key-rules.ts';
import { newKey } from './secret.ts';
import { CrawlApiKey } from './type.ts';

type Made = { readonly key: string; readonly apiKey: Row<typeof apiKeys> };

const CreatedApiKey = builder.objectRef<Made>('CrawlApiKeyResult').implement({
  description: 'A new API key.',
  fields: (t) => ({
    key: t.exposeString('key', {
      description: 'The key itself. It is shown this once, and cannot be found out again.',
    }),
    apiKey: t.expose('apiKey', {
      type: CrawlApiKey.ref,
      complexity: 1,
      description: 'What is known of it.',
    }),
  }),
});

const list = { list: true, most: 20 } as const;
const limit = { min: 1, max: 100_000 };

const NewKey = input('CreateCrawlApiKeyInput', {
  description: 'The values of a new CrawlApiKey.',
  fields: (arg) => ({
    userId: arg.id('The key of the profile that it belongs to; your own when it is left out.', {
      of: CrawlProfile,
      optional: true,
    }),
    name: arg.text('What it is for.', { max: 200 }),
    permissions: arg(CrawlPermission, 'What it may do.', list),
    rateLimit: arg.int('How many requests it may make in an hour.', { ...limit, default: 1000 }),
    expiresAt: arg.dateTime('When its time is over.', { optional: true }),
  }),
});

mutation(
  'createCrawlApiKey',
  {
    description:
      'Makes an API key. It may do no more than you. Its answer is not kept: an Idempotency-Key changes nothing here.',
    allow: keyMakers,
    isApart: true,
    args: (arg) => ({ input: arg(NewKey, 'Its values.') }),
    answers: CreatedApiKey,
  },
  async (tx, { input: { userId, permissions, ...values } }) => {
    assertGrantable(permissions, permissionsFor(tx.viewer));
    const owner = userId ?? profileOf(tx.viewer);
    await tx.lock(CrawlProfile, owner, { lock: 'key share' });
    const { key, ...kept } = newKey();
    const apiKey = await tx.insertOne(apiKeys, {
      ...values,
      ...kept,
      userId: owner,
      permissions: [...new Set(permissions)],
    });
    return { key, apiKey };
  },
);

const KeyChanges = input('UpdateCrawlApiKeyInput', {
  description: 'The changes of a CrawlApiKey. A field that is left out stays as it is.',
  fields: (arg) => ({
    name: arg.text('What it is for.', { max: 200, optional: true, notNull: true }),
    rateLimit: arg.int('How many requests it may make in an hour.', {
      ...limit,
      optional: true,
      notNull: true,
    }),
    expiresAt: arg.dateTime('When its time is over; null for never.', { optional: true }),
  }),
});

optimistic(
  'updateCrawlApiKey',
  {
    description:
      'Changes an API key that is active. What it may do stays: make another one for that.',
    allow: keyMakers,
    on: CrawlApiKey,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row.', { of: CrawlApiKey }),
      input: arg(KeyChanges, 'What to change.'),
    }),
  },
  (key, { input: changes }) => {
    assertActive(key, new Date());
    return changes;
  },
);

optimistic(
  'revokeCrawlApiKey',
  {
    description: 'Takes an API key back, for good: whoever came in with it is out at once.',
    allow: writers,
    on: CrawlApiKey,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the row.', { of: CrawlApiKey }) }),
  },
  (key) => revoke(key),
);
