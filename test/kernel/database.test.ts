import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { type FreshDatabase, freshDatabase, scratch, server } from '../support/homes.ts';

describe('a database', () => {
  let db: FreshDatabase;
  beforeAll(async () => {
    db = await freshDatabase();
    await db.sql`create table note (at timestamptz, day date, body jsonb, tags int[], size bigint)`;
  });
  afterAll(() => db.drop());

  test('keeps the microseconds of a moment on its way in and out', async () => {
    const at = '2026-11-21T03:00:55.873711Z';
    expect(await db.sql`insert into note (at) values (${at}) returning at`).toEqual([{ at }]);
  });

  test.each(['at first', 'from its plan'])(
    'reads a parameter that is text already as it stands (%s)',
    async () => {
      const rows = await db.sql.unsafe(
        'insert into note (day, body, tags, size) values ($1, $2::jsonb, $3::int[], $4) returning day, body, tags, size',
        ['2026-11-21', '{"a": [1]}', '{1,2}', '9007199254740993'],
        { prepare: true },
      );
      expect(rows).toEqual([
        { day: '2026-11-21', body: { a: [1] }, tags: '{1,2}', size: '9007199254740993' },
      ]);
    },
  );

  test.runIf(server)(
    'compiles no plan and starts no worker for one, whatever it is set to',
    async () => {
      expect(await db.sql`show jit`).toEqual([{ jit: 'off' }]);
      const workers =
        await db.sql`select current_setting('max_parallel_workers_per_gather') as most`;
      expect(workers).toEqual([{ most: '0' }]);
    },
  );

  test('takes rows, JSON values and dates as JavaScript has them', async () => {
    const rows = [{ at: new Date(0), body: db.sql.json({ a: 'b' }) }];
    expect(await db.sql`insert into note ${db.sql(rows)} returning at, body`).toEqual([
      { at: '1970-01-01T00:00:00Z', body: { a: 'b' } },
    ]);
  });

  test('lives in UTC', async () => {
    expect(await db.sql`show timezone`).toEqual([{ TimeZone: 'UTC' }]);
  });

  test.each([
    ['as text', (text: string) => db.sql.unsafe(text)],
    ['prepared', (text: string) => db.sql.unsafe(text, [], { prepare: true })],
    ['in a template', (text: string) => db.sql`${db.sql.unsafe(text)}`],
    [
      'by a writer',
      async (text: string) => {
        const lease = await db.writers.checkout({ owner: 'test' });
        return lease.unsafe(text).finally(() => lease.release());
      },
    ],
  ])('keeps a statement that fails amid its rows from the next: %s', async (_how, send) => {
    const failing = send('select 1 / (3 - n) as n from generate_series(1, 5) n');
    const next = send('select n from generate_series(1, 2) n');
    const [failed, answer] = await Promise.allSettled([failing, next]);
    expect(failed).toMatchObject({ reason: { message: 'division by zero' } });
    expect(answer).toMatchObject({ value: [{ n: 1 }, { n: 2 }] });
    expect(Object.keys(answer.status === 'fulfilled' ? answer.value : [])).toEqual(
      expect.arrayContaining(['0', '1']),
    );
  });

  test('gives statements that are sent together each its own answer', async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const answers = await Promise.all([
      ...numbers.map((n) => db.sql`select ${n}::int as n`),
      db.sql.begin((tx) => tx`select 50 as n`),
    ]);
    expect(answers.map(([row]) => row?.['n'])).toEqual([...numbers, 50]);
  });
});

describe.skipIf(server)('the embedded database', () => {
  let db: FreshDatabase;
  let dataDir: string;
  beforeAll(async () => {
    db = await freshDatabase();
    dataDir = db.dataDir ?? '';
  });
  afterAll(async () => {
    await db.close(); // the latest one: drop() closes the first
    await db.drop();
  });
  const reopen = async () => Object.assign(db, await openDatabase({ dataDir }));

  test('has a socket that no other user can reach', async () => {
    expect((await stat(join(dataDir, 'socket'))).mode & 0o777).toBe(0o700);
  });

  test('refuses a second server on its folder', async () => {
    await expect(openDatabase({ dataDir })).rejects.toThrow(
      `The data folder ${dataDir} is in use by another server.`,
    );
    expect(await db.sql`select 1 as n`).toEqual([{ n: 1 }]);
  });

  test('has its data again after it was closed', async () => {
    await db.sql`create table kept as select 1 as n`;
    await db.close();
    await reopen();
    expect(await db.sql`table kept`).toEqual([{ n: 1 }]);
  });

  test('has every committed row again after its process was killed', async () => {
    await db.close();
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('../../src/database/connect.ts', import.meta.url))};
      const { sql } = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
      await sql\`create table survivor (n int)\`;
      await sql\`insert into survivor select generate_series(1, 1000)\`;
      await sql.begin(async (tx) => {
        await tx\`insert into survivor values (0)\`;
        console.log('written');
        await new Promise(() => {});
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await reopen();
    expect(await db.sql`select count(*)::int, min(n) from survivor`).toEqual([
      { count: 1000, min: 1 },
    ]);
  });

  test('puts its socket elsewhere when the path of its folder is too long for one', async () => {
    const parent = await mkdtemp(join(scratch, 'pearl-test-'));
    const long = join(parent, 'long'.repeat(25));
    await cp(join(dataDir, 'pg'), join(long, 'pg'), { recursive: true });
    const database = await openDatabase({ dataDir: long });
    expect(await database.sql`select 1 as n`).toEqual([{ n: 1 }]);
    await database.close();
    await rm(parent, { recursive: true });
  });
});
