import { existsSync } from 'node:fs';
import { importSqlite } from '../../database/import-sqlite.ts';
import { migrate } from '../../database/migrations/migrate.ts';
import { domains } from '../../domains/index.ts';
import { choiceLine, choicesIn } from './choice.ts';
import { type Command, failing, withDatabase } from './command.ts';
import { orphanLines } from './inspection.ts';

export const importCommand: Command = {
  usage: [
    [
      'import-sqlite <file> [--orphans constraint:choice]',
      'fill the empty tables of dx from a SQLite file; choices as for upgrade-fk',
    ],
  ],
  options: { orphans: { type: 'string', multiple: true } },
  argument: /./,
  run: async ({ config, argument: file, options }) => {
    const { load, sqlite } = domains.dx;
    if (!sqlite || !config.domains.includes('dx'))
      throw new Error('DOMAINS: dx is not among them.');
    if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
    await load();
    const { sqliteSources } = await sqlite();
    const { counts, left, orphans } = await withDatabase(config, async (sql) => {
      await migrate(sql, config);
      return importSqlite(sql, file, sqliteSources, choicesIn(options('orphans')));
    });
    if (orphans.length > 0) {
      const lines = orphans.flatMap((each) => [...orphanLines(each), choiceLine(each.link)]);
      return failing([...lines, 'Nothing has been kept.']);
    }
    return [
      ...left,
      `Took ${[...counts].map(([table, count]) => `${count} ${table}`).join(', ')}.`,
      'Nobody has a password yet: npm run user -- <e-mail> <role> --domain dx gives one.',
    ];
  },
};
