import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { asking, readCatalogue } from '../src/database/integrity/catalogue.ts';
import { findOrphans } from '../src/database/integrity/orphan.ts';
import { atEnd } from './cleanup.ts';
import { createDatabase } from './database.ts';

/* What operators wait for, and what others wait for meanwhile. It prints; the machine decides about the figures. */

const numbers = Array.from({ length: 10 }, (_, at) => at);
const seconds = (since: number) => (performance.now() - since) / 1000;
const connect = (url: string) => postgres(url, { max: 3, onnotice: () => {} });

/** A million rows with ten foreign keys, of which every thousandth row breaks one. */
const reportOrphans = async (url: string) => {
  const sql = connect(url);
  await sql.unsafe(`create schema large;
    ${numbers.map((at) => `create table large.parent${at} (id integer primary key); insert into large.parent${at} select generate_series(1, 50000);`).join('\n')}
    create table large.child (id integer primary key, ${numbers.map((at) => `p${at} integer`).join(', ')});
    insert into large.child select n, ${numbers.map((at) => `1 + (n + ${at}) % 50000`).join(', ')} from generate_series(1, 1000000) n;
    ${numbers.map((at) => `create index on large.child (p${at});`).join('\n')}
    update large.child set p3 = -1 where id % 1000 = 0;
    ${numbers.map((at) => `alter table large.child add constraint fk${at} foreign key (p${at}) references large.parent${at} (id) not valid;`).join('\n')}`);
  await sql`vacuum analyze`;
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const began = performance.now();
    const catalogue = await readCatalogue(asking(sql), ['large']);
    const found = await findOrphans(asking(sql), catalogue, catalogue.keys);
    times.push(seconds(began));
    if (found.reduce((sum, { count }) => sum + count, 0) !== 1000)
      throw new Error('1000 orphans were there.');
  }
  await sql.end();
  return `orphans of 1,000,000 rows with 10 foreign keys: ${times.map((each) => `${each.toFixed(2)} s`).join(', ')} (at most 5 s)`;
};

/** How long others wait for a lock while a key is upgraded, and a transaction on its parent is left open for 5 s. */
const waitBesides = async (url: string, folder: string) => {
  const sql = connect(url);
  const other = connect(url);
  await sql`insert into clinic.patients (id, name, date_of_birth) select n, 'No ' || n, '2015-01-01' from generate_series(1, 1000) n`;
  await sql`alter table clinic.documents drop constraint fk_documents_patient`;
  const args = ['upgrade-fk', 'fk_documents_patient', '--backup', join(folder, 'keys.backup')];
  let [longest, writes, isOver] = [0, 0, false];
  const writing = async () => {
    while (!isOver) {
      const began = performance.now();
      await other`update clinic.patients set name = 'Written' where id = ${1 + (writes % 900)}`;
      await other`select count(*) from clinic.documents`;
      longest = Math.max(longest, seconds(began) * 1000);
      writes += 1;
      await wait(2);
    }
  };
  const running = writing();
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/cli/db.ts'), ...args], {
    env: { PATH: process.env['PATH'], DATABASE_URL: url },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await sql.begin(async (tx) => {
    await tx`update clinic.patients set name = 'Left open' where id = 1000`;
    for (;;) {
      const [waiting] =
        await tx`select from pg_locks where not granted and relation = 'clinic.patients'::regclass`;
      if (waiting) break;
      await wait(10);
    }
    await wait(5000);
  });
  if ((await ended) !== 0) throw new Error('The foreign key was not upgraded.');
  isOver = true;
  await running;
  await Promise.all([sql.end(), other.end()]);
  return `beside upgrade-fk, with a transaction left open for 5 s: ${writes} writes and reads, the longest ${longest.toFixed(0)} ms (at most 300 ms)`;
};

export const measureIntegrity = async (): Promise<void> => {
  const { url } = await createDatabase(100);
  const folder = mkdtempSync(join(tmpdir(), 'pearl-bench-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  console.log(await reportOrphans(url));
  console.log(await waitBesides(url, folder));
};
