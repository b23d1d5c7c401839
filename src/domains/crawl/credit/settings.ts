import { type Row, refusal } from '../../../kernel/index.ts';
import type { creditAccounts } from '../tables.ts';

type Settings = Pick<
  Row<typeof creditAccounts>,
  'autoRefillEnabled' | 'refillThreshold' | 'refillAmount' | 'monthlyLimit'
>;
type Changes = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** Changes how an account refills itself: by more than the threshold, or it would be low again at once. */
export const configure = (account: Settings, changes: Changes): Changes => {
  const { refillThreshold, refillAmount } = { ...account, ...defined(changes) };
  if (refillAmount > refillThreshold) return changes;
  throw refusal('BAD_USER_INPUT', 'refillAmount must be larger than refillThreshold.', {
    field: 'refillAmount',
  });
};

const defined = (changes: Changes): Partial<Settings> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
