import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { scratch } from '../support/homes.ts';
import { finish } from '../support/program.ts';

/* Orphans that an operator has deleted, beside a running server. In order. */

const patience = { timeout: 300_000 };

let api: Api;
let folder: string;
beforeAll(async () => {
  api = await startApi();
  folder = await mkdtemp(join(scratch, 'pearl-orphan-'));
}, patience.timeout);
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

let backups = 0;
const upgrade = (...args: string[]) =>
  finish('src/cli/db.ts', api.place, [
    'upgrade-fk',
    ...args,
    '--backup',
    join(folder, `${(backups += 1)}.backup`),
  ]);
const undo = async (record: string) => {
  const { data, errors } = await api
    .as('admin')
    .run<{ undoDelete: { restored: { entityType: string; count: number }[] } | null }, unknown>(
      `mutation { undoDelete(auditLogId: ${record}) { restored { entityType count } } }`,
    );
  return { restored: data.undoDelete?.restored, code: errors?.[0]?.extensions.code };
};

test(
  'what is deleted is in a file, with what went with it; undo waits for the parent',
  patience,
  async () => {
    const name = 'database_releases_study_id_fkey';
    await api.sql.unsafe(`alter table pearl.database_releases drop constraint ${name};
    insert into pearl.database_releases (id, study_id, database_release_label, database_release_date) values (9001, 901, 'lost', '2026-01-01');
    insert into pearl.reporting_efforts (database_release_id, database_release_label) values (9001, 'lost'), (9001, 'lost too')`);
    const { code, out } = await upgrade(name, '--orphans', 'delete');
    expect({ code, out }).toMatchObject({ code: 0 });
    const lines = readFileSync(join(folder, '1.backup.rows.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).table)).toEqual([
      'pearl.database_releases',
      'pearl.reporting_efforts',
      'pearl.reporting_efforts',
    ]);
    const [record] = await api.sql<{ id: string }[]>`
    select id::text from pearl.audit_logs where entity_type = 'DatabaseRelease' and entity_id = 9001 and action = 'DELETE'`;
    expect(await undo(record?.id ?? '')).toEqual({ restored: undefined, code: 'PARENT_MISSING' });
    await api.sql`insert into pearl.studies (id, study_label) values (901, 'found again')`;
    expect(await undo(record?.id ?? '')).toEqual({
      restored: [
        { entityType: 'DATABASE_RELEASE', count: 1 },
        { entityType: 'REPORTING_EFFORT', count: 2 },
      ],
      code: undefined,
    });
  },
);

test('all foreign keys of PEARL get their rules in one go', patience, async () => {
  const [changed] = await api.sql<{ count: number }[]>`
    select count(*)::int from pg_constraint
    where contype = 'f' and connamespace = 'pearl'::regnamespace and confdeltype <> 'a'`;
  await api.sql.unsafe(`do $$
    declare each record;
    begin
      for each in select conname, conrelid::regclass as place, pg_get_constraintdef(oid) as definition from pg_constraint
        where contype = 'f' and connamespace = 'pearl'::regnamespace loop
        execute format('alter table %s drop constraint %I, add constraint %I %s', each.place, each.conname, each.conname,
          regexp_replace(each.definition, ' ON DELETE .*', ''));
      end loop;
    end $$`);
  const { code, out } = await upgrade('--all');
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(out.match(/in place/g)).toHaveLength(changed?.count ?? 0);
  expect(changed?.count).toBeGreaterThanOrEqual(20);
  expect((await finish('src/cli/db.ts', api.place, ['verify'])).out).toBe(
    'The database matches what is declared.\n',
  );
});
