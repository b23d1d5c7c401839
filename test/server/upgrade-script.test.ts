import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { server } from '../support/homes.ts';
import {
  backups,
  breakIt,
  clean,
  closeHome,
  folder,
  openHome,
  patience,
  settings,
  upgrade,
  verify,
  was,
  withSql,
} from './upgrading.ts';

/* `upgrade-fk --sql`: a script that does the same, by psql where there is a server. */

beforeAll(openHome, patience.timeout);
afterAll(closeHome);

const scriptFor = async (...args: string[]) => {
  const { code, out } = await upgrade('--all', ...args, '--sql');
  expect(code).toBe(0);
  return out;
};

const psql = async (script: string): Promise<void> => {
  const child = spawn('psql', ['-X', '-q', settings().DATABASE_URL ?? ''], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  child.stdin.end(script);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(complaint);
};

/** Runs it; the embedded database has no psql, and takes what is not about files. */
const run = (script: string): Promise<void> =>
  server
    ? psql(script)
    : withSql(async (sql) => {
        try {
          for (const part of partsOf(script)) await sql.unsafe(part.replace(/^\\.*$/gm, ''));
        } catch (error) {
          await sql.unsafe('rollback'); // as the end of a session does
          throw error;
        }
      });

const partsOf = (script: string) => script.split('\n\n');

test('can be run again after any of its steps, and when all is done', patience, async () => {
  await breakIt();
  const parts = partsOf(await scriptFor(...was));
  expect(parts.length).toBeGreaterThan(8);
  for (let done = 0; done <= parts.length; done += server ? 1 : 4) {
    await breakIt();
    await run(parts.slice(0, done).join('\n\n'));
    await run(parts.join('\n\n'));
  }
  expect(await verify()).toBe(clean);
  await run(parts.join('\n\n'));
  expect(await verify()).toBe(clean);
});

test(
  'changes nothing as long as there are orphans, under either name of a column',
  patience,
  async () => {
    await breakIt();
    const script = await scriptFor(...was);
    const lost = (
      column: string,
    ) => `insert into clinic.documents (${column}, title, name, type, date, allocated_units)
    values (999999, 'Lost', 'lost.pdf', 'letter', '2026-01-01', 1)`;
    await withSql((sql) => sql.unsafe(lost('client_id')));
    const before = await verify();
    await expect(run(script)).rejects.toThrow('There are orphans by clinic.fk_documents_patient.');
    expect(await verify()).toBe(before);
    await withSql((sql) =>
      sql.unsafe('alter table clinic.documents rename column client_id to patient_id'),
    );
    await expect(run(script)).rejects.toThrow('There are orphans by clinic.fk_documents_patient.');
    await withSql((sql) => sql.unsafe(`delete from clinic.documents where title = 'Lost'`));
    await run(script);
    expect(await verify()).toBe(clean);
  },
);

describe('with orphans', () => {
  const [document, session, note, other] = [9001, 9002, 9003, 9004];
  const orphans = `
    alter table clinic.sessions drop constraint if exists sessions_patient_id_fkey,
      drop constraint if exists sessions_therapist_id_fkey;
    alter table clinic.session_notes alter column session_id drop not null;
    delete from clinic.session_notes where id > 9000;
    insert into clinic.clinicians (id, name, email) values (5, 'Dee', 'dee@clinic.example') on conflict do nothing;
  insert into clinic.patient_clinicians (patient_id, clinician_id, role) select id, 5, 'Supervisor' from clinic.patients on conflict do nothing;
    update clinic.sessions set therapist_id = 78 where id = 1;
    insert into clinic.documents (id, client_id, title, name, type, date, allocated_units)
      values (${document}, 901, E'A "quoted"\\n\\\\line', 'a.pdf', 'letter', '2026-01-01', 1);
    insert into clinic.sessions (id, patient_id, title, session_date, duration)
      values (${session}, 902, 'Lost', '2026-01-01', 50);
    insert into clinic.session_notes (id, session_id, patient_id, date)
      values (${note}, ${session}, 902, '2026-01-01'), (${other}, 777, 1, '2026-01-01');`;
  const choices = [
    'clinic.fk_documents_patient:delete',
    'sessions_patient_id_fkey:delete',
    'sessions_therapist_id_fkey:reparent=5',
    'fk_session_notes_patient:delete',
    'session_notes_session_id_fkey:set-null',
  ].flatMap((choice) => ['--orphans', choice]);

  /** What is left, and what the file says of what is gone or was changed. */
  const outcome = async () => {
    const file = join(folder, `${backups}.backup.rows.jsonl`);
    const plain = (row: Record<string, unknown>) => {
      const { created_at: _made, updated_at: _changed, version: _version, ...values } = row;
      return values;
    };
    const written = existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
    const left = await withSql(
      (sql) => sql<{ row: Record<string, unknown> }[]>`
        select to_jsonb(t) as row from (select 'document' as kind, id, patient_id, null::integer as other from clinic.documents
          union all select 'session', id, patient_id, therapist_id from clinic.sessions
          union all select 'note', id, patient_id, session_id from clinic.session_notes) t order by kind, id`,
    );
    return {
      left: left.map(({ row }) => row),
      written: written.map(({ table, repair, row }) => ({ table, repair, row: plain(row) })),
    };
  };

  test('it leaves the same rows and writes the same file, once', patience, async () => {
    await breakIt(orphans);
    expect(await upgrade('--all', ...was, ...choices)).toMatchObject({ code: 0 });
    const { left, written } = await outcome();
    expect(left).toContainEqual({ kind: 'note', id: other, patient_id: 1, other: null });
    expect(left).toContainEqual({ kind: 'session', id: 1, patient_id: 1, other: 5 });
    expect(left.map(({ id }) => id)).not.toContain(document);
    // a note goes with its session, and is written down with it
    expect(written.map(({ table, repair, row }) => [table, repair, row['id']])).toEqual([
      ['clinic.sessions', 'delete', session],
      ['clinic.session_notes', 'delete', note],
      ['clinic.sessions', 'reparent', 1],
      ['clinic.session_notes', 'set-null', other],
      ['clinic.documents', 'delete', document],
    ]);

    await breakIt(orphans);
    const script = await scriptFor(...was, ...choices);
    await run(script);
    expect(await outcome()).toEqual({ left, written: server ? written : [] });
    await run(script);
    expect(await outcome()).toEqual({ left, written: server ? written : [] });
    const column = 'alter table clinic.session_notes alter column session_id set not null';
    await withSql((sql) =>
      sql.unsafe(`delete from clinic.session_notes where id = ${other}; ${column}`),
    );
    expect(await verify()).toBe(clean);
  });

  test('it stops where there is no row to give them to', patience, async () => {
    await breakIt(
      'alter table clinic.sessions drop constraint sessions_therapist_id_fkey; update clinic.sessions set therapist_id = 78 where id = 1',
    );
    const wish = [...was, '--orphans', 'sessions_therapist_id_fkey:reparent=4444'];
    const none = 'There is no clinic.clinicians 4444 to give the orphans to.';
    await expect(run(await scriptFor(...wish))).rejects.toThrow(none);
    expect((await upgrade('--all', ...wish)).err).toContain(none);
    await rm(join(folder, `${backups}.backup.rows.jsonl`), { force: true });
    expect(
      await upgrade('--all', ...was, '--orphans', 'sessions_therapist_id_fkey:set-null'),
    ).toMatchObject({ code: 0 });
    expect(await verify()).toBe(clean);
  });
});

test('it converts a column of another type once', patience, async () => {
  await breakIt(`alter table clinic.session_notes alter column patient_id type text using patient_id::text;
    insert into clinic.session_notes (id, session_id, patient_id) values (9005, 1, 'nobody')`);
  const script = await scriptFor(
    ...was,
    '--retype',
    '--orphans',
    'fk_session_notes_patient:delete',
    '--orphans',
    'session_notes_session_id_fkey:delete',
  );
  for (let times = 0; times < 2; times += 1) {
    await run(script);
    expect(await verify()).toBe(clean);
  }
});
