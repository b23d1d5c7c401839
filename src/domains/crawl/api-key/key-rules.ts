import type { Row } from '../../../kernel/index.ts';
import type { Permission } from '../permission.ts';
import { invalid } from '../rule.ts';
import type { apiKeys } from '../tables.ts';

/** Refuses a key more than whoever makes it may do; what workers need only an administrator gives. */
export const assertGrantable = (
  wanted: readonly Permission[],
  allowed: readonly string[],
): void => {
  const refused = wanted.filter((each) => !allowed.includes(each));
  if (refused.length === 0) return;
  throw invalid(
    'KEY_PERMISSIONS',
    `You cannot give a key what you may not do yourself: ${refused.join(', ')}.`,
  );
};

type Key = Pick<Row<typeof apiKeys>, 'status' | 'expiresAt'>;

/** The status of a key now: one whose time is over has expired, whatever is kept. */
export const statusOf = ({ status, expiresAt }: Key, at: Date): Key['status'] =>
  status === 'active' && expiresAt !== null && Date.parse(expiresAt) <= at.getTime()
    ? 'expired'
    : status;

/** Refuses to change a key that lets nobody in any more. */
export const assertActive = (key: Key, at: Date): void => {
  const status = statusOf(key, at);
  if (status === 'active') return;
  throw invalid('KEY_NOT_ACTIVE', `This key is ${status}: make a new one.`);
};

/** Takes a key back for good. A second time changes nothing. */
export const revoke = (key: Key): Partial<Key> =>
  key.status === 'revoked' ? {} : { status: 'revoked' };
