import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { makeAuthority } from '../server/auth.ts';
import { tokenFor, tokensOf } from '../server/token.ts';
import { explain } from './explain.ts';

/** Prints a token for a user, and nothing else: `npm run -s token -- admin`. */
const [username, ...rest] = process.argv.slice(2);
if (!username || rest.length > 0) {
  console.error('usage: npm run -s token -- <username>');
  process.exit(2);
}
try {
  const config = readConfig(process.env);
  const authority = await makeAuthority(config);
  tokensOf(authority);
  const { sql, close } = await openDatabase({ ...config, connections: 1, shared: true });
  try {
    await migrate(sql, config);
    console.log(await tokenFor(sql, authority, { username, hours: 12 }));
  } finally {
    await close();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
