import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { backupCommand, restoreCommand } from './db/backup.ts';
import type { Command, Given } from './db/command.ts';
import { importCommand } from './db/import.ts';
import {
  foreignKeysCommand,
  indexUsageCommand,
  orphansCommand,
  tableSizesCommand,
  unusedIndexesCommand,
} from './db/inspection.ts';
import {
  draftCommand,
  migrateCommand,
  rollbackCommand,
  statusCommand,
  verifyCommand,
} from './db/migration.ts';
import { upgradeCommand } from './db/upgrade.ts';
import { explain } from './explain.ts';

const commands: Record<string, Command> = {
  migrate: migrateCommand,
  rollback: rollbackCommand,
  status: statusCommand,
  draft: draftCommand,
  verify: verifyCommand,
  'foreign-keys': foreignKeysCommand,
  orphans: orphansCommand,
  'table-sizes': tableSizesCommand,
  'index-usage': indexUsageCommand,
  'unused-indexes': unusedIndexesCommand,
  'upgrade-fk': upgradeCommand,
  backup: backupCommand,
  restore: restoreCommand,
  'import-sqlite': importCommand,
};

const usage = (): string => {
  const lines = Object.values(commands).flatMap((command) => command.usage);
  const calls = lines.map(([call]) => (call.startsWith(' ') ? call : `npm run db -- ${call}`));
  const width = Math.min(62, Math.max(...calls.map(({ length }) => length)));
  return lines.map(([, does], at) => `${(calls[at] ?? '').padEnd(width)}  ${does}`).join('\n');
};

/** The command and what it is given; undefined when that makes no sense. */
const wanted = () => {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return undefined;
  try {
    const { options = {}, argument: takes = /^$/ } = command;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [argument = '', ...rest] = positionals;
    if (rest.length > 0 || !takes.test(argument)) return undefined;
    const all = new Map(Object.entries(values));
    const given: Omit<Given, 'config'> = {
      argument,
      flag: (option) => all.get(option) === true,
      option: (option) => [all.get(option)].flat().find((value) => typeof value === 'string'),
      options: (option) =>
        [all.get(option) ?? []].flat().filter((value) => typeof value === 'string'),
    };
    return { command, given };
  } catch {
    return undefined;
  }
};

const wish = wanted();
if (!wish) {
  console.error(usage());
  process.exit(2);
}
try {
  const lines = await wish.command.run({ ...wish.given, config: readConfig(process.env) });
  if (lines.length > 0) console.log(lines.join('\n'));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
