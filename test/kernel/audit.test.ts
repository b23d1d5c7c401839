import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loaded } from '../../src/domains/index.ts';
import type { Audited } from '../../src/kernel/trail/audit-trail.ts';
import { openDemo } from '../support/demo.ts';

import { addSpares, type Change, recipes, recordsOf, tryOut } from './audited-rows.ts';

/* Every audited table leaves one record for each changed row, whoever changes it and how. */

let db: Awaited<ReturnType<typeof openDemo>>;
beforeAll(async () => {
  db = await openDemo();
  await addSpares(db.sql);
});
afterAll(() => db.close());

// the rows of the others are made, changed and deleted by the tests of their own folders
const tables = (await loaded(['pearl'])).flatMap(({ trail }) => [...trail.tables.values()]);

test('every audited table of PEARL is tested', () => {
  expect(Object.keys(recipes).sort()).toEqual(tables.map(({ entity }) => entity).sort());
});

type Row = Readonly<Record<string, unknown>>;

const unseen = ({ hidden, ignored }: Audited) => [...hidden, ...ignored];

const rowsOf = async (tx: TransactionSql, table: Audited, ids: readonly number[]) => {
  const found = await tx.unsafe<{ id: number; row: Row }[]>(
    `select id, to_jsonb(t) as row from ${table.from} t where id = any($1::int[])`,
    [`{${ids.join(',')}}`],
  );
  return new Map(
    found.map(({ id, row }) => [
      id,
      Object.fromEntries(Object.entries(row).filter(([name]) => !unseen(table).includes(name))),
    ]),
  );
};

const changedBetween = (before: Row, after: Row) =>
  Object.keys(after)
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .filter((name) => name !== 'version' && name !== 'updated_at')
    .sort();

const people = {
  'nobody that we know of': { id: null, username: null },
  'the user of the transaction': { id: 1, username: 'admin' },
};

const cases = tables.flatMap((table) =>
  Object.entries(people).flatMap(([whom, who]) =>
    [1, 3].map((count) => ({ table, entity: table.entity, whom, who, count })),
  ),
);

test.each(cases)(
  '$count of $entity leave one record each of every change by $whom',
  async ({ table, entity, who, count }) => {
    const { from } = table;
    const { columns, rows, set } = recipes[entity] as (typeof recipes)[string];
    await tryOut(db.sql, async (tx) => {
      if (who.id) await tx`select set_config('app.user_id', ${String(who.id)}, true)`;
      const ids: number[] = [];
      const record = (action: string, of: (id: number) => Change) =>
        ids.map((id) => ({
          entity_type: entity,
          entity_id: id,
          action,
          user_id: who.id,
          username: who.username,
          changes: of(id),
        }));
      const among = `id = any('{IDS}'::int[])`;
      const run = (text: string) => tx.unsafe(text.replace('IDS', ids.join(',')));

      const created = await recordsOf(tx, async () => {
        const made = await tx.unsafe<{ id: number }[]>(
          `insert into ${from} (${columns}) ${rows} returning id`,
          [count],
        );
        ids.push(...made.map(({ id }) => id).sort((a, b) => a - b));
      });
      expect(ids).toHaveLength(count);
      const first = await rowsOf(tx, table, ids);
      expect(created).toEqual(
        record('CREATE', (id) => ({
          before: null,
          after: first.get(id) ?? {},
          changed_fields: [],
        })),
      );

      const updated = await recordsOf(tx, () => run(`update ${from} set ${set} where ${among}`));
      const second = await rowsOf(tx, table, ids);
      expect(updated.map(({ entity_id, action }) => [entity_id, action])).toEqual(
        ids.map((id) => [id, 'UPDATE']),
      );
      // that a secret was changed is no secret
      const isSecret = (name: string) => table.hidden.includes(name);
      expect(
        updated.map((each) => ({
          ...each,
          changes: {
            ...each.changes,
            changed_fields: each.changes.changed_fields.filter((name) => !isSecret(name)).sort(),
          },
        })),
      ).toEqual(
        record('UPDATE', (id) => {
          const [before = {}, after = {}] = [first.get(id), second.get(id)];
          return { before, after, changed_fields: changedBetween(before, after) };
        }),
      );

      const idle = await recordsOf(tx, () => run(`update ${from} set id = id where ${among}`));
      expect(idle).toEqual([]);

      const deleted = await recordsOf(tx, () => run(`delete from ${from} where ${among}`));
      expect(deleted).toEqual(
        record('DELETE', (id) => ({
          before: second.get(id) ?? {},
          after: null,
          changed_fields: [],
        })),
      );

      const nothing = await recordsOf(tx, () => run(`delete from ${from} where ${among}`));
      expect(nothing).toEqual([]);

      for (const { changes } of [...created, ...updated, ...deleted]) {
        expect(JSON.stringify(changes)).not.toContain('the secret');
        for (const row of [changes.before, changes.after]) {
          expect(Object.keys(row ?? {}).filter(isSecret)).toEqual([]);
        }
      }
    });
  },
);

test.each(tables)(
  'a row of $entity that gets another key counts as deleted and made',
  async (table) => {
    const { columns, rows } = recipes[table.entity] as (typeof recipes)[string];
    await tryOut(db.sql, async (tx) => {
      const [made] = await tx.unsafe(
        `insert into ${table.from} (${columns}) ${rows} returning id`,
        [1],
      );
      const id = Number(made?.['id']);
      const records = await recordsOf(tx, () =>
        tx.unsafe(`update ${table.from} set id = id + 1000000 where id = ${id}`),
      );
      expect(records).toMatchObject([
        { entity_id: id, action: 'DELETE', changes: { after: null, changed_fields: [] } },
        { entity_id: id + 1_000_000, action: 'CREATE', changes: { before: null } },
      ]);
    });
  },
);

describe('an upsert', () => {
  test('leaves a record of what it made and one of what it changed', async () => {
    await tryOut(db.sql, async (tx) => {
      await tx`insert into pearl.studies (study_label) values ('there already')`;
      const records = await recordsOf(
        tx,
        () => tx`insert into pearl.studies (study_label) values ('not yet there'), ('there already')
          on conflict (study_label) do update set study_label = 'renamed'`,
      );
      expect(records.map(({ action }) => action).sort()).toEqual(['CREATE', 'UPDATE']);
    });
  });
});
