import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import { freshHome, type Home } from '../support/homes.ts';
import { command } from '../support/program.ts';
import { migrated, patience } from './upgrading.ts';

/* What an operator looks at: foreign keys, orphans, sizes, indexes. In order: what one test breaks, the others find. */

let home: Home;
let held: Database;
beforeAll(async () => {
  home = await freshHome();
  held = await openDatabase(home);
  await migrated(settings());
  await held.sql`insert into clinic.patients (name, date_of_birth) values ('Ada', '2015-01-01')`;
  await held.sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
    select id, 'Report', n || '.pdf', 'letter', '2026-01-01', 1 from clinic.patients, generate_series(1, 30) n`;
}, patience.timeout);
afterAll(async () => {
  await held.close();
  await home.remove();
});

const settings = (domains = 'clinic') => ({
  DOMAINS: domains,
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});
const linesOf = async (...args: string[]) => {
  const { code, out, err } = await command(settings(), args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd().split(/ {2,}/));
};
const key = 'clinic.fk_documents_patient';
const row = [key, 'documents (patient_id)', 'patients (id)', 'ON DELETE CASCADE'];
const change = (what: string) => held.sql.unsafe(`alter table clinic.documents ${what}`);

test('foreign-keys lists each with its columns, target and rule', patience, async () => {
  const lines = await linesOf('foreign-keys');
  expect(lines).toContainEqual(row);
  expect(lines.map(([name]) => name)).toContain('clinic.sessions_therapist_id_fkey');
  expect(lines.every(({ length }) => length === 4)).toBe(true);
});

test('orphans says that there are none', patience, async () => {
  expect(await linesOf('orphans')).toEqual([['There are no orphans.']]);
});

test('foreign-keys says what is missing, not validated, or has no index', patience, async () => {
  await change('drop constraint fk_documents_patient');
  expect(await linesOf('foreign-keys')).toContainEqual([
    ...row,
    'It is declared, and not in the database.',
  ]);
  await held.sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
    select 900 + n, 'Lost', n || '.pdf', 'letter', '2026-01-01', 1 from generate_series(1, 12) n`;
  await change(`add constraint fk_documents_patient foreign key (patient_id)
    references clinic.patients (id) on delete cascade not valid`);
  await held.sql`drop index clinic.idx_documents_patient_id`;
  expect(await linesOf('foreign-keys')).toContainEqual([
    ...row,
    'no index',
    'It is not validated: rows may be there that name nothing.',
  ]);
});

test('orphans counts them by their links, and lists all of one', patience, async () => {
  const [title, ...rows] = await linesOf('orphans');
  expect(title).toEqual([`${key}: 12 of documents (patient_id) without patients`]);
  expect(rows).toHaveLength(11);
  expect(rows[0]).toEqual(['', expect.stringMatching(/^\d+ names 901$/)]);
  expect(rows.at(-1)).toEqual(['', `… and 2 more: orphans ${key}`]);
  for (const link of [key, 'fk_documents_patient']) {
    const all = await linesOf('orphans', link);
    expect(all.map(([, line]) => line?.replace(/^\d+ /, ''))).toEqual(
      Array.from({ length: 12 }, (_, at) => `names ${901 + at}`),
    );
  }
  expect(await command(settings(), ['orphans', 'no_such_fkey'])).toEqual({
    code: 1,
    out: 'There is no link no_such_fkey.\n',
    err: '',
  });
});

test('table-sizes lists the tables, the largest first', patience, async () => {
  const lines = await linesOf('table-sizes');
  const size = (line: readonly string[]) => Number.parseFloat(line[1] ?? '');
  expect(lines.map(size)).toEqual(lines.map(size).toSorted((one, other) => other - one));
  // what Postgres has counted and not yet told comes on top of what it has analysed: the next time it is right
  const documents = async () => {
    await held.sql`analyze clinic.documents`;
    return (await linesOf('table-sizes')).find(([table]) => table === 'clinic.documents');
  };
  await expect
    .poll(documents, { timeout: 30_000 })
    .toEqual([
      'clinic.documents',
      expect.stringMatching(/^\d+\.\d MB$/),
      expect.stringMatching(/^of which indexes \d+\.\d MB$/),
      'about 42 rows',
    ]);
});

test(
  'index-usage counts scans; unused-indexes leaves out what something needs',
  patience,
  async () => {
    const used = await linesOf('index-usage');
    const byName = new Map(used.map(([name = '', ...more]) => [name, more]));
    expect(byName.get('clinic.patients_pkey')).toEqual([
      expect.stringMatching(/^\d+ scans$/),
      expect.stringMatching(/^\d+\.\d MB$/),
      'patients btree (id)',
    ]);
    const unused = (await linesOf('unused-indexes')).map(([name]) => name);
    expect(unused).toContain('clinic.idx_patients_name');
    expect(unused).not.toContain('clinic.uq_patients_unique_identifier');
    expect(unused).not.toContain('clinic.idx_sessions_therapist_id');
    for (const name of unused) expect(byName.get(name ?? '')?.[0]).toBe('0 scans');
  },
);

test('a domain that is off is in none of the lists', patience, async () => {
  for (const name of ['foreign-keys', 'table-sizes', 'index-usage', 'unused-indexes', 'orphans']) {
    const { code, out } = await command(settings('genji'), [name]);
    expect(code).toBe(0);
    expect(out).not.toContain('clinic.');
  }
});
