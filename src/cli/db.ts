import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import type { Sql } from '../database/connection.ts';
import { migrate, rollback, status } from '../database/migrations/migrate.ts';
import { rollbackLoss } from '../database/migrations/rollback-loss.ts';
import { verify } from '../database/migrations/verify.ts';
import { verifyMigrations } from '../database/migrations/verify-migrations.ts';
import { loaded } from '../domains/index.ts';
import { confirm } from './confirm.ts';
import { explain } from './explain.ts';

const usage = `npm run db -- migrate                 apply the pending migrations
npm run db -- rollback [n] [--yes]    take back the last n migrations (default: 1); asks before it destroys data
npm run db -- status                  list the migrations and their states
npm run db -- verify                  compare the database with what is declared`;

type Command = (sql: Sql, config: Config, count: number) => Promise<string[]>;

const commands: Record<string, Command> = {
  migrate: async (sql, config) => sentences('Applied', await migrate(sql, config)),
  rollback: async (sql, config, count) =>
    sentences('Took back', await rollback(sql, count, config)),
  status: async (sql, config) =>
    (await status(sql, config)).map(({ name, state }) => `${state.padEnd(12)} ${name}`),
  verify: async (sql, config) => {
    const states = await status(sql, config);
    const served = await loaded(config.domains);
    const tables = served.flatMap((domain) => domain.tables);
    const trails = served.map(({ trail }) => trail);
    const guards = served.flatMap((domain) => domain.guards);
    const pending = states.filter(({ state }) => state === 'pending').length;
    const differences =
      pending > 0
        ? [`${pending} of ${states.length} migrations are not applied: run migrate first.`]
        : [
            ...states
              .filter(({ state }) => state !== 'applied')
              .map(({ name, state }) => `${state} ${name}`),
            ...(await verify(sql, tables, { trails, guards })),
            ...(await verifyMigrations(sql, tables, config)),
          ];
    if (differences.length === 0) return ['The database matches what is declared.'];
    process.exitCode = 1;
    return differences;
  },
};

const sentences = (verb: string, names: string[]) =>
  names.length > 0 ? names.map((name) => `${verb} ${name}.`) : ['There is nothing to do.'];

const run = async <Result>(act: (sql: Sql, config: Config) => Promise<Result>): Promise<Result> => {
  const config = readConfig(process.env);
  const database = await openDatabase({
    ...config,
    connections: 1,
    statementSeconds: 0,
    shared: true,
  });
  try {
    return await act(database.sql, config);
  } finally {
    await database.close();
  }
};

/** Whether what a rollback destroys may go. Nobody waits for the database while somebody thinks about it. */
const mayGo = async (count: number): Promise<boolean> => {
  const losses = await run((sql, config) => rollbackLoss(sql, count, config));
  if (losses.length === 0) return true;
  console.error(`This destroys:\n${losses.map((line) => `  ${line}`).join('\n')}`);
  if (await confirm('There is no way back but a backup.')) return true;
  console.error('Nothing has been done. With --yes it is done without a question.');
  return false;
};

/** The command, its count and whether it asks; undefined when that makes no sense. */
const wanted = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { yes: { type: 'boolean', default: false } },
    });
    const [name = '', count = '1', ...rest] = positionals;
    const isRollback = name === 'rollback';
    const isPlain = positionals.length === 1 && !values.yes;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command || rest.length > 0 || !(isRollback || isPlain)) return undefined;
    if (!/^[1-9]\d*$/.test(count)) return undefined;
    return { command, count: Number(count), asks: isRollback && !values.yes };
  } catch {
    return undefined;
  }
};

const given = wanted();
if (!given) {
  console.error(usage);
  process.exit(2);
}
const { command, count, asks } = given;
try {
  if (asks && !(await mayGo(count))) process.exitCode = 1;
  else console.log((await run((sql, config) => command(sql, config, count))).join('\n'));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
