import { setTimeout as wait } from 'node:timers/promises';
import type { Viewer } from '../context.ts';
import { refusal } from '../errors.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { upperCase } from '../schema/enum.ts';
import { mutation } from '../write/mutation.ts';
import type { Tx } from '../write/tx.ts';
import { isPassword } from './password-hash.ts';
import { throttle } from './rate-limit.ts';
import {
  grant,
  SignedInType,
  sessionLifetime,
  sessionsOf,
  type Turn,
  tokensOf,
  turn,
} from './session.ts';
import { matchesUuid } from './viewer.ts';

const passwordsOf = (domain: Domain) => {
  const { passwords, ...others } = sessionsOf(domain);
  if (!passwords) throw new Error(`The people of ${domain.name} have no passwords.`);
  return { ...others, passwords };
};

/** Opens a session if the password that was checked is still the user's: checking takes its time. */
const newSession = async (tx: Tx, domain: Domain, { id, hash }: Account) => {
  const { sessions, passwords, keyType } = passwordsOf(domain);
  const [session] = await tx.query<Turn>(
    `insert into ${sessions.from} (${sessions.person}, address, expires_at)
     select ${passwords.person}, $3, now() + ${sessionLifetime} from ${passwords.from}
     where ${passwords.person} = $1::${keyType} and ${passwords.hash} = $2
     returning ${turn}`,
    [id, hash, tx.ctx.address],
  );
  return session;
};

const wrongCredentials = () =>
  refusal('UNAUTHENTICATED', 'The user name or the password is wrong.');

type Account = Viewer & {
  readonly isActive: boolean;
  readonly hash: string | null;
  /** Whether the user has signed in from this address before. */
  readonly isKnownHere: boolean;
};

/** The account that somebody signs in to, whatever the case, and what was given as all its spellings are compared. */
const accountOf = async (outside: Tx, domain: Domain, login: string) => {
  const {
    from,
    key,
    login: sub,
    logins,
    active,
    role,
    permissions,
    ...places
  } = passwordsOf(domain);
  const { passwords, sessions } = places;
  const isNamed = logins.map(({ sql, isUuid }) =>
    isUuid ? matchesUuid(sql, 'given.name') : `kernel.normal_label(${sql}) = given.name`,
  );
  const [found] = await outside.query<{ name: string; account: Account | null }>(
    `select given.name, case when p."id" is not null then jsonb_build_object(
       'realm', $3::text, 'id', ${key}, 'username', ${sub}, 'role', ${role}, 'permissions', ${permissions},
       'isActive', ${active}, 'hash', w.${passwords.hash},
       'isKnownHere', exists (select from ${sessions.from} s where s.${sessions.person} = ${key} and s.address = $2 and not s.failed)
     ) end as account
     from (select kernel.normal_label($1) as name) given
     left join ${from} p on ${isNamed.join(' or ')}
     left join ${passwords.from} w on w.${passwords.person} = ${key}
     order by ${isNamed[0]} desc nulls last limit 1`,
    [login, outside.ctx.address, domain.name],
  );
  return { spelling: found?.name ?? '', account: found?.account ?? undefined };
};

const failedMs = 50;

/** Records a sign-in that failed: in the log, and as a session of the user's that never was. The throttle limits both. */
const fail = async (outside: Tx, domain: Domain, login: string, account: Account | undefined) => {
  const { address } = outside.ctx;
  outside.ctx.warn({ realm: domain.name, username: login, address }, 'a sign-in failed');
  const { from, key, keyType, sessions } = passwordsOf(domain);
  const record =
    account &&
    outside.query(
      `insert into ${sessions.from} (${sessions.person}, address, failed, expires_at, revoked_at)
       select ${key}, $2, true, now(), now() from ${from} p where ${key} = $1::${keyType}`,
      [account.id, address],
    );
  await Promise.all([record, wait(failedMs)]); // how long it takes must not tell whether there is such a user
  throw wrongCredentials();
};

/** Signing in with a password, to any domain whose people have some; to the one without a prefix if none is named. */
export const implementSignIn = (domains: ReadonlyMap<string, Domain>): void => {
  const open = [...domains.values()].filter(({ people }) => people.passwords);
  if (open.length === 0) return;
  const Realm = builder.enumType('Realm', {
    description: 'Whose people somebody is one of.',
    values: Object.fromEntries(
      open.map(({ name, record }) => [
        upperCase(name),
        { value: name, description: `The people of ${record.title}.` },
      ]),
    ),
  });
  const given = { optional: true, notNull: true } as const;
  const usual = open.find(({ prefix }) => prefix === '');
  mutation(
    'signIn',
    {
      description: 'Opens a session with a user name and a password.',
      allow: 'anyone',
      args: (arg) => ({
        login: arg.text('Who signs in: a user name, or whatever else is unique, in any case.', {
          ...given,
        }),
        username: arg.text('The same as `login`.', given),
        realm: arg(Realm, 'Where somebody signs in.', usual ? { default: usual.name } : {}),
        password: arg.text('The password of that user.', { exact: true, max: 100 }),
      }),
      answers: SignedInType,
      before: async (outside, { login, username, realm, password }) => {
        tokensOf(outside);
        const { address } = outside.ctx;
        const name = login ?? username;
        if (!name) {
          throw refusal('BAD_USER_INPUT', 'Say who signs in: "login" is missing.', {
            field: 'login',
          });
        }
        const domain = domains.get(realm) as Domain;
        const { spelling, account } = await accountOf(outside, domain, name);
        const own = `user ${realm} ${spelling} ${address}`;
        const forget = await throttle(outside, own, [
          [`address ${address}`, 100],
          [own, 10],
          // whoever tries a name from everywhere keeps its user out of new places only
          [`name ${realm} ${spelling}`, account?.isKnownHere ? Number.POSITIVE_INFINITY : 100],
        ]);
        const matches = await isPassword(
          account?.hash,
          password,
          outside.ctx,
          domain.people.passwords?.algorithm,
        );
        if (!account?.isActive || !matches) return fail(outside, domain, name, account);
        return { domain, account, forget };
      },
      actor: ({ account }) => account,
    },
    async (tx, _args, { domain, account, forget }) => {
      const { person, people } = domain;
      const row = await tx.lock(person, account.id, { lock: 'share' });
      const isActive = !people.active || row[people.active];
      const session = isActive ? await newSession(tx, domain, account) : undefined;
      if (!session) throw wrongCredentials();
      await forget(tx);
      return grant(tx, domain, row, session);
    },
  );
};
