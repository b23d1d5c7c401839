import { refusal } from '../errors.ts';
import { arrayOf } from '../read/query.ts';
import type { Key } from '../schema/key.ts';
import type { Besides } from '../write/crud.ts';
import type { Tx } from '../write/tx.ts';
import { hashOf } from './password-hash.ts';
import { type People, sqlOf } from './people.ts';

/** Passwords are taken as they are, spaces and all; long enough to be worth keeping secret. */
export const passwordRule = { exact: true, min: 8, max: 100 };

const placeOf = (people: People) => {
  const { passwords, keyType } = sqlOf(people);
  if (!passwords) throw new Error('These people have no passwords.');
  return { ...passwords, keyType };
};

/** Gives somebody a password; what ends their sessions then is up to the database. Parameters are the person and the hash. */
export const givingPassword = (people: People): string => {
  const { from, person, hash, keyType, isOwn } = placeOf(people);
  return isOwn
    ? `update ${from} set ${hash} = $2 where ${person} = $1::${keyType}`
    : `insert into ${from} (${person}, ${hash}) values ($1::${keyType}, $2)
       on conflict (${person}) do update set ${hash} = excluded.${hash}`;
};

export const givePassword = (
  tx: Tx,
  { people }: { readonly people: People },
  person: Key,
  hash: string,
): Promise<unknown> => tx.query(givingPassword(people), [person, hash]);

/** The hash of somebody's password. */
export const passwordOf = async (tx: Tx, people: People, id: Key): Promise<string | undefined> => {
  const { from, person, hash, keyType } = placeOf(people);
  const [found] = await tx.query<{ hash: string | null }>(
    `select ${hash} as hash from ${from} where ${person} = $1::${keyType}`,
    [id],
  );
  return found?.hash ?? undefined;
};

/** Gives somebody another password if the one that was checked is still theirs. */
export const replacePassword = async (
  tx: Tx,
  people: People,
  id: Key,
  checked: string | undefined,
  next: string,
): Promise<boolean> => {
  const { from, person, hash, keyType } = placeOf(people);
  const replaced = await tx.query(
    `update ${from} set ${hash} = $3 where ${person} = $1::${keyType} and ${hash} = $2 returning 1`,
    [id, checked, next],
  );
  return replaced.length > 0;
};

/** Refuses to give a password to somebody who may do more: whoever has given it can be them. */
export const assertMayNoMore = async (tx: Tx, people: People, id: Key): Promise<void> => {
  const { from, key, keyType, permissions } = sqlOf(people);
  const more = await tx.query(
    `select from ${from} p where ${key} = $1::${keyType} and not ${permissions} <@ $2::text[]`,
    [id, arrayOf(tx.viewer.permissions ?? [])],
  );
  if (more.length === 0) return;
  throw refusal(
    'FORBIDDEN',
    'This user may do what you may not: somebody who may do as much gives them a password.',
  );
};

/** What makes a person besides columns: a password. */
export const withPassword = (domain: { readonly people: People }): Besides => ({
  fields: (arg) => ({
    password: arg.text(
      'The password to sign in with; not needed where tokens come from elsewhere.',
      { ...passwordRule, optional: true },
    ),
  }),
  before: async ({ ctx }, given) => {
    const { password } = given as { readonly password?: string | null };
    return password ? hashOf(password, ctx, domain.people.passwords?.algorithm) : undefined;
  },
  after: async (tx, row, hash) => {
    if (typeof hash === 'string') await givePassword(tx, domain, (row as { id: Key }).id, hash);
  },
});
