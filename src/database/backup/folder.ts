import { existsSync } from 'node:fs';
import { cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import type { Sql } from '../connection.ts';
import type { Ask } from '../integrity/catalogue.ts';
import { assertRestored, deviations, type Manifest, plainText, readContents } from './manifest.ts';

/* Backup and restore of the embedded database: a dump of its folder. */

const asking =
  (db: PGlite): Ask =>
  async <Row extends object>(text: string, params: readonly unknown[]) =>
    (await db.query<Row>(text, [...params])).rows;

/** Opens a database for a while, in this thread: whoever runs a command waits for it anyway. */
const using = async <Result>(
  options: PGliteOptions & { readonly dataDir?: string },
  act: (db: PGlite, ask: Ask) => Promise<Result>,
): Promise<Result> => {
  const { PGlite: Embedded } = await import('@electric-sql/pglite');
  const db = await Embedded.create(options);
  try {
    await db.exec(plainText.replaceAll(', true)', ', false)'));
    return await act(db, asking(db));
  } finally {
    await db.close();
  }
};

/** Copies the folder. This session is the only one and at rest, and all that was written is on the disk. */
export const copyFolder = async (sql: Sql, dataDir: string, copy: string): Promise<void> => {
  await sql`checkpoint`;
  await cp(join(dataDir, 'pg'), copy, { recursive: true });
};

/** Dumps a copy of the folder and says what it holds. The file is opened once more, as a database of its own. */
export const dumpFolder = async (
  copy: string,
  file: string,
  schemas: readonly string[],
): Promise<Manifest> => {
  const tables = await using({ dataDir: copy }, async (db, ask) => {
    const found = await readContents(ask, schemas);
    const dump = await db.dumpDataDir('gzip');
    await writeFile(file, Buffer.from(await dump.arrayBuffer()), { mode: 0o600 });
    return found;
  });
  const again = await using({ loadDataDir: await blobOf(file) }, (_db, ask) =>
    readContents(ask, schemas),
  );
  const wrong = deviations(tables, again);
  if (wrong.length > 0) throw new Error(`The backup is not complete.\n${wrong.join('\n')}`);
  return { takenAt: new Date().toISOString(), home: 'folder', tables };
};

const blobOf = async (file: string) => new Blob([await readFile(file)]);

/**
 * Makes the database of a dump beside the one of the data folder, which takes its place when it is opened next: only what
 * has proved to be what its manifest says.
 */
export const prepareFolder = async (
  dataDir: string,
  file: string,
  schemas: readonly string[],
  manifest: Manifest,
): Promise<void> => {
  const draft = join(dataDir, 'pg.restoring');
  await rm(draft, { recursive: true, force: true });
  await using({ dataDir: draft, loadDataDir: await blobOf(file) }, (_db, ask) =>
    assertRestored(ask, schemas, manifest),
  );
  const place = join(dataDir, 'pg.restored');
  if (existsSync(place)) await rm(place, { recursive: true });
  await rename(draft, place);
};
