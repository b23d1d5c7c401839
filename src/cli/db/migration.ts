import { asking, readCatalogue, withoutIndex } from '../../database/integrity/catalogue.ts';
import { draft } from '../../database/migrations/draft.ts';
import { migrate, pendingScript, rollback, status } from '../../database/migrations/migrate.ts';
import { addMigration, drizzle } from '../../database/migrations/migration-file.ts';
import { rollbackLoss } from '../../database/migrations/rollback-loss.ts';
import { schemaOf, verify } from '../../database/migrations/verify.ts';
import { verifyMigrations } from '../../database/migrations/verify-migrations.ts';
import { loaded } from '../../domains/index.ts';
import { ask, confirm } from '../confirm.ts';
import { type Command, failing, homeOf, withDatabase } from './command.ts';

const sentences = (verb: string, names: readonly string[]) =>
  names.length > 0 ? names.map((name) => `${verb} ${name}.`) : ['There is nothing to do.'];

/** A number of a migration. */
const numberIn = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new Error(`--to takes the number of a migration, not "${text}".`);
};

export const migrateCommand: Command = {
  usage: [['migrate [--to n] [--sql]', 'apply the pending migrations, or print them for psql']],
  options: { to: { type: 'string' }, sql: { type: 'boolean' } },
  run: ({ config, flag, option }) => {
    const to = numberIn(option('to'));
    return withDatabase(config, async (sql) =>
      flag('sql')
        ? [await pendingScript(sql, config, to)]
        : sentences('Applied', await migrate(sql, config, to)),
    );
  },
};

export const rollbackCommand: Command = {
  usage: [
    [
      'rollback [n] [--yes]',
      'take back the last n migrations (default: 1); asks before it destroys data',
    ],
  ],
  options: { yes: { type: 'boolean' } },
  argument: /^([1-9]\d*)?$/,
  run: async ({ config, argument, flag }) => {
    const count = Number(argument || 1);
    // nobody waits for the database while somebody thinks about it
    const losses = flag('yes')
      ? []
      : await withDatabase(config, (sql) => rollbackLoss(sql, count, config));
    if (!(await mayDestroy(losses))) return failing([]);
    return sentences(
      'Took back',
      await withDatabase(config, (sql) => rollback(sql, count, config)),
    );
  },
};

/** Whether what is lost may go. */
export const mayDestroy = async (losses: readonly string[]): Promise<boolean> => {
  if (losses.length === 0) return true;
  console.error(`This destroys:\n${losses.map((line) => `  ${line}`).join('\n')}`);
  if (await confirm('There is no way back but a backup.')) return true;
  console.error('Nothing has been done. With --yes it is done without a question.');
  return false;
};

export const statusCommand: Command = {
  usage: [['status', 'list the migrations and their states']],
  run: ({ config }) =>
    withDatabase(config, async (sql) =>
      (await status(sql, config)).map(({ name, state }) => `${state.padEnd(12)} ${name}`),
    ),
};

export const draftCommand: Command = {
  usage: [['draft [name]', 'write the migration that the declared tables need']],
  argument: /^([a-z]\w*)?$/,
  run: ({ config, argument }) =>
    withDatabase(config, async (sql) => {
      const files: string[] = [];
      for (const domain of await loaded(config.domains)) {
        const { tables, trail, guards, sequences, views } = domain;
        const [schema = ''] = tables.map(schemaOf);
        const declared = { schema, tables, trails: [trail], guards, sequences, views };
        const drafted = await draft(sql, declared, config, ask);
        if (drafted)
          files.push(
            await addMigration(drizzle, `${domain.name}_${argument || drafted.name}`, drafted),
          );
      }
      if (files.length === 0) return ['The migrations make what is declared.'];
      return files.map((file) => `Wrote drizzle/${file}.sql and its down file: read them first.`);
    }),
};

export const verifyCommand: Command = {
  usage: [['verify', 'compare the database with what is declared']],
  run: ({ config }) =>
    withDatabase(config, async (sql) => {
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
              ...withoutIndex(await readCatalogue(asking(sql), served.map(homeOf))),
            ];
      return differences.length === 0
        ? ['The database matches what is declared.']
        : failing(differences);
    }),
};
