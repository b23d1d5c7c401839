import { columns, input, mutation, refusal } from '../../kernel/index.ts';
import { admins, permissionsFor, profileOf, writers } from './access.ts';
import { book } from './credit/booking.ts';
import { add, welcomeBonus } from './credit/ledger.ts';
import { CrawlProfile } from './profile.ts';
import { invalid } from './rule.ts';
import { creditAccounts, notificationPreferences, profiles } from './tables.ts';

const email = { pattern: /^[^\s@]+@[^\s@]+$/, meaning: 'an e-mail address' };
const rules = { email, fullName: { max: 100 }, avatarUrl: { max: 2000 } };

const NewProfile = input('CreateCrawlProfileInput', {
  description: 'The values of a new CrawlProfile.',
  fields: (arg) => ({
    id: arg.text('The key that an identity provider has given it; made when it is left out.', {
      optional: true,
      pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
      meaning: 'a UUID',
    }),
    ...columns(CrawlProfile, ['email', 'fullName', 'avatarUrl', 'role', 'userTier'], {
      required: true,
      rules,
    }),
  }),
});

mutation(
  'createCrawlProfile',
  {
    description: `Makes a profile, with a credit account, ${welcomeBonus} free credits and preferences.`,
    allow: admins,
    args: (arg) => ({ input: arg(NewProfile, 'Its values.') }),
    answers: CrawlProfile,
  },
  async (tx, { input: { id, ...values } }) => {
    const profile = await tx.insertOne(profiles, { ...values, ...(id && { id }) });
    const userId = profile.id;
    const [account] = await Promise.all([
      tx.insertOne(creditAccounts, { userId }),
      tx.insertOne(notificationPreferences, { userId }),
    ]);
    await book(tx, account, [add('bonus', welcomeBonus, 'Welcome: free credits to begin with.')]);
    return profile;
  },
);

const ProfileChanges = input('UpdateCrawlProfileInput', {
  description: 'The changes of a CrawlProfile. A field that is left out stays as it is.',
  fields: () =>
    columns(CrawlProfile, ['email', 'fullName', 'avatarUrl', 'role', 'userTier', 'isActive'], {
      rules,
    }),
});

const administered = ['email', 'role', 'userTier', 'isActive'] as const;

mutation(
  'updateCrawlProfile',
  {
    description:
      'Changes a profile. Everybody changes their own name and picture; the rest is for administrators.',
    allow: writers,
    args: (arg) => ({
      id: arg.id('The key of the profile.', { of: CrawlProfile }),
      input: arg(ProfileChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: CrawlProfile,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const profile = await tx.lock(CrawlProfile, id, { expectedVersion });
    const field = administered.find((name) => changes[name] !== undefined);
    if (field && !permissionsFor(tx.viewer).includes('admin')) {
      throw refusal('FORBIDDEN', `Only administrators change ${field}.`, { field });
    }
    const locksOut = changes.isActive === false || (changes.role && changes.role !== 'admin');
    if (profile.id === profileOf(tx.viewer) && profile.role === 'admin' && locksOut) {
      throw invalid('NOT_YOURSELF', 'You cannot take your own administration away.');
    }
    return tx.updateOne(profiles, profile, changes);
  },
);
