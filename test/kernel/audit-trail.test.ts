import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from '../../src/kernel/schema/table.ts';
import { openDemo } from '../support/demo.ts';
import { trails } from '../support/domains.ts';
import { recordsOf, tryOut } from './audited-rows.ts';

/* What is in the audit trail stays there, and is what has really happened. */

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
});
afterAll(() => db.close());

const tables = trails.flatMap((trail) => [...trail.tables.values()]);
const notSupported = { code: '0A000' };

test.each([...tables.map(({ from }) => from), ...trails.map(({ log }) => nameOf(log))])(
  '%s cannot be truncated',
  async (table) => {
    await expect(db.sql.unsafe(`truncate ${table} cascade`)).rejects.toMatchObject(notSupported);
  },
);

test('a truncate that reaches audited tables by a cascade is refused too', async () => {
  await db.sql`create table public.beside (id serial primary key)`;
  await db.sql`alter table pearl.tags add column beside_id integer references public.beside`;
  await expect(db.sql`truncate public.beside cascade`).rejects.toMatchObject(notSupported);
  await db.sql`alter table pearl.tags drop column beside_id`;
  await db.sql`drop table public.beside`;
});

/** A record about a study, by a user who can go. */
const recorded = async (tx: TransactionSql): Promise<{ log: number; user: number }> => {
  const [user] =
    await tx`insert into pearl.users (username, role) values ('goes', 'ANALYST') returning id`;
  await tx`select set_config('app.user_id', ${String(user?.['id'])}, true)`;
  await tx`insert into pearl.studies (study_label) values ('by one who goes')`;
  await tx`select set_config('app.user_id', '', true)`;
  const [log] = await tx`select max(id) as id from pearl.audit_logs`;
  return { log: Number(log?.['id']), user: Number(user?.['id']) };
};

describe('a record in the trail', () => {
  test.each([
    ['another action', `update pearl.audit_logs set action = 'UPDATE' where id = LOG`],
    ['other changes', `update pearl.audit_logs set changes = '{}' where id = LOG`],
    ['another time', `update pearl.audit_logs set "timestamp" = now() + '1 day' where id = LOG`],
    ['another user', `update pearl.audit_logs set user_id = 1 where id = LOG`],
    ['another name', `update pearl.audit_logs set username = 'admin' where id = LOG`],
    ['no name', `update pearl.audit_logs set user_id = null, username = null where id = LOG`],
    ['another transaction', `update pearl.audit_logs set xact_id = '1' where id = LOG`],
    ['another key', `update pearl.audit_logs set id = 1000000 where id = LOG`],
    ['no place any more', 'delete from pearl.audit_logs where id = LOG'],
    ['no place, with all others', 'delete from pearl.audit_logs'],
    [
      'no place, with pruning off',
      `set local app.prune = 'off'; delete from pearl.audit_logs where id = LOG`,
    ],
  ])('cannot get %s', async (_what, statement) => {
    await tryOut(db.sql, async (tx) => {
      const { log } = await recorded(tx);
      await expect(
        tx.savepoint((inner) => inner.unsafe(statement.replace('LOG', String(log)))),
      ).rejects.toMatchObject(notSupported);
      const [left] = await tx`select action from pearl.audit_logs where id = ${log}`;
      expect(left).toEqual({ action: 'CREATE' });
    });
  });

  test('goes only when it is pruned', async () => {
    await tryOut(db.sql, async (tx) => {
      const { log } = await recorded(tx);
      await tx`set local app.prune = 'on'`;
      const gone = await tx`delete from pearl.audit_logs where id = ${log}`;
      expect(gone.count).toBe(1);
      await expect(
        tx.savepoint((inner) => inner`update pearl.audit_logs set action = 'UPDATE'`),
      ).rejects.toMatchObject(notSupported);
    });
  });

  test('keeps the name of a user who is deleted', async () => {
    await tryOut(db.sql, async (tx) => {
      const { log, user } = await recorded(tx);
      await tx`delete from pearl.users where id = ${user}`;
      const [left] =
        await tx`select user_id, username, entity_type, action from pearl.audit_logs where id = ${log}`;
      expect(left).toEqual({
        user_id: null,
        username: 'goes',
        entity_type: 'Study',
        action: 'CREATE',
      });
    });
  });

  test('by somebody who does not exist has no user', async () => {
    await tryOut(db.sql, async (tx) => {
      await tx`select set_config('app.user_id', '999999', true)`;
      const records = await recordsOf(
        tx,
        () => tx`insert into pearl.studies (study_label) values ('by a ghost')`,
      );
      expect(records).toMatchObject([{ user_id: null, username: null }]);
    });
  });
});

const records = async (): Promise<number> => {
  const [row] = await db.sql`select count(*)::int as count from pearl.audit_logs`;
  return Number(row?.['count']);
};

test('a transaction that is rolled back leaves nothing', async () => {
  const before = await records();
  await tryOut(db.sql, async (tx) => {
    await tx`insert into pearl.studies (study_label) values ('never was')`;
    await tx`delete from pearl.studies where id = 1`;
  });
  expect(await records()).toBe(before);
});

test('a savepoint that is rolled back leaves nothing, and the rest is kept', async () => {
  await tryOut(db.sql, async (tx) => {
    const found = await recordsOf(tx, async () => {
      await tx`insert into pearl.tags (name) values ('first')`;
      await tx
        .savepoint(async (inner) => {
          await inner`insert into pearl.tags (name) values ('second')`;
          await inner`insert into pearl.tags (name) values ('first')`;
        })
        .catch(() => {});
      await tx`update pearl.tags set name = 'third' where name = 'first'`;
    });
    expect(found.map(({ action }) => action)).toEqual(['CREATE', 'UPDATE']);
  });
});

test('the user of one transaction is not that of the next one on the connection', async () => {
  await db.sql.begin(async (tx) => {
    await tx`select set_config('app.user_id', '1', true)`;
    await tx`insert into pearl.tags (name) values ('with a user')`;
  });
  await db.sql`insert into pearl.tags (name) values ('without one')`;
  const found = await db.sql`select username from pearl.audit_logs order by id desc limit 2`;
  expect(found.map(({ username }) => username)).toEqual([null, 'admin']);
  await db.sql`delete from pearl.tags where name in ('with a user', 'without one')`;
});

const counts = async (tx: TransactionSql): Promise<Map<string, number>> => {
  const each = tables.map(
    ({ entity, from }) => `select '${entity}' as entity, count(*)::int as count from ${from}`,
  );
  const found = await tx.unsafe<{ entity: string; count: number }[]>(each.join(' union all '));
  return new Map(found.map(({ entity, count }) => [entity, count]));
};

test.each([
  ['a study', 'pearl.studies where id = 1', 9],
  ['all studies', 'pearl.studies', 9],
  ['a package', 'pearl.packages where id = 1', 4],
  ['an item', 'pearl.reporting_effort_items where id = 1', 2],
])(
  '%s that is deleted leaves a record of every row that goes with it',
  async (_what, from, least) => {
    await tryOut(db.sql, async (tx) => {
      const before = await counts(tx);
      await tx`select set_config('app.user_id', '1', true)`;
      const found = await recordsOf(tx, () => tx.unsafe(`delete from ${from}`));
      const after = await counts(tx);
      const gone = [...before]
        .map(([entity, count]) => [entity, count - (after.get(entity) ?? 0)] as const)
        .filter(([, count]) => count > 0);
      const recorded = Map.groupBy(found, ({ entity_type }) => entity_type);
      expect(new Map([...recorded].map(([entity, { length }]) => [entity, length]))).toEqual(
        new Map(gone),
      );
      expect(gone.length).toBeGreaterThanOrEqual(least);
      expect(new Set(found.map(({ action, username }) => `${action} ${username}`))).toEqual(
        new Set(['DELETE admin']),
      );
      expect(new Set(found.map((each) => `${each.entity_type} ${each.entity_id}`)).size).toBe(
        found.length,
      );
    });
  },
);

test('a user who is deleted leaves one record for each row that names the user no longer', async () => {
  await tryOut(db.sql, async (tx) => {
    const { user } = await recorded(tx);
    await tx`update pearl.reporting_effort_item_trackers
      set primary_programmer_id = ${user}, primary_status = 'IN_PROGRESS', qc_status = 'NOT_STARTED', in_production = false where id <= 3`;
    await tx`update pearl.tracker_comments set is_resolved = true, resolved_by_id = ${user} where id = 1`;
    const found = await recordsOf(tx, () => tx`delete from pearl.users where id = ${user}`);
    const lost = found.filter(({ action }) => action === 'UPDATE');
    expect(found.filter(({ action }) => action === 'DELETE')).toMatchObject([
      { entity_type: 'User', entity_id: user },
    ]);
    expect(lost.map((each) => `${each.entity_type} ${each.entity_id}`).sort()).toEqual([
      'Tracker 1',
      'Tracker 2',
      'Tracker 3',
      'TrackerComment 1',
    ]);
    expect(
      lost.find(({ entity_id }) => entity_id === 2)?.changes.changed_fields.toSorted(),
    ).toEqual(['primary_programmer_id', 'primary_status']);
  });
});
