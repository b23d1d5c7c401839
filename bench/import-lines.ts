import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import type { Measure } from './load.ts';

const importing = (url: string, file: string) =>
  execFileSync(
    process.execPath,
    [join(import.meta.dirname, '../src/cli/db.ts'), 'import-sqlite', file],
    { env: { PATH: process.env['PATH'], DATABASE_URL: url } },
  );

const lines = 100_000;

/** 100,000 lines of logs out of a SQLite file, and the same by COPY, into the same table. */
export const importLines = async (
  url: string,
  folder: string,
  rounds: number,
): Promise<Map<string, Measure[]>> => {
  const [file, csv] = [join(folder, 'dx.sqlite'), join(folder, 'lines.csv')];
  const source = new DatabaseSync(file);
  source.exec(`
    create table users (id text primary key, email text not null);
    create table projects (id text primary key, user_id text, name text, source_type text, source_hash text);
    create table analysis_runs (id text primary key, project_id text, user_id text, version integer, status text);
    create table analysis_activity_logs (id text primary key, analysis_run_id text, timestamp integer, action text, status text, result text, details text, duration integer);
    create table config_sets (id text primary key, project_id text, version integer);
    insert into users values ('u', 'ada@dx.example');
    insert into projects values ('p', 'u', 'One', 'git', 'h');
    insert into analysis_runs values ('r', 'p', 'u', 1, 'complete');
    with recursive n(n) as (values (1) union all select n + 1 from n where n < ${lines})
    insert into analysis_activity_logs select 'l' || n, 'r', 1760000000 + n, 'Read file ' || n, 'complete', null, '{"file": "src/' || n || '.ts"}', n % 1000 from n;`);
  source.close();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const emptied = async () => {
    await sql.unsafe(`alter table dx.audit_logs disable trigger user; alter table dx.analysis_activity_logs disable trigger user;
      alter table dx.users disable trigger keep_an_admin_delete;
      delete from dx.projects; delete from dx.users; delete from dx.audit_logs; delete from kernel.large_values;
      alter table dx.users enable trigger keep_an_admin_delete;
      alter table dx.audit_logs enable trigger user; alter table dx.analysis_activity_logs enable trigger user`);
    await sql`vacuum dx.analysis_activity_logs, dx.audit_logs`;
  };
  const rates = new Map<string, Measure[]>(
    ['import-sqlite', 'copy', 'copy without triggers'].map((way) => [way, []]),
  );
  const add = (way: string, began: number) =>
    rates.get(way)?.push({ perSecond: lines / ((performance.now() - began) / 1000) });
  for (let round = 0; round < rounds; round += 1) {
    await emptied();
    let began = performance.now();
    importing(url, file);
    add('import-sqlite', began);
    if (round === 0) {
      execFileSync('psql', [
        url,
        '-qc',
        `\\copy (select * from dx.analysis_activity_logs) to '${csv}' csv`,
      ]);
    }
    for (const way of ['copy', 'copy without triggers']) {
      const off = way !== 'copy';
      await sql.unsafe(`alter table dx.analysis_activity_logs disable trigger user; delete from dx.analysis_activity_logs;
        alter table dx.analysis_activity_logs ${off ? 'disable' : 'enable'} trigger user`);
      await sql`vacuum dx.analysis_activity_logs`;
      began = performance.now();
      execFileSync('psql', [url, '-qc', `\\copy dx.analysis_activity_logs from '${csv}' csv`]);
      add(way, began);
    }
    await sql`alter table dx.analysis_activity_logs enable trigger user`;
  }
  await sql.end();
  return rates;
};
