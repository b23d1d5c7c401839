import { readConfig } from '../config.ts';
import { guards, tables, trails } from '../domains/index.ts';
import { openDatabase, type Sql } from '../kernel/database.ts';
import { migrate, rollback, status } from '../kernel/migrate.ts';
import { verify } from '../kernel/verify.ts';
import { verifyMigrations } from '../kernel/verify-migrations.ts';
import { explain } from './explain.ts';

const usage = `npm run db -- migrate         apply the pending migrations
npm run db -- rollback [n]    take back the last n migrations (default: 1)
npm run db -- status          list the migrations and their states
npm run db -- verify          compare the database with what is declared`;

const commands: Record<string, (sql: Sql, count: number) => Promise<string[]>> = {
  migrate: async (sql) => sentences('Applied', await migrate(sql)),
  rollback: async (sql, count) => sentences('Took back', await rollback(sql, count)),
  status: async (sql) =>
    (await status(sql)).map(({ name, state }) => `${state.padEnd(12)} ${name}`),
  verify: async (sql) => {
    const differences = [
      ...(await verify(sql, tables, { trails, guards })),
      ...(await verifyMigrations(sql, tables)),
    ];
    if (differences.length === 0) return ['The database matches what is declared.'];
    process.exitCode = 1;
    return differences;
  },
};

const sentences = (verb: string, names: string[]) =>
  names.length > 0 ? names.map((name) => `${verb} ${name}.`) : ['There is nothing to do.'];

const run = async (command: (typeof commands)[string], count: number) => {
  const database = await openDatabase({
    ...readConfig(process.env),
    connections: 1,
    statementSeconds: 0,
  });
  try {
    console.log((await command(database.sql, count)).join('\n'));
  } finally {
    await database.close();
  }
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
const most = name === 'rollback' ? 1 : 0;
if (!command || args.length > most || !/^([1-9]\d*)?$/.test(args.join())) {
  console.error(usage);
  process.exit(2);
}
try {
  await run(command, Number(args[0] ?? 1));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
