import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { atEnd } from './cleanup.ts';
import { start } from './competitors.ts';
import { createDatabase } from './database.ts';
import { importLines } from './import-lines.ts';
import type { Measure } from './load.ts';
import type { LogHeard, LogTask } from './log-audience.ts';
import type { Results } from './report.ts';
import { startWorker } from './worker.ts';

/* What dx has to bear: an agent that writes lines while many watch, and a file of lines that is taken in. */

type Options = { readonly rounds: number; readonly seconds: number };

export const watchers = 200;
export const linesPerSecond = 100;
const login = 'agent@dx.example';

const rows = `
  insert into dx.users (id, email, role) values ('u', '${login}', 'admin');
  insert into dx.projects (id, user_id, name, source_type, source_hash) values ('p', 'u', 'One', 'git', 'h');`;

/** An analysis whose log is open. */
const newRun = async (databaseUrl: string, version: number): Promise<string> => {
  const sql = postgres(databaseUrl, { max: 1 });
  const id = `r${version}`;
  await sql`insert into dx.analysis_runs (id, project_id, user_id, version_number, status)
    values (${id}, 'p', 'u', ${version}, 'analyzing')`;
  await sql.end();
  return id;
};

const followLines = async ({ rounds, seconds }: Options): Promise<Results> => {
  const { url: database } = await createDatabase(100);
  const sql = postgres(database, { max: 1 });
  await sql.unsafe(rows);
  await sql.end();
  const { url, headers } = await start('pearl', database, { login, realm: 'dx' });
  const ask = startWorker<LogTask, LogHeard>('log-audience.ts');
  const results: Results = new Map();
  let version = 0;
  for (const linesAtOnce of [1, 10]) {
    const measures: Measure[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const analysisRunId = await newRun(database, (version += 1));
      const asked = { url, headers, analysisRunId, watchers, linesAtOnce };
      const heard = await ask({ ...asked, perSecond: linesPerSecond, seconds });
      if (heard.lost + heard.doubled > 0)
        throw new Error(`${heard.lost} lines were lost, ${heard.doubled} came twice.`);
      measures.push(heard.measure);
    }
    results.set(`${linesAtOnce} at a time`, new Map([['pearl', measures]]));
    console.error(`${linesAtOnce} at a time: measured.`);
  }
  return results;
};

const takeIn = async ({ rounds }: Options): Promise<Results> => {
  const { url } = await createDatabase(100);
  const folder = mkdtempSync(join(tmpdir(), 'pearl-bench-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  return new Map([['100,000 lines', await importLines(url, folder, rounds)]]);
};

export const measureDx = async (options: Options): Promise<Results[]> => [
  await followLines(options),
  await takeIn(options),
];
