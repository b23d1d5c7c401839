import { getTableConfig } from 'drizzle-orm/pg-core';
import {
  asking,
  declaredKeys,
  type ForeignKey,
  readCatalogue,
} from '../../database/integrity/catalogue.ts';
import { inOrder, outcomeOf, scriptOf, take, undecided } from '../../database/integrity/upgrade.ts';
import {
  differing,
  fullName,
  planOf,
  rollbackOf,
  type Wishes,
} from '../../database/integrity/upgrade-plan.ts';
import { schemaOf } from '../../database/migrations/verify.ts';
import { backUp } from './backup.ts';
import { choiceLine, choicesIn } from './choice.ts';
import { type Command, failing, type Given, homeOf, servedBy, withDatabase } from './command.ts';
import { orphanLines } from './inspection.ts';

export const upgradeCommand: Command = {
  usage: [
    [
      'upgrade-fk <constraint> | --all',
      'make foreign keys what is declared, while others read and write',
    ],
    [
      '    [--orphans [constraint:]delete | set-null | reparent=<key>]',
      'what becomes of rows that name nothing',
    ],
    [
      '    [--was <schema.table.column>=<old name>] [--retype]',
      'rename a column first; convert its type',
    ],
    [
      '    [--dry-run | --sql] [--backup <file>]',
      'only show the plan, or print it for psql; where the backup goes',
    ],
    ['    [--rollback]', 'take back what it has made'],
  ],
  options: {
    all: { type: 'boolean' },
    orphans: { type: 'string', multiple: true },
    was: { type: 'string', multiple: true },
    retype: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    sql: { type: 'boolean' },
    backup: { type: 'string' },
    rollback: { type: 'boolean' },
  },
  argument: /^[\w.]*$/,
  run: async (given) => {
    const { config, flag, say } = given;
    if (flag('all') === (given.argument !== ''))
      throw new Error('Say which foreign key is meant, or --all.');
    const domains = servedBy(config);
    const declared = domains.flatMap(({ tables }) => declaredKeys(tables));
    const schemas = domains.map(homeOf);
    const wishes = wishesOf(
      given,
      domains.flatMap(({ tables }) => tables.flatMap(typesOf)),
    );
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const backup = given.option('backup') ?? `before-upgrade-${stamp}.backup`;
    const file = `${backup}.rows.jsonl`;

    // who thinks about the plan, and the backup, which has a session of its own, keep nobody waiting
    const { plans, lines, script } = await withDatabase(config, async (sql) => {
      const ask = asking(sql);
      const catalogue = await readCatalogue(ask, schemas);
      const keys = given.flag('all')
        ? flag('rollback')
          ? declared
          : differing(catalogue, declared)
        : named(declared, given.argument);
      const plans = keys.map((key) =>
        flag('rollback') ? rollbackOf(catalogue, key) : planOf(catalogue, key, wishes),
      );
      const orphans = await undecided(ask, catalogue, plans);
      return {
        plans,
        lines: [
          ...plans.flatMap(({ key, obstacles }) =>
            obstacles.map((each) => `${fullName(key)}: ${each}`),
          ),
          ...orphans.flatMap((each) => [...orphanLines(each), choiceLine(each.link)]),
        ],
        script: flag('sql') ? scriptOf(catalogue, plans, file) : undefined,
      };
    });
    if (script !== undefined) return [script];
    const steps = inOrder(plans);
    const planned = steps.map(({ title, lock }, at) => `${at + 1}. ${title} Lock: ${lock}.`);
    if (flag('dry-run'))
      return lines.length > 0
        ? failing([...planned, ...lines])
        : [...planned, steps.length > 0 ? 'Nothing has been done.' : 'There is nothing to do.'];
    if (lines.length > 0) return failing([...lines, 'Nothing has been done.']);
    if (steps.length === 0) return ['There is nothing to do.'];
    say(planned.join('\n'));
    for (const line of (await backUp(config, backup)).slice(-1)) say(line);
    return withDatabase(config, async (sql) => {
      await take(sql, steps, { file, say });
      if (flag('rollback')) return ['It is as it was before.'];
      const { isDone, lines } = outcomeOf(
        await readCatalogue(asking(sql), schemas),
        plans.map(({ key }) => key),
      );
      return isDone ? lines : failing(lines);
    });
  },
};

const named = (declared: readonly ForeignKey[], name: string): ForeignKey[] => {
  const found = declared.filter((key) => [key.name, fullName(key)].includes(name));
  if (found.length === 1) return found;
  if (found.length === 0)
    throw new Error(`No foreign key ${name} is declared: foreign-keys lists them all.`);
  throw new Error(`There are several: ${found.map(fullName).join(', ')}.`);
};

const typesOf = (table: Parameters<typeof getTableConfig>[0]): [string, string][] =>
  getTableConfig(table).columns.map((column) => {
    const type = column
      .getSQLType()
      .replace(/^varchar\b/, 'character varying')
      .replace(/^(small|big)?serial$/, '$1int')
      .replace(/^int$/, 'integer');
    return [`${schemaOf(table)}.${getTableConfig(table).name}.${column.name}`, type];
  });

const wishesOf = (
  { argument, flag, options }: Given,
  types: readonly [string, string][],
): Wishes => ({
  types: new Map(types),
  retype: flag('retype'),
  was: new Map(
    options('was').map((text) => {
      const [, column, old] = /^(\w+\.\w+\.\w+)=(\w+)$/.exec(text) ?? [];
      if (!column || !old)
        throw new Error(`--was takes <schema.table.column>=<old name>, not "${text}".`);
      return [column, old] as const;
    }),
  ),
  choices: choicesIn(options('orphans'), argument),
});
