import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  backups,
  both,
  breakIt,
  clean,
  closeHome,
  folder,
  openHome,
  patience,
  upgrade,
  upgradeProgram,
  verify,
  was,
  withSql,
} from './upgrading.ts';

/* The migration of the specification. In order: each test finds what the one before it left. */

beforeAll(openHome, patience.timeout);
afterAll(closeHome);

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
      const { code, out } = await upgradeProgram('--all', ...was);
      expect({ code, out }).toMatchObject({ code: 0 });
      expect(out).toContain('clinic.fk_documents_patient: in place, ON DELETE CASCADE, validated.');
      expect(out.indexOf('.backup')).toBeLessThan(out.search(/^1\/\d/m));
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
