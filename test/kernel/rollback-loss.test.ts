import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, status } from '../../src/database/migrations/migrate.ts';
import { rollbackLoss } from '../../src/database/migrations/rollback-loss.ts';
import { type FreshDatabase, freshDatabase, scratch } from '../support/homes.ts';

const files = {
  '0001_tree.sql':
    'create schema fruit; create table fruit.tree (id int, age int); create table fruit.bare ();',
  '0001_tree.down.sql': 'drop schema fruit cascade;',
  '0002_height.sql': 'alter table fruit.tree add height int; create index on fruit.tree (id);',
  '0002_height.down.sql': 'drop index fruit.tree_id_idx; alter table fruit.tree drop height;',
  '0003_apple.sql': `create table fruit."Apple" (id serial); insert into fruit.tree values (7, 7);`,
  '0003_apple.down.sql': 'drop table fruit."Apple"; delete from fruit.tree where id = 7;',
};

let db: FreshDatabase;
let folder: string;
beforeAll(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(scratch, 'pearl-test-'));
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true });
});

const loss = (steps: number) => rollbackLoss(db.sql, steps, { folder });

test('a rollback destroys nothing where nothing is', async () => {
  expect(await loss(1)).toEqual([]);
  await migrate(db.sql, { folder });
  await db.sql`delete from fruit.tree`;
  expect(await loss(3)).toEqual([]);
});

test('what it would destroy is named: rows, columns, tables; nothing is done', async () => {
  await db.sql`insert into fruit.tree values (1, 1, null), (2, 2, 9), (7, 7, 9)`;
  await db.sql`insert into fruit."Apple" default values`;
  expect(await loss(1)).toEqual(['1 rows of fruit.tree', 'table fruit."Apple" with 1 rows']);
  expect(await loss(2)).toContain('column fruit.tree.height with 2 values');
  expect(await loss(99)).toEqual([
    'table fruit.tree with 3 rows',
    'table fruit."Apple" with 1 rows',
  ]);
  expect((await status(db.sql, { folder })).map(({ state }) => state)).toEqual(
    Array(3).fill('applied'),
  );
  expect(await db.sql`select from fruit.tree`).toHaveLength(3);
});
