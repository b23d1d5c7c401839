import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { letIn, rolesOf } from '../kernel/accounts/operator.ts';
import { domainMeant, domainOption, domainUsage, mayBeMeant } from './domain.ts';
import { explain } from './explain.ts';

/** Makes the first administrator, or lets back in who has lost the password; prints a new one, and nothing else. */
const wanted = () => {
  try {
    const { positionals, values } = parseArgs({ allowPositionals: true, options: domainOption });
    const [login = '', role = '', ...rest] = positionals;
    const { domain } = values;
    const isSound = /^[\w.@+-]{1,100}$/.test(login) && rest.length === 0;
    return isSound && mayBeMeant(domain) ? { login, role, domain } : undefined;
  } catch {
    return undefined;
  }
};

try {
  const config = readConfig(process.env);
  const who = wanted();
  const { domain: realm } = domainMeant(config, who?.domain);
  const roles = rolesOf(realm);
  if (!who || !roles.includes(who.role)) {
    console.error(`usage: npm run -s user -- <username> ${roles.join(' | ')}${domainUsage}`);
    process.exit(2);
  }
  const { sql, close } = await openDatabase({ ...config, connections: 1, shared: true });
  try {
    await migrate(sql, config);
    const password = randomBytes(12).toString('base64url');
    await letIn(sql, realm, who, password);
    console.log(password);
  } finally {
    await close();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
