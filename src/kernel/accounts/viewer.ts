import type { Connection } from '../../database/connection.ts';
import type { Claims, Viewer } from '../context.ts';
import { arrayOf } from '../read/query.ts';
import { isKey } from '../schema/key.ts';
import { type People, type Realm, sqlOf } from './people.ts';

type Found = Viewer & { readonly nth: number };

/** The people who may come in with such claims, each with the number of its claim: those who are active, while the session lasts. */
export const findViewers = (
  sql: Connection,
  { name, people }: Realm,
  claims: readonly Omit<Claims, 'expiresAt'>[],
): Promise<Found[]> => {
  const { keyColumn, sessions, keys } = sqlOf(people);
  // a key of another type is nobody's
  const sound = claims.map((claim) =>
    (claim.userId === null || isKey(claim.userId, keyColumn)) &&
    (claim.sessionId === null || (sessions && isKey(claim.sessionId, sessions.key))) &&
    (claim.keyId == null || keys)
      ? claim
      : { username: null, userId: null, sessionId: null, keyId: null },
  );
  const params = [
    name,
    arrayOf(sound.map(({ username }) => username)),
    arrayOf(sound.map(({ userId }) => userId)),
    arrayOf(sound.map(({ sessionId }) => sessionId)),
    arrayOf(sound.map(({ keyId }) => keyId ?? null)),
  ];
  return sql.unsafe<Found[]>(statementOf(people), params, { prepare: true });
};

const statements = new WeakMap<People, string>();

const statementOf = (people: People): string => {
  const known = statements.get(people) ?? makeStatement(people);
  statements.set(people, known);
  return known;
};

const makeStatement = (people: People): string => {
  const { from, key, keyType, login, logins, active, role, permissions, sessions, keys } =
    sqlOf(people);
  const isNamed = () => {
    if (logins[0]?.isUuid) return matchesUuid(login, 'c.username');
    return people.anyCase
      ? `kernel.normal_label(${login}) = kernel.normal_label(c.username)`
      : `${login} = c.username`;
  };
  const isOpen = sessions
    ? `left join ${sessions.from} s on s."id" = c.session_id and s.${sessions.person} = ${key}
         and s.revoked_at is null and s.expires_at > now()
       where (c.session_id is null or s."id" is not null)`
    : 'where c.session_id is null';
  const lent = keys
    ? `left join ${keys.from} k on k."id" = c.key_id and k.${keys.person} = ${key} and ${keys.isOpen}`
    : '';
  const allowed = keys
    ? `case when c.key_id is null then ${permissions} else ${keys.permissions} end`
    : permissions;
  return `select $1::text as realm, ${key} as id, ${login}::text as username, ${role}::text as role,
      ${allowed} as permissions, c.session_id as "sessionId", c.key_id as "keyId", c.nth::int
    from unnest($2::varchar[], $3::${keyType}[], $4::${sessions?.key.sqlType ?? 'integer'}[], $5::${keys?.key.sqlType ?? 'text'}[])
      with ordinality as c (username, user_id, session_id, key_id, nth)
    join ${from} p on ${isNamed()} and ${key} = coalesce(c.user_id, ${key}) and ${active}
    ${lent} ${isOpen} and (c.key_id is null${keys ? ' or k."id" is not null' : ''})`;
};

/** Compares a key with a text that need not be one. */
export const matchesUuid = (column: string, text: string): string =>
  `${column} = case when ${text} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${text}::uuid end`;
