import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { makeAuthority } from '../server/auth.ts';
import { tokenFor, tokensOf } from '../server/token.ts';
import { domainMeant, domainOption, domainUsage, mayBeMeant } from './domain.ts';
import { explain } from './explain.ts';

/** Prints a token for a user, and nothing else: `npm run -s token -- admin`. */
const wanted = () => {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: domainOption });
    const [login, ...rest] = positionals;
    const { domain } = values;
    return login && rest.length === 0 && mayBeMeant(domain) ? { login, domain } : undefined;
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
  const { domain: realm } = domainMeant(config, who.domain);
  const authority = await makeAuthority(config);
  tokensOf(authority);
  const { sql, close } = await openDatabase({ ...config, connections: 1, shared: true });
  try {
    await migrate(sql, config);
    console.log(await tokenFor(sql, authority, { login: who.login, realm, hours: 12 }));
  } finally {
    await close();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
