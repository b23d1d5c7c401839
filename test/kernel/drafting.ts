import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PgTable } from 'drizzle-orm/pg-core';
import { draft } from '../../src/database/migrations/draft.ts';
import type { Ask } from '../../src/database/migrations/draft-rename.ts';
import { addMigration, drizzle } from '../../src/database/migrations/migration-file.ts';
import type { Besides } from '../../src/database/migrations/verify.ts';
import { freshDatabase, scratch } from '../support/homes.ts';

/** Nobody is there to be asked. */
export const nobody: Ask = async () => undefined;

/** A database and a folder of migrations, which begins as ours. */
export const drafting = async () => {
  const db = await freshDatabase();
  const folder = await mkdtemp(join(scratch, 'pearl-test-'));
  await cp(drizzle, folder, { recursive: true });
  return {
    sql: db.sql,
    writers: db.writers,
    folder,
    close: async () => {
      await db.drop();
      await rm(folder, { recursive: true });
    },
    draft: (schema: string, tables: readonly PgTable[], besides: Besides = {}, ask = nobody) =>
      draft(db.sql, { schema, tables, ...besides }, { folder }, ask),
    /** Writes what is drafted to the folder, edited. */
    write: async (
      schema: string,
      drafted: { up: string; down: string } | undefined,
      edit = (text: string) => text,
    ) => {
      if (!drafted) throw new Error('Nothing is drafted.');
      const { up, down } = drafted;
      return addMigration(folder, `${schema}_draft`, { up: edit(up), down: edit(down) });
    },
    forget: async (name: string) => {
      for (const file of [`${name}.sql`, `${name}.down.sql`]) await rm(join(folder, file));
    },
  };
};
