import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import postgres, { type ISql } from 'postgres';
import type { Sql } from '../connection.ts';

type Migration = { number: number; name: string; up: string; down: string; checksum: string };
type Applied = { number: number; name: string; checksum: string };

export type MigrationStatus = {
  number: number;
  name: string;
  state: 'applied' | 'pending' | 'changed' | 'missing file';
};

const drizzle = fileURLToPath(new URL('../../../drizzle/', import.meta.url));

/** Applies what is pending, each migration in a transaction of its own, and returns their names. */
export const migrate = async (sql: Sql, folder = drizzle): Promise<string[]> => {
  const migrations = await read(folder);
  return repeat(sql, async (tx) => {
    const states = compare(migrations, await applied(tx));
    const changed = states.find((each) => each.state === 'changed');
    if (changed) {
      throw new Error(
        `${changed.name} was changed after it had been applied. Put it back and write a new migration.`,
      );
    }
    const unknown = states.findLast((each) => each.state === 'missing file');
    if (unknown) {
      throw new Error(
        `The database is newer than this version of PEARL, which does not know the migration ${unknown.name}. Start the newer version.`,
      );
    }
    const next = states.find((each) => each.state === 'pending');
    const migration = migrations.find((each) => each.number === next?.number);
    if (!migration) return;
    const { number, name, up, checksum } = migration;
    await run(tx, `${name}.sql`, up);
    await tx`insert into kernel.migrations ${tx({ number, name, checksum })}`;
    return name;
  });
};

/** Takes back the last `steps` migrations, the latest first, and returns their names. */
export const rollback = async (sql: Sql, steps = 1, folder = drizzle): Promise<string[]> => {
  let left = steps;
  return repeat(sql, async (tx) => (left-- > 0 ? takeBackLast(tx, folder) : undefined));
};

/** Takes back the last migration in a transaction of the caller's, and returns its name. */
export const takeBackLast = async (tx: ISql, folder = drizzle): Promise<string | undefined> => {
  const last = (await applied(tx)).at(-1);
  if (!last) return;
  const migration = (await read(folder)).find((each) => each.number === last.number);
  if (!migration) throw new Error(`${last.name} is applied, but its file is gone.`);
  await run(tx, `${migration.name}.down.sql`, migration.down);
  await tx`delete from kernel.migrations where number = ${last.number}`;
  return last.name;
};

/** Every migration of the folder and of the database, in their order. Changes nothing. */
export const status = async (sql: Sql, folder = drizzle): Promise<MigrationStatus[]> =>
  compare(await read(folder), (await tableExists(sql)) ? await applied(sql) : []);

/** Makes everything anew in a transaction, as in an empty database. */
export const remake = async (tx: ISql, folder = drizzle): Promise<void> => {
  await createTable(tx);
  for (const { name, up } of await read(folder)) await run(tx, `${name}.sql`, up);
};

/** Runs `step` until it has nothing to do. Servers that start at once take turns, one step each. */
const repeat = async (
  sql: Sql,
  step: (tx: ISql) => Promise<string | undefined>,
): Promise<string[]> => {
  const done: string[] = [];
  for (;;) {
    const name = await sql.begin(async (tx) => {
      await tx`set local statement_timeout = 0`; // a server's limit is for its requests
      await tx`select pg_advisory_xact_lock(hashtext('kernel.migrations'))`;
      if (!(await tableExists(tx))) await createTable(tx);
      return step(tx);
    });
    if (!name) return done;
    done.push(name);
  }
};

const tableExists = async (sql: ISql) => {
  const [row] = await sql`select to_regclass('kernel.migrations') is not null as exists`;
  return row?.['exists'] === true;
};

const createTable = async (tx: ISql) => {
  await tx`create schema if not exists kernel`;
  await tx`create table kernel.migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`;
};

const applied = (sql: ISql) =>
  sql<Applied[]>`select number, name, checksum from kernel.migrations order by number`;

const compare = (migrations: Migration[], done: Applied[]): MigrationStatus[] => {
  const known = new Set(migrations.map((each) => each.number));
  const checksums = new Map(done.map((each) => [each.number, each.checksum]));
  const stateOf = ({ number, checksum }: Migration) => {
    if (!checksums.has(number)) return 'pending';
    return checksums.get(number) === checksum ? 'applied' : 'changed';
  };
  return [
    ...migrations.map(
      (each) => ({ number: each.number, name: each.name, state: stateOf(each) }) as const,
    ),
    ...done
      .filter((each) => !known.has(each.number))
      .map(({ number, name }) => ({ number, name, state: 'missing file' }) as const),
  ].sort((a, b) => a.number - b.number);
};

const run = async (tx: ISql, file: string, text: string) => {
  try {
    await tx.unsafe(text);
  } catch (cause) {
    if (!(cause instanceof postgres.PostgresError)) throw cause;
    const line = text.slice(0, Number(cause.position ?? 0)).split('\n').length;
    throw new Error(`${file}:${line}: ${cause.message}`, { cause });
  }
};

/** The folder's migrations, which are numbered from 1 without a gap and can all be taken back. */
const read = async (folder: string): Promise<Migration[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const ups = files.filter((file) => !file.endsWith('.down.sql'));
  const text = async (file: string) =>
    (await readFile(`${folder}/${file}`, 'utf8')).replaceAll('\r\n', '\n');

  ups.forEach((file, index) => {
    const number = Number(/^(\d{4})_\w+\.sql$/.exec(file)?.[1]);
    if (!number) throw new Error(`${file} is not named like 0001_name.sql.`);
    if (number <= index) throw new Error(`${file} has the number of ${ups[index - 1]}.`);
    if (number > index + 1) throw new Error(`There is no migration ${index + 1} before ${file}.`);
  });
  const downs = ups.map((file) => file.replace(/sql$/, 'down.sql'));
  for (const down of downs) if (!files.includes(down)) throw new Error(`${down} is missing.`);
  for (const file of files) {
    if (!ups.includes(file) && !downs.includes(file))
      throw new Error(`${file} takes back no migration.`);
  }

  return Promise.all(
    ups.map(async (file, index) => {
      const up = await text(file);
      const down = await text(file.replace(/sql$/, 'down.sql'));
      const checksum = createHash('sha256').update(up).digest('hex');
      return { number: index + 1, name: file.replace(/\.sql$/, ''), up, down, checksum };
    }),
  );
};
