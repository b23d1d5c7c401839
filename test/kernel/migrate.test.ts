import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import { migrate, rollback, status } from '../../src/database/migrations/migrate.ts';
import { verify } from '../../src/database/migrations/verify.ts';
import { guards, sequences, tables, trails, views } from '../support/domains.ts';
import { type FreshDatabase, freshDatabase, scratch } from '../support/homes.ts';

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

describe('a folder of migrations', () => {
  const files = {
    '0001_apple.sql': 'create schema fruit; create table fruit.apple ();',
    '0001_apple.down.sql': 'drop schema fruit cascade;',
    '0002_pear.sql': 'create table fruit.pear ();',
    '0002_pear.down.sql': 'drop table fruit.pear;',
  };
  let folder: string;
  const write = (changes: Record<string, string>) =>
    Promise.all(Object.entries(changes).map(([file, text]) => writeFile(join(folder, file), text)));
  const fruits = async () =>
    (
      await db.sql`select relname from pg_class where relnamespace = to_regnamespace('fruit') order by 1`
    ).map(({ relname }) => relname);

  beforeEach(async () => {
    await db.sql`drop schema if exists kernel, fruit cascade`;
    folder = await mkdtemp(join(scratch, 'pearl-test-'));
    await write(files);
    return () => rm(folder, { recursive: true });
  });

  test('is applied in its order, and only once', async () => {
    expect(await migrate(db.sql, { folder })).toEqual(['0001_apple', '0002_pear']);
    expect(await migrate(db.sql, { folder })).toEqual([]);
    expect(await fruits()).toEqual(['apple', 'pear']);
  });

  test('is applied once by servers that start together', async () => {
    const servers: Database[] = db.url
      ? await Promise.all(
          Array.from({ length: 5 }, () => openDatabase({ databaseUrl: db.url, dataDir: '' })),
        )
      : Array.from({ length: 5 }, () => db);
    const done = await Promise.all(servers.map(({ sql }) => migrate(sql, { folder })));
    expect(done.flat().sort()).toEqual(['0001_apple', '0002_pear']);
    if (db.url) await Promise.all(servers.map((each) => each.close()));
  });

  test('is taken back from its end', async () => {
    await migrate(db.sql, { folder });
    expect(await rollback(db.sql, 1, { folder })).toEqual(['0002_pear']);
    expect(await fruits()).toEqual(['apple']);
    expect(await rollback(db.sql, 5, { folder })).toEqual(['0001_apple']);
    expect(await migrate(db.sql, { folder })).toEqual(['0001_apple', '0002_pear']);
  });

  test('tells which state each migration is in', async () => {
    const states = async () =>
      (await status(db.sql, { folder })).map(({ name, state }) => [name, state]);
    expect(await states()).toEqual([
      ['0001_apple', 'pending'],
      ['0002_pear', 'pending'],
    ]);
    await migrate(db.sql, { folder });
    await write({ '0001_apple.sql': '', '0003_fig.sql': '', '0003_fig.down.sql': '' });
    await db.sql`insert into kernel.migrations values (4, '0004_plum', '')`;
    expect(await states()).toEqual([
      ['0001_apple', 'changed'],
      ['0002_pear', 'applied'],
      ['0003_fig', 'pending'],
      ['0004_plum', 'missing file'],
    ]);
    await expect(migrate(db.sql, { folder })).rejects.toThrow(
      '0001_apple was changed after it had been applied.',
    );
    await expect(rollback(db.sql, 1, { folder })).rejects.toThrow(
      '0004_plum is applied, but its file is gone.',
    );
  });

  test('is refused for a database that a newer version has migrated', async () => {
    await migrate(db.sql, { folder });
    await db.sql`insert into kernel.migrations values (3, '0003_fig', '')`;
    await expect(migrate(db.sql, { folder })).rejects.toThrow(
      'The database is newer than this version of PEARL, which does not know the migration 0003_fig.',
    );
  });

  test('leaves nothing of a migration that fails, and keeps those before it', async () => {
    await write({ '0002_pear.sql': 'create table fruit.pear ();\nselect 1;\nselect rotten;' });
    await expect(migrate(db.sql, { folder })).rejects.toThrow(
      '0002_pear.sql:3: column "rotten" does not exist',
    );
    expect(await fruits()).toEqual(['apple']);
  });

  test.each([
    ['a gap', '0004_fig.sql', 'There is no migration 3 before 0004_fig.sql.'],
    ['a number given twice', '0002_plum.sql', '0002_plum.sql has the number of 0002_pear.sql.'],
    ['no way back', '0003_fig.sql', '0003_fig.down.sql is missing.'],
    ['a way back from nowhere', '0003_fig.down.sql', '0003_fig.down.sql takes back no migration.'],
    ['a strange name', '3-fig.sql', '3-fig.sql is not named like 0001_name.sql.'],
  ])('is refused for %s', async (_, file, message) => {
    await write({ [file]: '' });
    await expect(migrate(db.sql, { folder })).rejects.toThrow(message);
  });
});

describe('migrations of several domains', () => {
  const make = (domain: string) => `create schema ${domain};`;
  const drop = (domain: string) => `drop schema ${domain};`;
  const names = ['0009_fruit_tree', '0010_herb_pot', '0011_kernel_soil', '0012_fruit_apple'];
  let folder: string;
  beforeEach(async () => {
    await db.sql`drop schema if exists kernel, fruit, herb, soil, apple cascade`;
    folder = await mkdtemp(join(scratch, 'pearl-test-'));
    const first = Array.from({ length: 8 }, (_, index) => `000${index + 1}_first`);
    for (const name of [...first, ...names]) {
      const what = { '0009_fruit_tree': 'fruit', '0010_herb_pot': 'herb' }[name];
      await writeFile(join(folder, `${name}.sql`), what ? make(what) : '');
      await writeFile(join(folder, `${name}.down.sql`), what ? drop(what) : '');
    }
    return () => rm(folder, { recursive: true });
  });
  const scope = (...domains: string[]) => ({ folder, domains });
  const later = (done: string[]) => done.filter((name) => names.includes(name));

  test('are those of the kernel and of the domains that are switched on', async () => {
    const [tree, pot, soil, apple] = names;
    expect(later(await migrate(db.sql, scope('fruit')))).toEqual([tree, soil, apple]);
    expect(later((await status(db.sql, scope())).map(({ name }) => name))).toEqual([soil]);
    expect(await migrate(db.sql, scope())).toEqual([]);
    expect(await migrate(db.sql, scope('herb'))).toEqual([pot]);
    expect(await rollback(db.sql, 2, scope('fruit'))).toEqual([apple, soil]);
    expect(await db.sql`select from pg_namespace where nspname = 'herb'`).toHaveLength(1);
    expect(await rollback(db.sql, 1, scope('herb'))).toEqual([pot]);
  });

  test('of the kernel stay while those of a domain that is switched off rest on them', async () => {
    await migrate(db.sql, scope('fruit'));
    await expect(rollback(db.sql, 1, scope())).rejects.toThrow(
      '0012_fruit_apple rests on 0011_kernel_soil: switch its domain on to take it back.',
    );
  });

  test('say which domain they belong to', async () => {
    await writeFile(join(folder, '0013_pear.sql'), '');
    await expect(migrate(db.sql, scope())).rejects.toThrow(
      '0013_pear.sql does not name its domain, as 0012_clinic_documents.sql does.',
    );
  });
});

describe('our migrations', () => {
  beforeAll(async () => {
    await db.sql`drop schema if exists kernel, fruit, herb cascade`;
    await migrate(db.sql);
  });

  test('make what is declared, can all be taken back, and make it again', async () => {
    expect(await verify(db.sql, tables, { trails, guards, sequences, views })).toEqual([]);
    const names = (await status(db.sql)).map(({ name }) => name);
    expect(await rollback(db.sql, 1000)).toEqual(names.toReversed());
    expect(await migrate(db.sql)).toEqual(names);
    expect(await verify(db.sql, tables, { trails, guards, sequences, views })).toEqual([]);
  });

  // the second has a generated column
  test.each([
    ['studies', 'study_label'],
    ['reporting_effort_items', 'item_code'],
  ])(
    'let an update of %s move its version and time when it changes something, and only then',
    async (name, column) => {
      const past = '2020-01-01T00:00:00Z';
      await db.sql.unsafe(`
      insert into pearl.studies (id, study_label, updated_at) values (1, 'a', '${past}') on conflict do nothing;
      insert into pearl.database_releases values (1, 1, 'a', '${past}') on conflict do nothing;
      insert into pearl.reporting_efforts values (1, 1, 'a') on conflict do nothing;
      insert into pearl.reporting_effort_items (id, reporting_effort_id, item_code, item_type, updated_at)
        values (1, 1, 'a', 'TLF', '${past}') on conflict do nothing;`);
      const table = db.sql(`pearl.${name}`);
      const update = async (value: string) =>
        (
          await db.sql`update ${table} set ${db.sql({ [column]: value })} where id = 1 returning *`
        )[0];

      expect(await update('a')).toMatchObject({ [column]: 'a', version: 1, updated_at: past });
      const changed = await update('b');
      expect(changed).toMatchObject({ [column]: 'b', version: 2 });
      expect(changed?.['updated_at'] > past).toBe(true);
    },
  );
});
