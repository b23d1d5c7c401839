import {
  type Ask,
  asking,
  type Catalogue,
  declaredKeys,
  readCatalogue,
  shownKeys,
} from '../../database/integrity/catalogue.ts';
import {
  findOrphans,
  type Link,
  linksIn,
  type Orphans,
  placeOf,
} from '../../database/integrity/orphan.ts';
import { isUnused, readIndexUsage, readTableSizes } from '../../database/integrity/usage.ts';
import { loaded } from '../../domains/index.ts';
import { linksOf } from '../../kernel/integrity/links.ts';
import type { Domain } from '../../kernel/schema/domain.ts';
import { type Command, failing, type Given, homeOf, withDatabase } from './command.ts';

/** Lines whose columns stand below each other. */
const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '),
  );
};

/** Runs something for each domain that is served. */
const eachDomain = ({ config }: Given, act: (ask: Ask, domain: Domain) => Promise<string[][]>) =>
  withDatabase(config, async (sql) => {
    const rows: string[][] = [];
    for (const domain of await loaded(config.domains))
      rows.push(...(await act(asking(sql), domain)));
    return aligned(rows);
  });

export const foreignKeysCommand: Command = {
  usage: [['foreign-keys', 'list the foreign keys, and how they differ from what is declared']],
  run: (given) =>
    eachDomain(given, async (ask, domain) => {
      const { keys } = await readCatalogue(ask, [homeOf(domain)]);
      return shownKeys(keys, declaredKeys(domain.tables)).map((key) => [
        `${key.schema}.${key.name}`,
        `${key.table} (${key.columns.join(', ')})`,
        `${key.targetTable} (${key.targetColumns.join(', ')})`,
        `ON DELETE ${key.onDelete}`,
        key.hasIndex === false ? 'no index' : '',
        key.difference ?? '',
      ]);
    }),
};

const shownAtOnce = 10;
const mostAtOnce = 1000;

export const orphansCommand: Command = {
  usage: [
    ['orphans [link]', 'count the rows that name rows which are not there; list those of a link'],
  ],
  argument: /^[\w.]*$/,
  run: ({ config, argument }) =>
    withDatabase(config, async (sql) => {
      const ask = asking(sql);
      const lines: string[] = [];
      let isKnown = argument === '';
      for (const domain of await loaded(config.domains)) {
        const catalogue = await readCatalogue(ask, [homeOf(domain)]);
        const links = linksIn(catalogue, declaredKeys(domain.tables), linksOf(domain.trail)).filter(
          ({ name, schema }) => ['', name, `${schema}.${name}`].includes(argument),
        );
        isKnown ||= links.length > 0;
        if (argument === '') {
          const found = await findOrphans(ask, catalogue, links, { first: shownAtOnce });
          lines.push(...found.flatMap(orphanLines));
        } else {
          for (const link of links) lines.push(...(await allOf(ask, catalogue, link)));
        }
      }
      if (!isKnown) return failing([`There is no link ${argument}.`]);
      return lines.length > 0 ? lines : ['There are no orphans.'];
    }),
};

const allOf = async (ask: Ask, catalogue: Catalogue, link: Link): Promise<string[]> => {
  const lines: string[] = [];
  let after: string[] | undefined;
  do {
    const [found] = await findOrphans(ask, catalogue, [link], { first: mostAtOnce, after });
    lines.push(...(found?.rows ?? []).map(rowLine));
    after = found?.next ? placeOf(found.next) : undefined;
  } while (after);
  return lines;
};

const rowLine = ({ rowKey, missing }: Orphans['rows'][number]) => `  ${rowKey} names ${missing}`;

/** What there is to say of the orphans of a link: nothing, if there are none. */
export const orphanLines = ({ link, count, rows }: Orphans): string[] => {
  if (count === 0) return [];
  const { name, schema, table, columns, targetTable } = link;
  const more =
    count > rows.length ? [`  … and ${count - rows.length} more: orphans ${schema}.${name}`] : [];
  const what = `${schema}.${name}: ${count} of ${table} (${columns.join(', ')}) without ${targetTable}`;
  return [what, ...rows.map(rowLine), ...more];
};

const bytes = (count: number) => `${(count / 2 ** 20).toFixed(1)} MB`;

export const tableSizesCommand: Command = {
  usage: [['table-sizes', 'list what the tables take on the disk']],
  run: (given) =>
    eachDomain(given, async (ask, domain) =>
      (await readTableSizes(ask, homeOf(domain))).map((each) => [
        `${homeOf(domain)}.${each.table}`,
        bytes(each.totalBytes),
        `of which indexes ${bytes(each.indexBytes)}`,
        `about ${Math.max(0, each.rows)} rows`,
      ]),
    ),
};

const indexes = (isWanted: (use: Parameters<typeof isUnused>[0]) => boolean) => (given: Given) =>
  eachDomain(given, async (ask, domain) =>
    (await readIndexUsage(ask, homeOf(domain)))
      .filter(isWanted)
      .map((each) => [
        `${homeOf(domain)}.${each.index}`,
        `${each.scans} scans`,
        bytes(each.bytes),
        `${each.table} ${each.definition}`,
      ]),
  );

export const indexUsageCommand: Command = {
  usage: [['index-usage', 'list how often the indexes have been used']],
  run: indexes(() => true),
};

export const unusedIndexesCommand: Command = {
  usage: [['unused-indexes', 'list those that were never used, and that nothing needs']],
  run: indexes(isUnused),
};
