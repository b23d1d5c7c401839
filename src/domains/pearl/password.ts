import argon2 from 'argon2';
import type { Tx } from '../../kernel/index.ts';

/** As they are, spaces and all; long enough to be worth keeping secret. */
export const passwordRule = { rule: { exact: true, min: 8, max: 100 } };

/** Argon2id, off the main thread. It takes its time: not for the inside of a transaction. */
export const hashOf = (password: string): Promise<string> => argon2.hash(password);

const endingSessions = `with ended as (
    update pearl.sessions set revoked_at = now() where user_id = $1::int and revoked_at is null
  )`;

/** Gives a user a password and ends the user's sessions: parameters are the user and the hash. */
export const givingPassword = `${endingSessions}
  insert into pearl.user_passwords (user_id, password_hash) values ($1::int, $2)
  on conflict (user_id) do update set password_hash = excluded.password_hash`;

export const setPassword = (tx: Tx, userId: number, passwordHash: string): Promise<unknown> =>
  tx.query(givingPassword, [userId, passwordHash]);

/** Gives a user another password if the one that was checked is still the user's, and ends the user's sessions. */
export const replacePassword = async (
  tx: Tx,
  userId: number,
  checkedHash: string | undefined,
  passwordHash: string,
): Promise<boolean> => {
  const replaced = await tx.query(
    `${endingSessions}
     update pearl.user_passwords set password_hash = $3 where user_id = $1::int and password_hash = $2 returning 1`,
    [userId, checkedHash, passwordHash],
  );
  return replaced.length > 0;
};

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
