import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import type { Sql } from '../database/connection.ts';
import { draft } from '../database/migrations/draft.ts';
import { migrate, rollback, status } from '../database/migrations/migrate.ts';
import { addMigration, drizzle } from '../database/migrations/migration-file.ts';
import { rollbackLoss } from '../database/migrations/rollback-loss.ts';
import { schemaOf, verify } from '../database/migrations/verify.ts';
import { verifyMigrations } from '../database/migrations/verify-migrations.ts';
import { loaded } from '../domains/index.ts';
import { ask, confirm } from './confirm.ts';
import { explain } from './explain.ts';

const usage = `npm run db -- migrate                 apply the pending migrations
npm run db -- rollback [n] [--yes]    take back the last n migrations (default: 1); asks before it destroys data
npm run db -- status                  list the migrations and their states
npm run db -- draft [name]            write the migration that the declared tables need
npm run db -- verify                  compare the database with what is declared`;

type Command = (sql: Sql, config: Config, argument: string) => Promise<string[]>;

const commands: Record<string, Command> = {
  migrate: async (sql, config) => sentences('Applied', await migrate(sql, config)),
  rollback: async (sql, config, count) =>
    sentences('Took back', await rollback(sql, Number(count || 1), config)),
  draft: async (sql, config, name) => {
    const files: string[] = [];
    for (const domain of await loaded(config.domains)) {
      const { tables, trail, guards, sequences, views } = domain;
      const [schema = ''] = tables.map(schemaOf);
      const declared = { schema, tables, trails: [trail], guards, sequences, views };
      const drafted = await draft(sql, declared, config, ask);
      if (drafted)
        files.push(await addMigration(drizzle, `${domain.name}_${name || drafted.name}`, drafted));
    }
    if (files.length === 0) return ['The migrations make what is declared.'];
    return files.map((file) => `Wrote drizzle/${file}.sql and its down file: read them first.`);
  },
  status: async (sql, config) =>
    (await status(sql, config)).map(({ name, state }) => `${state.padEnd(12)} ${name}`),
  verify: async (sql, config) => {
    const states = await status(sql, config);
    const served = await loaded(config.domains);
    const tables = served.flatMap((domain) => domain.tables);
    const trails = served.map(({ trail }) => trail);
    const guards = served.flatMap((domain) => domain.guards);
    const sequences = served.flatMap((domain) => domain.sequences);
    const views = served.flatMap((domain) => domain.views);
    const pending = states.filter(({ state }) => state === 'pending').length;
    const differences =
      pending > 0
        ? [`${pending} of ${states.length} migrations are not applied: run migrate first.`]
        : [
            ...states
              .filter(({ state }) => state !== 'applied')
              .map(({ name, state }) => `${state} ${name}`),
            ...(await verify(sql, tables, { trails, guards, sequences, views })),
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

/** What each command may be given besides: how many migrations, or the name of a new one. */
const argument: Record<string, RegExp> = { rollback: /^([1-9]\d*)?$/, draft: /^([a-z]\w*)?$/ };

/** The command, what it is given and whether it asks; undefined when that makes no sense. */
const wanted = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { yes: { type: 'boolean', default: false } },
    });
    const [name = '', given = '', ...rest] = positionals;
    const isRollback = name === 'rollback';
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command || rest.length > 0 || !(argument[name] ?? /^$/).test(given)) return undefined;
    if (values.yes && !isRollback) return undefined;
    return { command, given, asks: isRollback && !values.yes };
  } catch {
    return undefined;
  }
};

const wish = wanted();
if (!wish) {
  console.error(usage);
  process.exit(2);
}
const { command, given, asks } = wish;
try {
  if (asks && !(await mayGo(Number(given || 1)))) process.exitCode = 1;
  else console.log((await run((sql, config) => command(sql, config, given))).join('\n'));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
