import { ConfigError } from '../config.ts';
import type { Sql } from '../database/connection.ts';
import { type DomainName, domains } from '../domains/index.ts';
import { openSession } from '../kernel/accounts/operator.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import type { Tokens } from '../kernel/context.ts';
import type { Authority } from './auth.ts';
import type { Identity } from './identity.ts';

type For = { readonly login: string; readonly realm: Realm; readonly hours: number };

/** What makes tokens here; refuses where an identity provider does. */
export const tokensOf = ({ tokens }: Authority): Tokens => {
  if (tokens) return tokens;
  throw new ConfigError('AUTH_JWKS_URL: your identity provider makes the tokens.');
};

/** Makes a token for somebody, in a session of its own, so that it ends as those of a sign-in do. */
export const tokenFor = async (
  sql: Sql,
  authority: Authority,
  { login, realm, hours }: For,
): Promise<string> => {
  const tokens = tokensOf(authority);
  const session = await openSession(sql, realm, login, hours);
  if (!session) throw new ConfigError(`There is no active user "${login}" in ${realm.name}.`);
  const { issuedAt, expiresAt, ...user } = session;
  const lifetime = { issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt) };
  return tokens.access({ realm: realm.name, ...user }, lifetime);
};

/** Tokens for whoever opens the explorer of a demo, one for each realm: the same ones for an hour, while they are good. */
export const demoTokens = (
  sql: Sql,
  authority: Authority,
  { admit }: Pick<Identity, 'admit'>,
  names: readonly DomainName[],
) => {
  const latest = new Map<DomainName, { readonly token: string; readonly until: number }>();
  const isGood = async (token: string) =>
    admit(`Bearer ${token}`).then(
      () => true,
      () => false,
    );
  const renewed = async (name: DomainName): Promise<void> => {
    const known = latest.get(name);
    if (known && known.until > Date.now() && (await isGood(known.token))) return;
    const { domain, demo } = domains[name];
    const [login] = demo.people;
    const token = await tokenFor(sql, authority, { login, realm: domain, hours: 12 });
    latest.set(name, { token, until: Date.now() + 3_600_000 });
  };
  return async (): Promise<ReadonlyMap<DomainName, string>> => {
    await Promise.all(
      names.map((name) => renewed(name).catch(() => latest.delete(name))), // that person is gone
    );
    return new Map([...latest].map(([name, { token }]) => [name, token]));
  };
};
