import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Connection } from '../../database/connection.ts';
import type { Claims } from '../context.ts';
import { type Realm, sqlOf } from './people.ts';

/** So long a key is not looked for again, unless its time is over before: whether it lets anybody in is asked for every request. */
const knownSeconds = 24 * 3600;
const rememberedKeys = 10_000;

type Found = Pick<Claims, 'username'> & { readonly keyId: string; readonly seconds: number | null };

/** Says whom an API key names, by its hash. What does not look like one is none, and costs nothing. */
export const makeKeyRing = (sql: Connection, realms: readonly Realm[]) => {
  const known = new LRUCache<string, Claims>({ max: rememberedKeys });
  return async (token: string): Promise<Claims | undefined> => {
    const realm = realms.find(({ people }) => people.keys && token.startsWith(people.keys.mark));
    if (!realm) return undefined;
    const hash = createHash('sha256').update(token).digest('hex');
    const now = Date.now() / 1000;
    const remembered = known.get(hash);
    if (remembered && remembered.expiresAt > now) return remembered;
    const { from, key, login, keys } = sqlOf(realm.people);
    if (!keys) return undefined;
    const [found] = await sql.unsafe<Found[]>(
      `select ${login}::text as username, k."id" as "keyId", extract(epoch from k.${keys.expires})::float8 as seconds
       from ${keys.from} k join ${from} p on ${key} = k.${keys.person} where k.${keys.hash} = $1`,
      [hash],
      { prepare: true },
    );
    if (!found) return undefined;
    const { seconds, ...named } = found;
    const expiresAt = Math.min(Math.floor(now) + knownSeconds, Math.floor(seconds ?? Infinity));
    const claims = { ...named, realm: realm.name, expiresAt, userId: null, sessionId: null };
    known.set(hash, claims);
    return claims;
  };
};
