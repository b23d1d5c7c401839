import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../../config.ts';
import { copyFolder, dumpFolder, prepareFolder } from '../../database/backup/folder.ts';
import { contentLines, type Manifest, manifestFile } from '../../database/backup/manifest.ts';
import { dumpServer, restoreServer } from '../../database/backup/server.ts';
import type { Sql } from '../../database/connection.ts';
import { asking } from '../../database/integrity/catalogue.ts';
import { reopenAt } from '../../database/lent-session.ts';
import { literal } from '../../database/literal.ts';
import { allSchemas, type Command, failing, withDatabase } from './command.ts';
import { mayDestroy } from './migration.ts';

/** Makes a backup in a new file, with its manifest beside it, and says what is in it. */
export const backUp = async (config: Config, file: string): Promise<string[]> => {
  const place = resolve(file);
  if (existsSync(place)) throw new Error(`${file} exists already.`);
  const part = `${place}.part`;
  const schemas = allSchemas();
  const { databaseUrl, dataDir } = config;
  try {
    const manifest = databaseUrl
      ? await withDatabase(config, async (sql) =>
          dumpServer(sql, databaseUrl, part, await presentOf(sql, schemas)),
        )
      : await backUpFolder(config, dataDir, part, schemas);
    await writeFile(manifestFile(place), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    await rename(part, place);
    return [
      ...contentLines(manifest.tables),
      `Wrote ${file}, and what it holds to ${manifestFile(file)}.`,
    ];
  } finally {
    await rm(part, { force: true });
  }
};

const backUpFolder = async (
  config: Config,
  dataDir: string,
  part: string,
  schemas: readonly string[],
): Promise<Manifest> => {
  const scratch = await mkdtemp(join(dirname(part), '.pearl-backup-'));
  try {
    const copy = join(scratch, 'pg');
    await withDatabase(config, (sql) => copyFolder(sql, dataDir, copy));
    return await dumpFolder(copy, part, schemas);
  } finally {
    await rm(scratch, { recursive: true });
  }
};

const presentOf = async (sql: Sql, schemas: readonly string[]): Promise<string[]> => {
  const rows = await asking(sql)<{ name: string }>(
    'select nspname as name from pg_namespace where nspname = any($1::text[])',
    [`{${schemas.join()}}`],
  );
  if (rows.length === 0)
    throw new Error('There is nothing to back up: no schema of ours is there.');
  return rows.map(({ name }) => name);
};

export const backupCommand: Command = {
  usage: [['backup <file>', 'write all of it to a file, and verify that']],
  argument: /./,
  run: ({ config, argument }) => backUp(config, argument),
};

const manifestOf = async (file: string): Promise<Manifest> => {
  const text = await readFile(manifestFile(file), 'utf8').catch((cause: unknown) => {
    throw new Error(`${manifestFile(file)} is missing: it says what the backup holds.`, { cause });
  });
  return JSON.parse(text);
};

export const restoreCommand: Command = {
  usage: [
    ['restore <file> [--yes]', 'put a backup in the place of what is there, and verify that'],
  ],
  options: { yes: { type: 'boolean' } },
  argument: /./,
  run: async ({ config, argument: file, flag }) => {
    const manifest = await manifestOf(file);
    const { databaseUrl, dataDir, embedded } = config;
    if ((manifest.home === 'folder') !== embedded)
      throw new Error(
        `This is a backup of ${manifest.home === 'folder' ? 'a data folder: restore it to one' : 'a Postgres: restore it to one'}.`,
      );
    const schemas = allSchemas();
    const losses = flag('yes') ? [] : await withDatabase(config, (sql) => filled(sql, schemas));
    if (!(await mayDestroy(losses))) return failing([]);
    if (databaseUrl) {
      await withDatabase(config, (sql) => restoreServer(sql, databaseUrl, file, schemas, manifest));
    } else {
      await prepareFolder(dataDir, file, schemas, manifest);
      if (!(await reopenAt(dataDir))) await withDatabase(config, async () => {});
    }
    return [...contentLines(manifest.tables), `Restored from ${file}: all of it is as it was.`];
  },
};

/** The tables that hold something, one a line. */
const filled = async (sql: Sql, schemas: readonly string[]): Promise<string[]> => {
  const ask = asking(sql);
  const tables = await ask<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = any($1::text[]) and relkind = 'r' and c.oid <> coalesce(to_regclass('kernel.migrations'), 0) order by 1`,
    [`{${schemas.join()}}`],
  );
  if (tables.length === 0) return [];
  const rows = await ask<{ name: string; count: number }>(
    tables
      .map(({ name }) => `select ${literal(name)} as name, count(*)::int from ${name}`)
      .join(' union all '),
    [],
  );
  return rows.filter(({ count }) => count > 0).map(({ name, count }) => `${count} rows of ${name}`);
};
