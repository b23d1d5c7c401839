import argon2 from 'argon2';
import type { Tx } from '../../kernel/index.ts';
import { userPasswords } from './tables.ts';

/** As they are, spaces and all; long enough to be worth keeping secret. */
export const passwordRule = { rule: { exact: true, min: 8, max: 100 } };

/** Argon2id, off the main thread. It takes its time: not for the inside of a transaction. */
export const hashOf = (password: string): Promise<string> => argon2.hash(password);

export const setPassword = (tx: Tx, userId: number, passwordHash: string): Promise<unknown> =>
  tx.put(userPasswords, ['userId'], [{ userId, passwordHash }]);

let decoy: Promise<string> | undefined;

/** Whether a password is the user's. For a user without one it takes as long to say no. */
export const isPassword = async (
  hash: string | null | undefined,
  password: string,
): Promise<boolean> => {
  decoy ??= argon2.hash('nobody has this password');
  const matches = await argon2.verify(hash ?? (await decoy), password);
  return matches && Boolean(hash);
};
