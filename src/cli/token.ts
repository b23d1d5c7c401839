import { readConfig } from '../config.ts';
import { makeAuthority } from '../server/auth.ts';
import { explain } from './explain.ts';

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
  console.error(explain(error));
  process.exitCode = 1;
}
