import type { Sql } from '../../database/connection.ts';
import { arrayOf } from '../read/query.ts';
import type { Key } from '../schema/key.ts';
import { columnsOf } from '../schema/table.ts';
import { givingPassword } from './password.ts';
import { hashOf, isPassword } from './password-hash.ts';
import { type Realm, sqlOf } from './people.ts';
import { matchesUuid } from './viewer.ts';

/* What operators do to a domain's people, and the server by itself: without anybody's leave. */

type Opened = {
  readonly id: Key;
  readonly username: string;
  /** Null where people have no sessions: the token ends by itself alone. */
  readonly sessionId: number | null;
  readonly issuedAt: string;
  readonly expiresAt: string;
};

/** Opens a session for somebody active without a password. */
export const openSession = async (
  sql: Sql,
  { people }: Realm,
  login: string,
  hours: number,
): Promise<Opened | undefined> => {
  const { from, key, login: sub, logins, active, sessions } = sqlOf(people);
  const isNamed = logins.map(({ sql: column, isUuid }) =>
    isUuid
      ? matchesUuid(column, '$1::text')
      : `kernel.normal_label(${column}) = kernel.normal_label($1::text)`,
  );
  const account = `select ${key} as id, ${sub}::text as username from ${from} p
    where (${isNamed.join(' or ')}) and ${active} limit 1 for share`;
  const times = 'now() as issued_at, now() + make_interval(hours => $2::int) as expires_at';
  const opened = sessions
    ? `insert into ${sessions.from} (${sessions.person}, expires_at)
       select id, now() + make_interval(hours => $2::int) from account returning "id", issued_at, expires_at`
    : `select null::int as id, ${times} from account`;
  const [found] = await sql.unsafe<Opened[]>(
    `with account as (${account}), opened as (${opened})
     select a.id, a.username, o.id as "sessionId", o.issued_at as "issuedAt", o.expires_at as "expiresAt"
     from account a cross join opened o`,
    [login, hours],
  );
  return found;
};

/** Makes an account, or lets an old one in again, with this role and password. */
export const letIn = async (
  sql: Sql,
  { people }: Realm,
  { login, role }: { readonly login: string; readonly role: string },
  password: string,
): Promise<void> => {
  const hash = await hashOf(password, { owner: 'operator' }, people.passwords?.algorithm);
  const { from, login: sub, role: ofRole, active } = sqlOf(people);
  const [name, roleName, isActive] = [sub, ofRole, active].map((each) => each.slice('p.'.length));
  const columns = people.role ? `${name}, ${roleName}` : name;
  const again = [
    people.role ? `${roleName} = excluded.${roleName}` : `${name} = excluded.${name}`,
    ...(people.active ? [`${isActive} = true`] : []),
  ];
  await sql.begin(async (tx) => {
    const [account] = await tx.unsafe<{ id: Key }[]>(
      `insert into ${from} (${columns}) values ($1${people.role ? ', $2' : ''})
       on conflict (${name}) do update set ${again.join(', ')} returning "id"`,
      people.role ? [login, role] : [login],
    );
    await tx.unsafe(givingPassword(people), [account?.id ?? 0, hash]);
  });
};

/** The roles that people of a realm can have. */
export const rolesOf = ({ people: { table, role } }: Realm): readonly string[] =>
  (role && columnsOf(table).get(role)?.enumValues) || [];

/** Those of these passwords, by login, that let somebody in. */
export const fittingPasswords = async (
  sql: Sql,
  { people }: Realm,
  given: ReadonlyMap<string, string>,
): Promise<(readonly [login: string, password: string])[]> => {
  const { from, key, login, passwords } = sqlOf(people);
  if (!passwords) return [];
  const rows = await sql.unsafe<{ login: string; hash: string }[]>(
    `select ${login}::text as login, w.${passwords.hash} as hash from ${from} p
     join ${passwords.from} w on w.${passwords.person} = ${key} where ${login}::text = any($1::text[])`,
    [arrayOf([...given.keys()])],
  );
  const hashes = new Map(rows.map(({ login: name, hash }) => [name, hash]));
  const known = [...given].filter(([name]) => hashes.has(name));
  const fit = await Promise.all(
    known.map(([name, word]) => isPassword(hashes.get(name), word, { owner: 'demo' })),
  );
  return known.filter((_each, at) => fit[at]);
};

/** Sessions that nobody can go on with any more are of no use after a while; those that never were, after a day. */
export const tidySessions = async (sql: Sql, { people }: Realm): Promise<void> => {
  const { sessions } = sqlOf(people);
  if (!sessions) return;
  await sql.unsafe(
    `delete from ${sessions.from}
     where expires_at < now() - case when failed then interval '1 day' else interval '30 days' end`,
  );
};
