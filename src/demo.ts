import { createHmac } from 'node:crypto';
import type { Config } from './config.ts';
import type { Database } from './database/connect.ts';
import { seedDemo } from './domains/pearl/demo/load.ts';
import { isPassword } from './kernel/accounts/password-hash.ts';
import { arrayOf } from './kernel/read/query.ts';
import { secretOf } from './server/auth.ts';
import type { RunningServer } from './server/server.ts';
import { tokenFor } from './server/token.ts';

const users = ['admin', 'analyst', 'viewer'];

/**
 * The passwords of the demo users, derived from the secret: other ones in every data folder, the same at every start, and
 * written down nowhere. With an identity provider nobody signs in here.
 */
const passwordsOf = async (config: Config): Promise<ReadonlyMap<string, string>> => {
  if (config.auth.jwksUrl) return new Map();
  const secret = await secretOf(config);
  const passwordOf = (name: string) =>
    createHmac('sha256', secret).update(`password of ${name}`).digest('base64url').slice(0, 16);
  return new Map(users.map((name) => [name, passwordOf(name)]));
};

/** The embedded database starts with the demo data. A Postgres of yours starts empty: `npm run seed` fills it. */
export const fill = async ({ sql, embedded }: Database, config: Config): Promise<void> => {
  if (!embedded) return;
  const [found] = await sql`select from pearl.users limit 1`;
  if (!found) await seedDemo(sql, { passwords: await passwordsOf(config) });
};

/** Those that sign in: somebody may have changed them, or this folder was never a demo. */
const validPasswords = async ({ sql }: Database, config: Config) => {
  const rows = await sql<{ username: string; hash: string }[]>`
    select username, password_hash as hash from pearl.users u
    join pearl.user_passwords on user_id = u.id where username = any(${arrayOf(users)}::varchar[])`;
  const hashes = new Map(rows.map(({ username, hash }) => [username, hash]));
  const given = [...(await passwordsOf(config))].filter(([name]) => hashes.has(name));
  const valid = await Promise.all(
    given.map(([name, word]) => isPassword(hashes.get(name), word, { owner: 'demo' })),
  );
  return given.filter((_each, at) => valid[at]);
};

/** What whoever starts the demo needs to know. */
export const greeting = async (
  { url, authority, database }: RunningServer,
  config: Config,
): Promise<string> => {
  const lines = [
    'PEARL is ready, with demo data on its embedded database.',
    `GraphiQL: ${url}/graphql`,
  ];
  if (!authority.signs) return [...lines, 'Tokens come from your identity provider.'].join('\n');
  lines.push(
    'You are signed in there as admin. Tokens for other clients, as "Authorization: Bearer …":',
  );
  for (const name of users) {
    const token = tokenFor(database.sql, authority, { username: name, hours: 30 * 24 });
    lines.push(`  ${name.padEnd(8)} ${await token.catch(() => '(not active)')}`);
  }
  const passwords = await validPasswords(database, config);
  if (passwords.length > 0) lines.push('Passwords, to try the mutation signIn:');
  for (const [name, word] of passwords) {
    lines.push(`  signIn(username: "${name}", password: "${word}")`);
  }
  return lines.join('\n');
};
