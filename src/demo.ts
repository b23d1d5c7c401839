import { createHmac } from 'node:crypto';
import type { Config } from './config.ts';
import type { Database } from './database/connect.ts';
import { type DomainName, domains } from './domains/index.ts';
import { fittingPasswords } from './kernel/accounts/operator.ts';
import { nameOf } from './kernel/schema/table.ts';
import { secretOf } from './server/auth.ts';
import type { RunningServer } from './server/server.ts';
import { tokenFor } from './server/token.ts';

/**
 * The passwords of the demo users, derived from the secret: other ones in every data folder, the same at every start, and
 * written down nowhere. With an identity provider nobody signs in here.
 */
const passwordsOf = async (
  name: DomainName,
  config: Config,
): Promise<ReadonlyMap<string, string>> => {
  const { domain, demo } = domains[name];
  if (config.auth.jwksUrl || !domain.people.passwords) return new Map();
  const secret = await secretOf(config);
  const passwordOf = (login: string) =>
    createHmac('sha256', secret)
      .update(`password of ${name} ${login}`)
      .digest('base64url')
      .slice(0, 16);
  return new Map(demo.people.map((login) => [login, passwordOf(login)]));
};

/** The embedded database starts with the demo data. A Postgres of yours starts empty: `npm run seed` fills it. */
export const fill = async ({ sql, embedded }: Database, config: Config): Promise<void> => {
  if (!embedded) return;
  for (const name of config.domains) {
    const { domain, demo } = domains[name];
    const [found] = await sql.unsafe(`select from ${nameOf(domain.people.table)} limit 1`);
    if (found) continue;
    console.log(`Demo data of ${name} are made, once.`);
    const { seedDemo } = await demo.load();
    await seedDemo(sql, { passwords: await passwordsOf(name, config) });
  }
};

/** What whoever starts the demo needs to know. */
export const greeting = async (
  { url, authority, database }: RunningServer,
  config: Config,
): Promise<string> => {
  const lines = [
    'PEARL is ready, with demo data on its embedded database.',
    `The page: ${url}/`,
    `GraphiQL: ${url}/graphql`,
  ];
  if (!authority.signs) return [...lines, 'Tokens come from your identity provider.'].join('\n');
  const [usual] = config.domains.flatMap((name) => domains[name].demo.people);
  lines.push(
    `You are signed in there as ${usual}. Tokens for other clients, as "Authorization: Bearer …":`,
  );
  for (const name of config.domains) {
    const { domain, demo } = domains[name];
    for (const login of demo.people) {
      const token = tokenFor(database.sql, authority, { login, realm: domain, hours: 30 * 24 });
      const who = domain.prefix ? `${login} (${name})` : login.padEnd(8);
      lines.push(`  ${who} ${await token.catch(() => '(not active)')}`);
    }
  }
  return lines.join('\n');
};

/** Which passwords let the demo users in. To find that out takes longer than all else. */
export const passwordsThatFit = async ({ sql }: Database, config: Config): Promise<string> => {
  const found = await Promise.all(
    config.domains.map(async (name) => {
      const { domain } = domains[name];
      const realm = domain.prefix && `realm: ${name.toUpperCase()}, `;
      const fitting = await fittingPasswords(sql, domain, await passwordsOf(name, config));
      return fitting.map(
        ([login, word]) => `  signIn(${realm}username: "${login}", password: "${word}")\n`,
      );
    }),
  );
  const signIns = found.flat().join('');
  return signIns && `Passwords, to try the mutation signIn:\n${signIns}`;
};
