import type { Tx } from '../../kernel/index.ts';

/** As they are, spaces and all; long enough to be worth keeping secret. */
export const passwordRule = { exact: true, min: 8, max: 100 };

/** Gives a user a password, which ends the user's sessions (a trigger): parameters are the user and the hash. */
export const givingPassword = `insert into pearl.user_passwords (user_id, password_hash) values ($1::int, $2)
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
    'update pearl.user_passwords set password_hash = $3 where user_id = $1::int and password_hash = $2 returning 1',
    [userId, checkedHash, passwordHash],
  );
  return replaced.length > 0;
};
