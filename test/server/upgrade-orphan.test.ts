import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { server } from '../support/homes.ts';
import { start } from '../support/program.ts';
import {
  backups,
  both,
  breakIt,
  call,
  clean,
  closeHome,
  folder,
  letGo,
  openHome,
  patience,
  settings,
  upgrade,
  verify,
  was,
  withSql,
} from './upgrading.ts';

/* The migration of the specification where rows are in its way, or something breaks it off. */

beforeAll(openHome, patience.timeout);
afterAll(closeHome);

const orphans = `
  insert into clinic.documents (client_id, title, name, type, date, allocated_units)
    select 900 + n, 'Lost', n || '.pdf', 'letter', '2026-01-01', 1 from generate_series(1, 3) n;
  insert into clinic.session_notes (session_id, patient_id) select min(id), 901 from clinic.sessions;
  alter table clinic.documents drop constraint if exists documents_therapist_id_fkey;
  alter table clinic.sessions drop constraint if exists sessions_therapist_id_fkey;
  insert into clinic.clinicians (id, name, email) values (5, 'Dee', 'dee@clinic.example') on conflict do nothing;
  insert into clinic.patient_clinicians (patient_id, clinician_id, role) select id, 5, 'Supervisor' from clinic.patients on conflict do nothing;
  update clinic.documents set therapist_id = 77 where id = (select min(id) from clinic.documents);
  update clinic.sessions set therapist_id = 78 where id = (select min(id) from clinic.sessions);`;
const choices = [
  'clinic.fk_session_notes_patient:delete',
  'session_notes_session_id_fkey:delete',
  'documents_therapist_id_fkey:set-null',
  'sessions_therapist_id_fkey:reparent=5',
].flatMap((choice) => ['--orphans', choice]);

const toDocuments = ['--orphans', 'fk_documents_patient:delete'];

/** A column that is text, and a value in it that no conversion takes. */
const wrongType = `
  alter table clinic.session_notes alter column patient_id type text using patient_id::text;
  insert into clinic.session_notes (session_id, patient_id) select min(id), 'nobody' from clinic.sessions;`;
const retyped = [
  '--retype',
  '--orphans',
  'fk_session_notes_patient:delete',
  '--orphans',
  'session_notes_session_id_fkey:delete',
];

describe('with orphans', () => {
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
    'each is repaired as it was chosen; what was there is in a file, and what is deleted in the trail',
    patience,
    async () => {
      const { code, out } = await upgrade('--all', ...was, ...choices, ...toDocuments);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(await verify()).toBe(clean);
      const lines = readFileSync(join(folder, `${backups}.backup.rows.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const documents = lines.filter(({ table }) => table === 'clinic.documents');
      expect(
        documents.map(({ repair, row }) => [repair, row.patient_id, row.therapist_id]),
      ).toEqual([
        ['delete', 901, null],
        ['delete', 902, null],
        ['delete', 903, null],
        ['set-null', 1, 77],
      ]);
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
  await breakIt(wrongType);
  const stopped = await upgrade('--all', ...was);
  expect(stopped.code).toBe(1);
  expect(stopped.out).toContain(
    'clinic.session_notes.patient_id is text, and declared as integer: --retype converts it.',
  );
  const found = await upgrade('--all', ...was, '--retype');
  expect(found.code).toBe(1);
  expect(found.out).toContain(' names nobody\n');
  const done = await upgrade('--all', ...was, ...retyped);
  expect(done).toMatchObject({ code: 0 });
  expect(await verify()).toBe(clean);
});

const states: [state: string, more: string, wishes: readonly string[]][] = [
  ['without orphans', '', was],
  ['with orphans', orphans, [...was, ...choices, ...toDocuments]],
  ['with a column of another type', wrongType, [...was, ...retyped]],
];
// each program of the embedded database takes its time to start
describe.each(states)('%s', (state, more, wishes) => {
  const isTried = Boolean(server) || state === 'with orphans';
  test.runIf(isTried)('it is done twice, rolled back twice, and done again', patience, async () => {
    const nothing = { code: 0, out: 'There is nothing to do.\n' };
    await breakIt(more);
    expect(await upgrade('--all', ...wishes)).toMatchObject({ code: 0 });
    expect(await upgrade('--all', ...wishes)).toMatchObject(nothing);
    expect(await verify()).toBe(clean);
    expect(await upgrade('--all', '--rollback')).toMatchObject({ code: 0 });
    expect(await upgrade('--all', '--rollback')).toMatchObject(nothing);
    const found = await verify();
    for (const name of both) {
      expect(found).toContain(`.${name}:`);
      expect(await upgrade(name, '--rollback')).toMatchObject(nothing);
    }
    for (const name of both) {
      expect(await upgrade(name)).toMatchObject({ code: 0 });
      expect(await upgrade(name)).toMatchObject(nothing);
    }
    expect(await upgrade('--all')).toMatchObject({ code: 0 });
    expect(await verify()).toBe(clean);
    for (const name of both) {
      expect(await upgrade(name, '--rollback')).toMatchObject({ code: 0 });
      expect(await upgrade(name, '--rollback')).toMatchObject(nothing);
    }
    expect(await upgrade('--all')).toMatchObject({ code: 0 });
    expect(await verify()).toBe(clean);
  });

  test.runIf(isTried)('interrupted at any step, it goes on', { timeout: 900_000 }, async () => {
    await breakIt(more);
    const { out } = await upgrade('--all', ...wishes, '--dry-run');
    const steps = out.match(/^\d+\. /gm)?.length ?? 0;
    expect(steps).toBeGreaterThan(5);
    const tried = Array.from({ length: steps }, (_, at) => at + 1).filter(
      (step) => server || [1, 2, steps].includes(step),
    );
    for (const step of tried) {
      await breakIt(more);
      await letGo();
      const running = start('src/cli/db.ts', settings(), call(['--all', ...wishes]));
      await running.until(new RegExp(`^${step}/${steps} `, 'm'));
      running.kill('SIGKILL');
      expect(await running.closed).toMatchObject({ signal: 'SIGKILL' });
      const { code, out } = await upgrade('--all', ...wishes);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(await verify()).toBe(clean);
    }
  });
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
