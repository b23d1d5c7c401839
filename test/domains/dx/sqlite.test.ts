import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../src/database/connect.ts';
import type { Sql } from '../../../src/database/connection.ts';
import { freshHome, type Home, scratch } from '../../support/homes.ts';
import { finish } from '../../support/program.ts';

/* The suite's own database, a SQLite file without foreign keys, is taken in. In order. */

const patience = { timeout: 300_000 };
const began = 1_760_000_000;

let home: Home;
let folder: string;
beforeAll(async () => {
  home = await freshHome();
  folder = await mkdtemp(join(scratch, 'pearl-sqlite-'));
  const file = new DatabaseSync(join(folder, 'dx.sqlite'));
  file.exec(`
    create table users (id text primary key, email text not null, password_hash text, name text, role text, is_active integer, created_at integer);
    create table projects (id text primary key, user_id text, name text, source_type text, source_hash text, status text,
      latest_analysis_id text, project_size integer, created_at integer, local_secret text);
    create table analysis_runs (id text primary key, project_id text, user_id text, version integer, status text, progress integer,
      results text, started_at integer, created_at integer);
    create table analysis_activity_logs (id text primary key, analysis_run_id text, timestamp integer, action text, status text,
      details text, duration integer);
    create table config_sets (id text primary key, project_id text, analysis_run_id text, user_id text, name text, type text,
      version integer, status text, generated_by text, tags text);
    create table config_files (id text primary key, config_set_id text, file_name text, file_type text, content text, is_valid integer);
    create table settings (name text);
    insert into users values ('u1', 'ada@dx.example', 'bcrypt', 'Ada', 'admin', 1, ${began}), ('u2', 'ben@dx.example', null, 'Ben', 'user', 0, ${began}000);
    insert into projects values ('p1', 'u1', 'One "quoted" \\ {name}', 'git', 'h1', 'imported', 'r2', 12345678901, ${began}, 'x');
    insert into analysis_runs values ('r1', 'p1', 'u1', 1, 'failed', 40, null, ${began}, ${began}),
      ('r2', 'p1', 'u1', 2, 'complete', 100, '{"files": ["a,b", null]}', ${began}, ${began});
    insert into analysis_activity_logs values ('l2', 'r1', ${began + 2}, 'second', 'error', '{"at": 2}', 7),
      ('l1', 'r1', ${began + 1}, 'first', 'complete', null, null), ('l3', 'r2', ${began}, 'only', 'complete', null, null),
      ('lost1', 'gone', ${began}, 'lost', 'complete', null, null), ('lost2', 'gone', ${began}, 'lost', 'complete', null, null);
    insert into config_sets values ('c1', 'p1', 'r0', 'u1', 'Set', 'docker', 1, 'complete', 'ai', '["x"]');
    insert into config_files values ('f1', 'c1', 'Dockerfile', 'docker', 'FROM scratch' || char(10), 0), ('f2', 'c1', '.env', 'env', '', 1);`);
  file.close();
}, patience.timeout);
afterAll(async () => {
  await home.remove();
  await rm(folder, { recursive: true });
});

const settings = () => ({
  DOMAINS: 'dx',
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});
const db = (...args: string[]) => finish('src/cli/db.ts', settings(), args);
const withSql = async <Result>(act: (sql: Sql) => Promise<Result>): Promise<Result> => {
  const { sql, close } = await openDatabase(home);
  return act(sql).finally(close);
};
const file = () => join(folder, 'dx.sqlite');

test('orphans are told before anything is kept', patience, async () => {
  const { code, out } = await db('import-sqlite', file());
  expect(code).toBe(1);
  expect(out).toContain(
    'dx.analysis_activity_logs_analysis_run_id_fkey: 2 of analysis_activity_logs (analysis_run_id) without analysis_runs\n',
  );
  expect(out).toContain(
    'dx.config_sets_analysis_run_id_fkey: 1 of config_sets (analysis_run_id) without analysis_runs\n  c1 names r0\n',
  );
  expect(out).toMatch(/Nothing has been kept\.\n$/);
  await withSql(async (sql) => {
    expect(await sql`select from dx.users`).toHaveLength(0);
    expect(
      await sql`select from pg_constraint where conname = 'config_sets_analysis_run_id_fkey'`,
    ).toHaveLength(1);
  });
});

test('everything comes in, as what it is here', patience, async () => {
  const { code, out, err } = await db(
    'import-sqlite',
    file(),
    '--orphans',
    'analysis_activity_logs_analysis_run_id_fkey:delete',
    '--orphans',
    'dx.config_sets_analysis_run_id_fkey:set-null',
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('projects.local_secret has no place.\n');
  expect(out).toContain('The file has no table deployments.\n');
  expect(out).toContain(
    'Took 2 users, 1 projects, 2 analysis_runs, 5 analysis_activity_logs, 1 config_sets,',
  );
  await withSql(async (sql) => {
    expect(
      await sql`select id, password_hash, is_active, created_at from dx.users order by id`,
    ).toEqual([
      { id: 'u1', password_hash: null, is_active: true, created_at: '2025-10-09T08:53:20Z' },
      { id: 'u2', password_hash: null, is_active: false, created_at: '2025-10-09T08:53:20Z' },
    ]);
    expect(
      await sql`select name, latest_analysis_id, project_size::text, last_analysis_version, last_config_version, version from dx.projects`,
    ).toEqual([
      {
        name: 'One "quoted" \\ {name}',
        latest_analysis_id: 'r2',
        project_size: '12345678901',
        last_analysis_version: 2,
        last_config_version: 1,
        version: 1,
      },
    ]);
    expect(await sql`select id, version_number, results from dx.analysis_runs order by id`).toEqual(
      [
        { id: 'r1', version_number: 1, results: null },
        { id: 'r2', version_number: 2, results: { files: ['a,b', null] } },
      ],
    );
    expect(
      await sql`select id, line, action, details from dx.analysis_activity_logs order by analysis_run_id, line`,
    ).toEqual([
      { id: 'l1', line: 1, action: 'first', details: null },
      { id: 'l2', line: 2, action: 'second', details: { at: 2 } },
      { id: 'l3', line: 1, action: 'only', details: null },
    ]);
    expect(await sql`select analysis_run_id, tags from dx.config_sets`).toEqual([
      { analysis_run_id: null, tags: ['x'] },
    ]);
    expect(await sql`select content, is_valid from dx.config_files order by id`).toEqual([
      { content: 'FROM scratch\n', is_valid: false },
      { content: '', is_valid: true },
    ]);
  });
  expect(await db('verify')).toMatchObject({ code: 0 });
  expect((await db('import-sqlite', file())).err).toContain('a file goes only into empty tables.');
});

test(
  'the seed’s present state, without foreign keys and with orphans, is reported, cleaned and validated',
  patience,
  async () => {
    await withSql((sql) =>
      sql.unsafe(`do $$
      declare each record;
      begin
        for each in select conname, conrelid::regclass as place from pg_constraint where contype = 'f' and connamespace = 'dx'::regnamespace loop
          execute format('alter table %s drop constraint %I', each.place, each.conname);
        end loop;
      end $$;
      insert into dx.analysis_activity_logs (analysis_run_id, line, action, status) select 'gone', n, 'lost', 'complete' from generate_series(1, 15) n;
      insert into dx.config_files (config_set_id, file_name, file_type, content) values ('gone', 'a', 'b', 'c')`),
    );
    const report = await db('orphans');
    expect(report.out).toContain('analysis_activity_logs_analysis_run_id_fkey: 15 of');
    expect(report.out).toContain(
      '… and 5 more: orphans dx.analysis_activity_logs_analysis_run_id_fkey\n',
    );
    const listed = await db('orphans', 'dx.analysis_activity_logs_analysis_run_id_fkey');
    expect(listed.out.match(/ names gone$/gm)).toHaveLength(15);
    const upgrade = (...choices: string[]) =>
      db(
        'upgrade-fk',
        '--all',
        '--backup',
        join(folder, 'dx.backup'),
        ...choices.flatMap((each) => ['--orphans', each]),
      );
    expect(await upgrade()).toMatchObject({ code: 1 });
    const { code, out } = await upgrade(
      'analysis_activity_logs_analysis_run_id_fkey:delete',
      'config_files_config_set_id_fkey:delete',
    );
    expect({ code, out }).toMatchObject({ code: 0 });
    expect((await db('orphans')).out).toBe('There are no orphans.\n');
    expect(await db('verify')).toMatchObject({ code: 0 });
  },
);
