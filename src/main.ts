import { explain } from './cli/explain.ts';
import { readConfig } from './config.ts';
import { fill, greeting, passwordsThatFit } from './demo.ts';
import { startDemoWork } from './demo-work.ts';
import { makeLog } from './server/log.ts';
import { startServer } from './server/server.ts';

/** A signal that comes this soon after another is the same one. */
const sameSignalMs = 1000;

/** So long after SHUTDOWN_SECONDS we are gone, whatever hangs. */
const lastMs = 1000;

const start = async (): Promise<void> => {
  const config = readConfig(process.env);
  const log = makeLog(config.logLevel);
  const server = await startServer(config, log, (database) => fill(database, config));
  const endDemoWork = startDemoWork(server, config, log);
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
    void endDemoWork();
    await server.stop().catch((error: unknown) => {
      log.error({ err: error }, 'the stop was not clean');
      process.exitCode = 1;
    });
    log.info('stopped');
  };
  for (const signal of signals) process.on(signal, () => void stop(signal));

  if (!config.embedded) {
    log.info({ url: `${server.url}/graphql` }, 'PEARL is ready');
    return;
  }
  console.log(`\n${await greeting(server, config)}`);
  await passwordsThatFit(server.database, config).then(console.log, (error: unknown) => {
    if (!isStopping) throw error; // its database may be closed by now
  });
};

try {
  await start();
} catch (error) {
  console.error(`PEARL cannot start.\n${explain(error)}`);
  process.exitCode = 1;
}
