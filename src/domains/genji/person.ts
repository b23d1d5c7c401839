import type { Row, Tx } from '../../kernel/index.ts';
import { invalid } from './rule.ts';
import type { users } from './tables.ts';
import { User } from './user.ts';

/** Somebody who can be given something: who is deactivated cannot. */
export const activeUser = async (tx: Tx, id: number): Promise<Row<typeof users>> => {
  const user = await tx.lock(User, id, { lock: 'key share' });
  if (!user.isActive) {
    throw invalid('ACTIVE_PERSON', `The user ${user.username} has been deactivated.`);
  }
  return user;
};
