import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { makeDataFolder } from '../../src/database/data-folder.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { makeTemplate } from '../../src/database/template.ts';
import { epochOf } from '../../src/live/epoch.ts';

const home = mkdtempSync(join(tmpdir(), 'pearl-folder-'));
afterAll(() => rmSync(home, { recursive: true }));

const modeOf = (folder: string) => (statSync(folder).mode & 0o777).toString(8);

test('a data folder is for its owner alone, also one that an older server has made', () => {
  const fresh = join(home, 'deep', 'fresh');
  makeDataFolder(fresh);
  expect(modeOf(fresh)).toBe('700');

  const old = join(home, 'old');
  mkdirSync(old);
  writeFileSync(join(old, 'secret'), '');
  chmodSync(old, 0o755);
  makeDataFolder(old);
  expect(modeOf(old)).toBe('700');
});

test('a folder that others use keeps its rights', () => {
  const shared = join(home, 'shared');
  mkdirSync(shared);
  writeFileSync(join(shared, 'not-ours'), '');
  chmodSync(shared, 0o755);
  makeDataFolder(shared);
  expect(modeOf(shared)).toBe('755');
});

test('a new database is a copy, for its owner alone, and no other one than itself', async () => {
  await makeTemplate();
  const epochs = new Set<string>();
  for (const name of ['one', 'two']) {
    const dataDir = join(home, name);
    const { sql, close } = await openDatabase({ dataDir });
    await migrate(sql, { domains: ['pearl'] });
    epochs.add((await epochOf(sql, 'pearl.audit_logs')).epoch);
    await close();
    expect(modeOf(join(dataDir, 'pg'))).toBe('700');
  }
  expect(epochs.size).toBe(2);
});
