import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import type { Sql } from '../../src/database/connection.ts';
import { freshHome, type Home, scratch, server } from '../support/homes.ts';
import { finish, start } from '../support/program.ts';

/*
 * The migration of the specification: two foreign keys of a clinic that were only in the code, in a database where one
 * column has its old name. In order: each test finds what the one before it left.
 */

const patience = { timeout: 300_000 };

let home: Home;
let folder: string;
beforeAll(async () => {
  home = await freshHome();
  folder = await mkdtemp(join(scratch, 'pearl-upgrade-'));
  expect(await finish('src/cli/db.ts', settings(), ['migrate'])).toMatchObject({ code: 0 });
  await withSql(async (sql) => {
    await sql`insert into clinic.patients (name, date_of_birth) values ('Ada', '2015-01-01'), ('Ben', '2016-01-01')`;
    await sql`insert into clinic.sessions (patient_id, title, session_date, duration)
      select id, 'First', '2026-01-01', 50 from clinic.patients`;
    await sql`insert into clinic.session_notes (session_id, patient_id) select id, patient_id from clinic.sessions`;
    await sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
      select id, 'Report', 'report.pdf', 'letter', '2026-01-01', 1 from clinic.patients`;
  });
}, patience.timeout);
afterAll(async () => {
  await home.remove();
  await rm(folder, { recursive: true });
});

const settings = () => ({
  DOMAINS: 'clinic,genji',
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});
const withSql = async <Result>(act: (sql: Sql) => Promise<Result>): Promise<Result> => {
  const { sql, close } = await openDatabase(home);
  try {
    return await act(sql);
  } finally {
    await close();
  }
};

let backups = 0;
const backup = () => join(folder, `${(backups += 1)}.backup`);
const call = (args: readonly string[]) => ['upgrade-fk', ...args, '--backup', backup()];
const upgrade = (...args: string[]) => finish('src/cli/db.ts', settings(), call(args));
const verify = async () => (await finish('src/cli/db.ts', settings(), ['verify'])).out;

const both = ['fk_documents_patient', 'fk_session_notes_patient'];
const was = ['--was', 'clinic.documents.patient_id=client_id'];
const clean = 'The database matches what is declared.\n';

/** The state that the specification begins with. */
const breakIt = (more = '') =>
  withSql((sql) =>
    sql.unsafe(`
      alter table clinic.documents drop constraint if exists fk_documents_patient;
      alter table clinic.session_notes drop constraint if exists fk_session_notes_patient,
        drop constraint if exists session_notes_session_id_fkey;
      do $$ begin alter table clinic.documents rename column patient_id to client_id; exception when undefined_column then end $$;
      ${more}`),
  );

/** The query by which the specification verifies the migration. */
const seedsQuery = (table: string, more = '') => `
  SELECT tc.constraint_name, tc.table_name, kcu.column_name,
         ccu.table_name AS foreign_table_name,
         ccu.column_name AS foreign_column_name
  FROM information_schema.table_constraints AS tc
  JOIN information_schema.key_column_usage AS kcu
    ON tc.constraint_name = kcu.constraint_name
  JOIN information_schema.constraint_column_usage AS ccu
    ON ccu.constraint_name = tc.constraint_name
  WHERE tc.constraint_type = 'FOREIGN KEY'
    AND tc.table_name = '${table}' ${more}`;
const own = `AND tc.table_schema = 'clinic' AND kcu.table_schema = 'clinic' AND ccu.table_schema = 'clinic'`;

describe('without orphans', () => {
  test('it says what is missing, and shows a plan that changes nothing', patience, async () => {
    await breakIt();
    const [documents = ''] = both;
    const stopped = await upgrade(documents);
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain(
      'clinic.fk_documents_patient: clinic.documents has no column patient_id. If it has an old name: --was clinic.documents.patient_id=<old name>.',
    );
    const shown = await upgrade('--all', ...was, '--dry-run');
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(
      /1\. Rename clinic\.documents\.client_id to patient_id\.[^]*Add fk_documents_patient[^]*Validate fk_documents_patient[^]*Nothing has been done\.\n$/,
    );
    const found = await verify();
    expect(found).toContain('missing foreign key clinic.documents.fk_documents_patient');
    expect(found).toContain('missing column clinic.documents.patient_id');
    expect(existsSync(join(folder, `${backups}.backup`))).toBe(false);
  });

  test(
    'it is done with a backup first, and verified; done again, it has nothing to do',
    patience,
    async () => {
      const { code, out } = await upgrade('--all', ...was);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(out).toContain('clinic.fk_documents_patient: in place, ON DELETE CASCADE, validated.');
      expect(out.indexOf('.backup')).toBeLessThan(out.indexOf('1/'));
      expect(existsSync(join(folder, `${backups}.backup`))).toBe(true);
      expect(await verify()).toBe(clean);
      expect(await upgrade('--all', ...was)).toMatchObject({
        code: 0,
        out: 'There is nothing to do.\n',
      });
    },
  );

  test(
    'the query of the specification finds it; without a schema it also lists what another domain calls documents',
    patience,
    async () => {
      await withSql(async (sql) => {
        const [link] = await sql.unsafe(
          seedsQuery('documents', `${own} AND tc.constraint_name = 'fk_documents_patient'`),
        );
        expect(link).toEqual({
          constraint_name: 'fk_documents_patient',
          table_name: 'documents',
          column_name: 'patient_id',
          foreign_table_name: 'patients',
          foreign_column_name: 'id',
        });
        expect(
          await sql.unsafe(
            seedsQuery(
              'session_notes',
              `${own} AND tc.constraint_name = 'fk_session_notes_patient'`,
            ),
          ),
        ).toHaveLength(1);
        const foreign = (rows: readonly Record<string, unknown>[]) =>
          rows.map((row) => row['foreign_table_name']);
        expect(foreign(await sql.unsafe(seedsQuery('documents')))).toContain(
          'document_collections',
        );
        expect(foreign(await sql.unsafe(seedsQuery('documents', own)))).not.toContain(
          'document_collections',
        );
      });
    },
  );

  test(
    'the steps of the specification: a patient goes with what there is of them, a document goes alone',
    patience,
    async () => {
      await withSql(async (sql) => {
        const [patient] = await sql<
          { id: number }[]
        >`insert into clinic.patients (name, date_of_birth) values ('Cem', '2017-01-01') returning id`;
        const id = patient?.id ?? 0;
        const [session] = await sql<
          { id: number }[]
        >`insert into clinic.sessions (patient_id, title, session_date, duration)
        values (${id}, 'Only', '2026-01-01', 50) returning id`;
        await sql`insert into clinic.session_notes (session_id, patient_id) select ${session?.id ?? 0}, ${id} from generate_series(1, 2)`;
        await sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
        select ${id}, 'Letter', n || '.pdf', 'letter', '2026-01-01', 1 from generate_series(1, 2) n`;
        const counts = async () => {
          const [row] =
            await sql`select (select count(*)::int from clinic.documents where patient_id = ${id}) as documents,
          (select count(*)::int from clinic.session_notes where patient_id = ${id}) as notes,
          (select count(*)::int from clinic.patients where id = ${id}) as patients`;
          return row;
        };
        expect(await counts()).toEqual({ documents: 2, notes: 2, patients: 1 });
        await sql`delete from clinic.documents where patient_id = ${id} and name = '1.pdf'`;
        expect(await counts()).toEqual({ documents: 1, notes: 2, patients: 1 });
        await sql`delete from clinic.patients where id = ${id}`;
        expect(await counts()).toEqual({ documents: 0, notes: 0, patients: 0 });
      });
    },
  );

  test('it is rolled back, and that again; and done once more', patience, async () => {
    const { code, out } = await upgrade('--all', '--rollback');
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('It is as it was before.'),
    });
    const found = await verify();
    for (const name of both) expect(found).toContain(`.${name}:`);
    expect(found).not.toContain('column');
    expect(await upgrade('--all', '--rollback')).toMatchObject({
      code: 0,
      out: 'There is nothing to do.\n',
    });
    expect(await upgrade('--all')).toMatchObject({ code: 0 });
    expect(await verify()).toBe(clean);
  });
});

test(
  'a key with another rule is replaced by one that is validated beside it, and comes back by a rollback',
  patience,
  async () => {
    const [name = ''] = both;
    await withSql((sql) =>
      sql.unsafe(`alter table clinic.documents drop constraint ${name};
      alter table clinic.documents add constraint ${name} foreign key (patient_id) references clinic.patients (id) on update cascade;
      drop index clinic.idx_documents_patient_id`),
    );
    const broken = await verify();
    expect(broken).toContain(`different foreign key clinic.documents.${name}: `);
    expect(broken).toContain('missing index clinic.documents.idx_documents_patient_id');
    expect(broken).toContain(`foreign key clinic.documents.${name} has no index`);
    const { code, out } = await upgrade(name);
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toMatch(
      /Add fk_documents_patient_new[^]*Validate fk_documents_patient_new[^]*drop fk_documents_patient, call fk_documents_patient_new fk_documents_patient\./,
    );
    expect(out).toContain('It has no index: every delete of a parent reads the whole table.');
    expect(await verify()).not.toContain('different');

    expect(await upgrade(name, '--rollback')).toMatchObject({ code: 0 });
    expect(await verify()).toBe(broken);
    expect(await upgrade(name)).toMatchObject({ code: 0 });
    await withSql(
      (sql) =>
        sql`create index idx_documents_patient_id on clinic.documents (patient_id, date, id)`,
    );
    expect(await verify()).toBe(clean);
  },
);

describe('with orphans', () => {
  const orphans = `
    insert into clinic.documents (client_id, title, name, type, date, allocated_units)
      select 900 + n, 'Lost', n || '.pdf', 'letter', '2026-01-01', 1 from generate_series(1, 3) n;
    insert into clinic.session_notes (session_id, patient_id) select min(id), 901 from clinic.sessions;
    alter table clinic.documents drop constraint documents_therapist_id_fkey;
    alter table clinic.sessions drop constraint sessions_therapist_id_fkey;
    insert into clinic.clinicians (id, name, email) values (5, 'Dee', 'dee@clinic.example');
    update clinic.documents set therapist_id = 77 where id = (select min(id) from clinic.documents);
    update clinic.sessions set therapist_id = 78 where id = (select min(id) from clinic.sessions);`;
  const choices = [
    'clinic.fk_session_notes_patient:delete',
    'session_notes_session_id_fkey:delete',
    'documents_therapist_id_fkey:set-null',
    'sessions_therapist_id_fkey:reparent=5',
  ].flatMap((choice) => ['--orphans', choice]);

  test(
    'it stops before anything is changed, and says what there is to choose',
    patience,
    async () => {
      await breakIt(orphans);
      const before = await verify();
      const { code, out } = await upgrade('--all', ...was);
      expect(code).toBe(1);
      expect(out).toContain(
        'clinic.fk_documents_patient: 3 of documents (client_id) without patients\n',
      );
      expect(out).toContain(
        'clinic.fk_session_notes_patient: 1 of session_notes (patient_id) without patients\n',
      );
      expect(out).toContain('Choose: --orphans clinic.fk_documents_patient:delete | ');
      expect(out).toMatch(/Nothing has been done\.\n$/);
      expect(await verify()).toBe(before);
      expect(existsSync(join(folder, `${backups}.backup`))).toBe(false);
    },
  );

  test.each([
    [['--orphans', 'fk_documents_patient:set-null'], 'cannot be null: choose delete or reparent.'],
    [
      ['--orphans', 'delete'],
      '--orphans takes [constraint:]delete, set-null or reparent=<key>, not "delete".',
    ],
    [['--orphans', 'fk_documents_patient:reparent'], '--orphans takes'],
    [['--orphans', 'session_notes_session_id_fkey:reparent=1'], 'has several columns'],
  ])('%j is refused', patience, async (wrong, why) => {
    const { code, out, err } = await upgrade('--all', ...was, ...wrong);
    expect(code).toBe(1);
    expect(out + err).toContain(why);
  });

  test(
    'each is repaired as it was chosen; what is deleted is in a file and in the trail',
    patience,
    async () => {
      const { code, out } = await upgrade(
        '--all',
        ...was,
        ...choices,
        '--orphans',
        'fk_documents_patient:delete',
      );
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(await verify()).toBe(clean);
      const lines = readFileSync(join(folder, `${backups}.backup.rows.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const documents = lines.filter(({ table }) => table === 'clinic.documents');
      expect(documents.map(({ row }) => row.patient_id)).toEqual([901, 902, 903]);
      await withSql(async (sql) => {
        const [found] = await sql`select
        (select count(*)::int from clinic.documents where title = 'Lost') as lost,
        (select count(*)::int from clinic.audit_logs where entity_type = 'ClinicDocument' and action = 'DELETE'
          and changes->'before'->>'title' = 'Lost') as gone,
        (select count(*)::int from clinic.session_notes where patient_id = 901) as notes,
        (select therapist_id from clinic.documents order by id limit 1) as writer,
        (select therapist_id from clinic.sessions order by id limit 1) as leader`;
        expect(found).toEqual({ lost: 0, gone: 3, notes: 0, writer: null, leader: 5 });
      });
    },
  );
});

test('a column of another type is converted if that is said', patience, async () => {
  await breakIt(`alter table clinic.session_notes alter column patient_id type text using patient_id::text;
    insert into clinic.session_notes (session_id, patient_id) select min(id), 'nobody' from clinic.sessions`);
  const stopped = await upgrade('--all', ...was);
  expect(stopped.code).toBe(1);
  expect(stopped.out).toContain(
    'clinic.session_notes.patient_id is text, and declared as integer: --retype converts it.',
  );
  const found = await upgrade('--all', ...was, '--retype');
  expect(found.code).toBe(1);
  expect(found.out).toContain(' names nobody\n');
  const done = await upgrade(
    '--all',
    ...was,
    '--retype',
    '--orphans',
    'fk_session_notes_patient:delete',
    '--orphans',
    'session_notes_session_id_fkey:delete',
  );
  expect(done).toMatchObject({ code: 0 });
  expect(await verify()).toBe(clean);
});

test('interrupted at any step, it goes on from there', patience, async () => {
  const wishes = ['--all', ...was];
  await breakIt();
  const { out } = await upgrade(...wishes, '--dry-run');
  const steps = out.match(/^\d+\. /gm)?.length ?? 0;
  expect(steps).toBeGreaterThan(5);
  // on a server, each; a process of the embedded database takes its time to start
  const tried = Array.from({ length: steps }, (_, at) => at + 1).filter(
    (step) => server || [1, 2, steps].includes(step),
  );
  for (const step of tried) {
    await breakIt();
    const running = start('src/cli/db.ts', settings(), call(wishes));
    await running.until(new RegExp(`^${step}/${steps} `, 'm'));
    running.kill('SIGKILL');
    expect(await running.closed).toMatchObject({ signal: 'SIGKILL' });
    const { code, out } = await upgrade(...wishes);
    expect({ code, out }).toMatchObject({ code: 0 });
  }
  expect(await verify()).toBe(clean);
});

test('a table that is missing is said, and the others are done', patience, async () => {
  await breakIt('drop table clinic.documents cascade');
  const [documents = '', notes = ''] = both;
  expect(await upgrade(documents)).toMatchObject({
    code: 1,
    out: 'clinic.fk_documents_patient: There is no table clinic.documents.\nNothing has been done.\n',
  });
  expect(await upgrade(notes)).toMatchObject({ code: 0 });
});
