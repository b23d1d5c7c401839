import postgres, { type ISql } from 'postgres';
import type { Sql } from '../connection.ts';
import { isWithin, type Migration, readMigrations, type Scope } from './migration-file.ts';

type Applied = { number: number; name: string; checksum: string };

export type MigrationStatus = {
  number: number;
  name: string;
  state: 'applied' | 'pending' | 'changed' | 'missing file';
};

/**
 * Applies what is pending, each migration in a transaction of its own, and returns their names. A domain that is switched
 * on late gets its own then, so numbers may be applied out of order, but not within a domain. With `to`, those beyond that
 * number wait.
 */
export const migrate = async (sql: Sql, scope: Scope = {}, to?: number): Promise<string[]> => {
  const migrations = await wanted(scope);
  return repeat(sql, async (tx) => {
    const states = compare(migrations, await applied(tx, scope));
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
    assertAhead(states, to);
    const next = pendingOf(states, to)[0];
    const migration = migrations.find((each) => each.number === next?.number);
    if (!migration) return;
    const { number, name, up, checksum } = migration;
    await run(tx, `${name}.sql`, up);
    await tx`insert into kernel.migrations ${tx({ number, name, checksum })}`;
    return name;
  });
};

const pendingOf = (states: readonly MigrationStatus[], to = Number.POSITIVE_INFINITY) =>
  states.filter(({ state, number }) => state === 'pending' && number <= to);

/** The way to an earlier number is another one. */
const assertAhead = (states: readonly MigrationStatus[], to: number | undefined): void => {
  if (to === undefined) return;
  if (!states.some(({ number }) => number === to)) throw new Error(`There is no migration ${to}.`);
  const beyond = states.find(({ number, state }) => number > to && state === 'applied');
  if (beyond) throw new Error(`${beyond.name} is applied already: rollback takes it back.`);
};

/** The pending migrations as a script for psql, each in a transaction of its own. */
export const pendingScript = async (sql: Sql, scope: Scope, to?: number): Promise<string> => {
  const states = await status(sql, scope);
  assertAhead(states, to);
  const numbers = new Set(pendingOf(states, to).map(({ number }) => number));
  const parts = (await wanted(scope))
    .filter(({ number }) => numbers.has(number))
    .map(
      ({ number, name, checksum, up }) => `-- ${name}
begin;
${alone};
${up.trimEnd()}
insert into kernel.migrations (number, name, checksum) values (${number}, '${name}', '${checksum}');
commit;`,
    );
  const first = (await tableExists(sql)) ? [] : [`${creation.join(';\n')};`];
  return ['\\set ON_ERROR_STOP on', ...first, ...parts].join('\n\n');
};

/** Takes back the last `steps` migrations, the latest first, and returns their names. */
export const rollback = async (sql: Sql, steps = 1, scope: Scope = {}): Promise<string[]> => {
  let left = steps;
  return repeat(sql, async (tx) => (left-- > 0 ? takeBackLast(tx, scope) : undefined));
};

/** Takes back the last migration in a transaction of the caller's, and returns its name. */
export const takeBackLast = async (tx: ISql, scope: Scope = {}): Promise<string | undefined> => {
  const last = (await applied(tx, scope)).at(-1);
  if (!last) return;
  const above = (await applied(tx, {})).at(-1);
  if (isKernels(last) && above && above.number > last.number) {
    throw new Error(`${above.name} rests on ${last.name}: switch its domain on to take it back.`);
  }
  const migration = (await readMigrations(scope.folder)).find(
    (each) => each.number === last.number,
  );
  if (!migration) throw new Error(`${last.name} is applied, but its file is gone.`);
  await run(tx, `${migration.name}.down.sql`, migration.down);
  await tx`delete from kernel.migrations where number = ${last.number}`;
  return last.name;
};

/** Every migration of the folder and of the database, in their order. Changes nothing. */
export const status = async (sql: Sql, scope: Scope = {}): Promise<MigrationStatus[]> =>
  compare(await wanted(scope), (await tableExists(sql)) ? await applied(sql, scope) : []);

/** Makes everything anew in a transaction, as in an empty database. */
export const remake = async (tx: ISql, scope: Scope = {}): Promise<void> => {
  await createTable(tx);
  for (const { name, up } of await wanted(scope)) await run(tx, `${name}.sql`, up);
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
      await tx.unsafe(alone);
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

const alone = `select pg_advisory_xact_lock(hashtext('kernel.migrations'))`;

const creation = [
  'create schema if not exists kernel',
  `create table kernel.migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`,
];

const createTable = async (tx: ISql) => {
  for (const statement of creation) await tx.unsafe(statement);
};

const isKernels = isWithin({ domains: [] });

const wanted = async (scope: Scope) => (await readMigrations(scope.folder)).filter(isWithin(scope));

const applied = async (sql: ISql, scope: Scope) =>
  (
    await sql<Applied[]>`select number, name, checksum from kernel.migrations order by number`
  ).filter(isWithin(scope));

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
