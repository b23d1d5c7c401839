import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { makeAuthority } from '../server/auth.ts';
import { tokenFor, tokensOf } from '../server/token.ts';
import { domainNamed, domainOption, domainUsage } from './domain.ts';
import { explain } from './explain.ts';

/** Prints a token for a user, and nothing else: `npm run -s token -- admin`. */
const wanted = () => {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: domainOption });
    const [login, ...rest] = positionals;
    const named = domainNamed(values.domain);
    return login && rest.length === 0 && named ? { login, realm: named.domain } : undefined;
  } catch {
    return undefined;
  }
};

const who = wanted();
if (!who) {
  console.error(`usage: npm run -s token -- <username>${domainUsage}`);
  process.exit(2);
}
try {
  const config = readConfig(process.env);
  const authority = await makeAuthority(config);
  tokensOf(authority);
  const { sql, close } = await openDatabase({ ...config, connections: 1, shared: true });
  try {
    await migrate(sql, config);
    console.log(await tokenFor(sql, authority, { ...who, hours: 12 }));
  } finally {
    await close();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
