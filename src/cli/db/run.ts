import { parseArgs } from 'node:util';
import { readConfig } from '../../config.ts';
import { explain } from '../explain.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { type Command, Failure, type Given } from './command.ts';
import { importCommand } from './import.ts';
import {
  foreignKeysCommand,
  indexUsageCommand,
  orphansCommand,
  tableSizesCommand,
  unusedIndexesCommand,
} from './inspection.ts';
import {
  draftCommand,
  migrateCommand,
  rollbackCommand,
  statusCommand,
  verifyCommand,
} from './migration.ts';
import { upgradeCommand } from './upgrade.ts';

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
const wanted = ([name = '', ...args]: readonly string[]) => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return undefined;
  try {
    const { options = {}, argument: takes = /^$/ } = command;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [argument = '', ...rest] = positionals;
    if (rest.length > 0 || !takes.test(argument)) return undefined;
    const all = new Map(Object.entries(values));
    const given: Omit<Given, 'config' | 'say'> = {
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

type Streams = { readonly out: (text: string) => void; readonly err: (text: string) => void };

/** Runs a command, and gives the code to end with. */
export const runCommand = async (
  args: readonly string[],
  environment: Parameters<typeof readConfig>[0],
  { out, err }: Streams,
): Promise<number> => {
  const wish = wanted(args);
  if (!wish) {
    err(usage());
    return 2;
  }
  const { command, given } = wish;
  const end = (lines: readonly string[]) => lines.length > 0 && out(lines.join('\n'));
  try {
    end(await command.run({ ...given, say: out, config: readConfig(environment) }));
    return 0;
  } catch (error) {
    if (error instanceof Failure) end(error.lines);
    else err(explain(error));
    return 1;
  }
};
