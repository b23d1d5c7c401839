import { explain } from './cli/explain.ts';
import { readConfig } from './config.ts';
import { seedDemo } from './domains/pearl/demo/load.ts';
import type { Database } from './kernel/database.ts';
import { makeLog } from './server/log.ts';
import { type RunningServer, startServer } from './server/server.ts';
import { tokenFor } from './server/token.ts';

/** A signal that comes this soon after another is the same one. */
const sameSignalMs = 1000;

/** So long after SHUTDOWN_SECONDS we are gone, whatever hangs. */
const lastMs = 1000;

const demoUsers = ['admin', 'analyst', 'viewer'];

/** The embedded database starts with the demo data. A Postgres of yours starts empty: `npm run seed` fills it. */
const fill = async ({ sql, embedded }: Database): Promise<void> => {
  if (!embedded) return;
  const [found] = await sql`select from pearl.users limit 1`;
  if (!found) await seedDemo(sql);
};

const greet = async ({ url, authority, database: { sql } }: RunningServer): Promise<void> => {
  const lineOf = async (username: string) => {
    const token = tokenFor(sql, authority, { username, hours: 30 * 24 });
    return `  ${username.padEnd(8)} ${await token.catch(() => '(not active)')}`;
  };
  const tokens = async () => {
    const lines = demoUsers.map(lineOf);
    return `You are signed in there as admin. Tokens for other clients, as "Authorization: Bearer …":
${(await Promise.all(lines)).join('\n')}`;
  };
  console.log(`
PEARL is ready, with demo data on its embedded database.
GraphiQL: ${url}/graphql
${authority.signs ? await tokens() : 'Tokens come from your identity provider.'}
`);
};

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = makeLog(config.logLevel);
  const server = await startServer(config, log, fill);
  if (config.embedded) await greet(server);
  else log.info({ url: `${server.url}/graphql` }, 'PEARL is ready');

  const signals = ['SIGINT', 'SIGTERM'] as const;
  let isStopping = false;
  const stop = async (signal: string) => {
    // npm passes on what the terminal or systemd has sent to us as well: only a later signal ends us at once
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      for (const each of signals) process.removeAllListeners(each);
    }, sameSignalMs).unref();
    setTimeout(() => process.exit(), config.shutdownSeconds * 1000 + lastMs).unref();
    log.info({ signal }, 'stopping');
    await server.stop().catch((error: unknown) => {
      log.error({ err: error }, 'the stop was not clean');
      process.exitCode = 1;
    });
    log.info('stopped');
  };
  for (const signal of signals) process.on(signal, () => void stop(signal));
};

try {
  await start();
} catch (error) {
  console.error(`PEARL cannot start.\n${explain(error)}`);
  process.exitCode = 1;
}
