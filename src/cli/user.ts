import { randomBytes } from 'node:crypto';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { letIn } from '../domains/pearl/account.ts';
import { roles } from '../domains/pearl/tables.ts';
import { explain } from './explain.ts';

/** Makes the first administrator, or lets back in who has lost the password; prints a new one, and nothing else. */
const [username = '', given = '', ...rest] = process.argv.slice(2);
const role = roles.find((each) => each === given);
if (!/^[\w.@+-]{1,100}$/.test(username) || !role || rest.length > 0) {
  console.error(`usage: npm run -s user -- <username> ${roles.join(' | ')}`);
  process.exit(2);
}
try {
  const config = readConfig(process.env);
  const { sql, close } = await openDatabase({ ...config, connections: 1, shared: true });
  try {
    await migrate(sql, config);
    const password = randomBytes(12).toString('base64url');
    await letIn(sql, username, role, password);
    console.log(password);
  } finally {
    await close();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
