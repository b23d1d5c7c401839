import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import type { Sql } from '../../src/database/connection.ts';
import { freshHome, type Home, scratch } from '../support/homes.ts';
import { command, finish } from '../support/program.ts';

/*
 * The migration of the specification: two foreign keys of a clinic that were only in the code, in a database where one
 * column has its old name.
 */

/** Brings a database to where the migrations lead. */
export const migrated = async (environment: Record<string, string>) => {
  const { code, out, err } = await command(environment, ['migrate']);
  if (code !== 0) throw new Error(`It has not been migrated: ${out}${err}`);
};

export const patience = { timeout: 300_000 };

let home: Home;
let held: Database | undefined;
export let folder: string;

/** A database with a little of a clinic. */
export const openHome = async () => {
  home = await freshHome();
  folder = await mkdtemp(join(scratch, 'pearl-upgrade-'));
  await hold();
  await migrated(settings());
  await withSql(async (sql) => {
    await sql`insert into clinic.patients (name, date_of_birth) values ('Ada', '2015-01-01'), ('Ben', '2016-01-01')`;
    await sql`insert into clinic.sessions (patient_id, title, session_date, duration)
      select id, 'First', '2026-01-01', 50 from clinic.patients`;
    await sql`insert into clinic.session_notes (session_id, patient_id) select id, patient_id from clinic.sessions`;
    await sql`insert into clinic.documents (patient_id, title, name, type, date, allocated_units)
      select id, 'Report', 'report.pdf', 'letter', '2026-01-01', 1 from clinic.patients`;
  });
};
export const closeHome = async () => {
  await letGo();
  await home.remove();
  await rm(folder, { recursive: true });
};

export const settings = () => ({
  DOMAINS: 'clinic,genji',
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});

/** Keeps the database open, as a server does: commands borrow its session where it is embedded, and need not start it. */
const hold = async () => (held ??= await openDatabase(home));
/** Leaves it to a program that is to have it for itself. */
export const letGo = async () => {
  await held?.close();
  held = undefined;
};
export const withSql = async <Result>(act: (sql: Sql) => Promise<Result>): Promise<Result> =>
  act((await hold()).sql);

export let backups = 0;
const backup = () => join(folder, `${(backups += 1)}.backup`);
export const call = (args: readonly string[]) => ['upgrade-fk', ...args, '--backup', backup()];
export const upgrade = (...args: string[]) => command(settings(), call(args));
export const upgradeProgram = (...args: string[]) =>
  finish('src/cli/db.ts', settings(), call(args));
export const verify = async () => (await command(settings(), ['verify'])).out;

export const both = ['fk_documents_patient', 'fk_session_notes_patient'];
export const was = ['--was', 'clinic.documents.patient_id=client_id'];
export const clean = 'The database matches what is declared.\n';

/** The state that the specification begins with. */
export const breakIt = (more = '') =>
  withSql((sql) =>
    sql.unsafe(`
      alter table clinic.documents drop constraint if exists fk_documents_patient;
      alter table clinic.session_notes drop constraint if exists fk_session_notes_patient,
        drop constraint if exists session_notes_session_id_fkey;
      do $$ begin alter table clinic.documents rename column patient_id to client_id; exception when undefined_column then end $$;
      ${more}`),
  );
