import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { freshHome, type Home, scratch, server } from '../support/homes.ts';
import { command, start } from '../support/program.ts';
import { migrated } from './upgrading.ts';

const patience = { timeout: 300_000 };

describe.skipIf(!server)('upgrade-fk beside others who read and write', () => {
  let home: Home;
  let folder: string;
  let sql: Sql;
  beforeAll(async () => {
    home = await freshHome();
    folder = await mkdtemp(join(scratch, 'pearl-locks-'));
    await migrated(settings());
    sql = postgres(home.databaseUrl ?? '', { max: 4, onnotice: () => {} });
    await sql`alter table clinic.documents drop constraint fk_documents_patient`;
    await sql`alter table clinic.documents disable trigger user`;
    await sql`alter table clinic.patients disable trigger user`;
    await sql`insert into clinic.patients (name, date_of_birth) select 'No ' || n, '2015-01-01' from generate_series(1, 20000) n`;
    await sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
      select 20000 - n % 20000, 'Report', n || '.pdf', 'letter', '2026-01-01', 1 from generate_series(1, 60000) n`;
  }, patience.timeout);
  afterAll(async () => {
    await sql.end({ timeout: 5 });
    await home.remove();
    await rm(folder, { recursive: true });
  });

  const settings = () => ({ DOMAINS: 'clinic', DATABASE_URL: home.databaseUrl ?? '' });
  let runs = 0;
  const call = () => [
    'upgrade-fk',
    'fk_documents_patient',
    '--backup',
    join(folder, `${(runs += 1)}.backup`),
  ];
  const database = () => new URL(home.databaseUrl ?? '').pathname.slice(1);

  /** What another session is at, once that holds. */
  const until = async <Row extends object>(ask: () => Promise<readonly Row[]>): Promise<Row> => {
    for (;;) {
      const [row] = await ask();
      if (row) return row;
      await wait(20);
    }
  };

  test(
    'holds nothing but SHARE UPDATE EXCLUSIVE and ROW SHARE while it looks at all rows',
    patience,
    async () => {
      // so the scan goes on for minutes: each row is compared with thousands of others
      const ways = await sql<{ name: string }[]>`
      select name from pg_settings where name ~ '^enable_(hashjoin|mergejoin|indexscan|indexonlyscan|bitmapscan|memoize)$'`;
      for (const { name } of ways)
        await sql.unsafe(`alter database ${database()} set ${name} = off`);
      const running = start('src/cli/db.ts', settings(), call());
      await running.until(/^1\/\d+ /m);
      const scanning = await until(
        () => sql<{ pid: number }[]>`
        select pid from pg_stat_activity where datname = current_database() and application_name = 'pearl'
          and state = 'active' and query ilike '%alter table%' and wait_event_type is distinct from 'Lock'
          and clock_timestamp() - query_start > interval '3 s'`,
      );
      const locks = await sql<{ table: string; modes: string[] }[]>`
      select relation::regclass::text as "table", array_agg(distinct mode order by mode)::text[] as modes from pg_locks
      where pid = ${scanning.pid} and locktype = 'relation'
        and relation in ('clinic.documents'::regclass, 'clinic.patients'::regclass) group by 1 order by 1`;
      expect([...locks]).toEqual([
        { table: 'clinic.documents', modes: ['AccessShareLock', 'ShareUpdateExclusiveLock'] },
        { table: 'clinic.patients', modes: ['AccessShareLock', 'RowShareLock'] },
      ]);
      // others write to both meanwhile
      await sql`update clinic.documents set title = 'Letter' where id = 1`;
      await sql`update clinic.patients set name = 'Ada' where id = 1`;
      await sql`delete from clinic.patients where id = 2`;
      await expect(
        sql`update clinic.documents set patient_id = 999999 where id = 1`,
      ).rejects.toMatchObject({ code: '23503' });
      expect(
        await sql`select from pg_stat_activity where pid = ${scanning.pid} and state = 'active'`,
      ).toHaveLength(1);

      await sql`select pg_cancel_backend(${scanning.pid})`;
      expect(await running.closed).toMatchObject({ code: 1 });
      const { out } = await command(settings(), ['verify']);
      expect(out).toMatch(
        /different foreign key clinic\.documents\.fk_documents_patient: [^\n]* NOT VALID/,
      );
      await sql.unsafe(`alter database ${database()} reset all`);
      const again = await command(settings(), call());
      expect(again.out).toContain('1. Validate fk_documents_patient');
      expect(again).toMatchObject({ code: 0 });
    },
  );

  test(
    'gives up its place in the line for a lock, again and again, so that others pass while a transaction is left open',
    patience,
    async () => {
      await sql`alter table clinic.documents drop constraint fk_documents_patient`;
      let written = 0;
      const running = await sql.begin(async (tx) => {
        await tx`update clinic.patients set name = 'Left open' where id = 3`;
        const running = start('src/cli/db.ts', settings(), call());
        await running.until(/^1\/\d+ /m);
        /** Somebody waits for a lock on the parent, and is cut in line there. */
        const isWaiting = () => sql<{ query: string }[]>`
        select query from pg_locks join pg_stat_activity using (pid)
        where not granted and mode = 'ShareRowExclusiveLock' and relation = 'clinic.patients'::regclass`;
        const isOver = async () => ((await isWaiting()).length === 0 ? [{}] : []);
        const age = async () => {
          const [row] = await tx<[{ seconds: number }]>`
          select extract(epoch from clock_timestamp() - xact_start)::float8 as seconds from pg_stat_activity where pid = pg_backend_pid()`;
          return row.seconds;
        };
        // whoever is behind it waits for as long as it does, if nothing else: that is less than 300 ms
        const { query } = await until(isWaiting);
        const timeout = /set_config\('lock_timeout', '(\d+)ms', true\)/.exec(query)?.[1];
        expect(Number(timeout)).toBeGreaterThan(0);
        expect(Number(timeout)).toBeLessThan(300);
        for (written = 0; written < 3 || (await age()) < 5; written += 1) {
          await until(isWaiting);
          // these are behind it, and would wait for as long as the transaction is open
          await sql`update clinic.patients set name = 'Written' where id = 4`;
          await sql`update clinic.documents set title = 'Written' where id = 4`;
          await sql`select count(*) from clinic.patients where id = 3`;
          await until(isOver);
        }
        return { running };
      });
      expect(written).toBeGreaterThanOrEqual(3);
      expect(await running.running.closed).toMatchObject({ code: 0 });
      expect((await command(settings(), ['verify'])).code).toBe(1); // triggers are off
      const [key] =
        await sql`select convalidated from pg_constraint where conname = 'fk_documents_patient'`;
      expect(key).toEqual({ convalidated: true });
    },
  );

  test('names the right that is missing', patience, async () => {
    const [role, password] = [`pearl_guest_${process.pid}`, 'a password of the tests'];
    await sql`alter table clinic.documents drop constraint fk_documents_patient`;
    await sql.unsafe(
      `create role ${role} login password '${password}'; grant usage on schema clinic to ${role}`,
    );
    try {
      const url = Object.assign(new URL(home.databaseUrl ?? ''), { username: role, password });
      const guest = await command({ ...settings(), DATABASE_URL: url.href }, call());
      expect(guest.code).toBe(1);
      const [own] = await sql<{ name: string }[]>`select current_user as name`;
      expect(guest.out).toContain(
        `ALTER TABLE clinic.documents needs its owner, who is ${own?.name}: you are not.`,
      );
      expect(guest.out).toContain('You need the right REFERENCES on clinic.patients');
    } finally {
      await sql.unsafe(`drop owned by ${role}; drop role ${role}`);
    }
  });

  test(
    'prints a script for psql that does the same, and stops where there are orphans',
    patience,
    async () => {
      const script = await command(settings(), [...call(), '--sql']);
      expect(script.code).toBe(0);
      const [, ...parts] = script.out.split('\n\n');
      const run = () =>
        sql.begin(
          async (tx) =>
            void (await tx.unsafe(parts.filter((part) => !part.includes('validate')).join('\n'))),
        );
      await sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
      values (999999, 'Lost', 'lost.pdf', 'letter', '2026-01-01', 1)`;
      await expect(run()).rejects.toThrow('There are orphans by clinic.fk_documents_patient.');
      await sql`delete from clinic.documents where title = 'Lost'`;
      await run();
      await run();
      const [key] =
        await sql`select convalidated from pg_constraint where conname = 'fk_documents_patient'`;
      expect(key).toEqual({ convalidated: false });
      await sql.unsafe(parts.find((part) => part.includes('validate')) ?? '');
      const [valid] =
        await sql`select convalidated from pg_constraint where conname = 'fk_documents_patient'`;
      expect(valid).toEqual({ convalidated: true });
    },
  );
});
