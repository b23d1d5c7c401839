import { ConfigError, readConfig } from '../config.ts';
import { makeAuthority } from '../server/auth.ts';

/** Prints a token for a user, and nothing else: `npm run -s token -- admin`. */
const [username, ...rest] = process.argv.slice(2);
if (!username || rest.length > 0) {
  console.error('usage: npm run -s token -- <username>');
  process.exit(2);
}
try {
  const authority = await makeAuthority(readConfig(process.env));
  console.log(await authority.sign(username));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
