import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { tags } from '../../src/domains/pearl/tables.ts';
import { newContext } from '../../src/kernel/context.ts';
import { inTransaction } from '../../src/kernel/write/transaction.ts';
import { freshHome } from '../support/homes.ts';

const limits = { maxRows: 1000, maxCost: 1000, maxValues: 1000 };

/** Hears nothing for a while once all is sent, so that all answers come at once. */
const deaf = async () => {
  for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  for (const began = Date.now(); Date.now() - began < 200; );
};

test('of statements that are sent together, the one that fails says why, and not those after it', async () => {
  const home = await freshHome(inject('demo'));
  const { sql, writers, close } = await openDatabase(home);
  const written = inTransaction(newContext(sql, null, limits, { writers }), async (tx) => {
    const insert = (...names: string[]) =>
      tx.insert(
        tags,
        names.map((name) => ({ name })),
      );
    await insert('prepared'); // only what is prepared is sent before the answer to another has come
    const first = insert('the same', 'The Same');
    const second = insert('another');
    const later = [1, 2, 3, 4].reduce(async (before) => [...(await before)], first);
    await Promise.all([Promise.all([deaf(), later]), second]);
  });
  await expect(written).rejects.toMatchObject({ extensions: { code: 'CONFLICT', field: 'name' } });
  await close();
  await home.remove();
});
