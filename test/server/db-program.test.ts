import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { freshHome, type Home } from '../support/homes.ts';
import { finish } from '../support/program.ts';

/* What an operator does with a database: `npm run db`. In order: each test finds what the one before it left. */

/** Each of them starts several programs. */
const patience = { timeout: 120_000 };

let home: Home;
beforeAll(async () => {
  home = await freshHome();
});
afterAll(() => home.remove());

const settings = () => ({
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});
const db = (...args: string[]) => finish('src/cli/db.ts', settings(), args);

test('verify says what to do first', patience, async () => {
  const { code, out, err } = await db('verify');
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toMatch(/^(\d+) of \1 migrations are not applied: run migrate first\.\n$/);
});

test(
  'draft has nothing to write while the migrations make what is declared',
  patience,
  async () => {
    expect(await db('draft')).toMatchObject({
      code: 0,
      err: '',
      out: 'The migrations make what is declared.\n',
    });
  },
);

test('migrate goes up to a number, and prints what is left for psql', patience, async () => {
  expect((await db('migrate', '--to', '3')).out).toMatch(/Applied 0003_writes\.\n$/);
  expect((await db('migrate', '--to', '2')).err).toBe(
    '0003_writes is applied already: rollback takes it back.\n',
  );
  expect((await db('migrate', '--to', '9999')).err).toBe('There is no migration 9999.\n');
  const { code, out } = await db('migrate', '--sql');
  expect(code).toBe(0);
  expect(out).toMatch(/^\\set ON_ERROR_STOP on\n\n-- 0004_live\nbegin;/);
  const { sql, close } = await openDatabase(home);
  await sql.unsafe(out.replace(/^\\set.*/, ''));
  await close();
  expect(await db('verify')).toMatchObject({ code: 0 });
});

test('rollback takes an empty schema back without a word', patience, async () => {
  expect(await db('migrate')).toMatchObject({ code: 0, err: '' });
  const { code, out } = await db('rollback', '99');
  expect(code).toBe(0);
  expect(out).toContain('Took back 0001_kernel.\n');
});

test(
  'rollback names the data that it would destroy, and does that only with --yes',
  patience,
  async () => {
    expect(await finish('src/cli/seed.ts', settings(), ['--items', '10'])).toMatchObject({
      code: 0,
    });
    const asked = await db('rollback', '99');
    expect(asked).toMatchObject({ code: 1, out: '' });
    expect(asked.err).toMatch(/^This destroys:\n {2}/);
    expect(asked.err).toContain('  table pearl.reporting_effort_items with 10 rows\n');
    expect(asked.err).toContain('With --yes it is done without a question.\n');
    expect((await db('verify')).code).toBe(0);

    const { code, out } = await db('rollback', '99', '--yes');
    expect(code).toBe(0);
    expect(out).toContain('Took back 0002_pearl.\n');
  },
);

test.for([
  [[]],
  [['rollback', '0']],
  [['rollback', '1', '2']],
  [['migrate', '--yes']],
  [['draft', '1-x']],
  [['x']],
])('is told how to be used when given %j', async ([args = []]) => {
  const { code, out, err } = await db(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('npm run db -- rollback [n] [--yes]');
});
