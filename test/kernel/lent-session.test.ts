import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import { freshHome, type Home, server } from '../support/homes.ts';

describe.skipIf(server)('a second process on the embedded database', { timeout: 120_000 }, () => {
  let home: Home;
  let owner: Database;
  const beside = () => openDatabase({ dataDir: home.dataDir, shared: true });
  beforeAll(async () => {
    home = await freshHome();
    owner = await openDatabase({ dataDir: home.dataDir, statementSeconds: 30 });
    await owner.sql`create table words (word text)`;
  });
  afterAll(async () => {
    await owner.close();
    await home.remove();
  });
  const words = async () =>
    (await owner.sql`select word from words order by 1`).map((row) => row['word']);

  test('has the session to itself while it is connected, and leaves it as it was', async () => {
    const settings = () => owner.sql`
      select current_setting('statement_timeout') as timeout, current_setting('TimeZone') as zone`;
    const before = [...(await settings())];
    const other = await beside();
    await other.sql.begin(async (tx) => {
      await tx`insert into words values ('one')`;
      void words(); // waits meanwhile
      await tx`insert into words values ('two')`;
    });
    const answers = Promise.all(Array.from({ length: 20 }, words));
    await Promise.all(Array.from({ length: 20 }, (_, at) => other.sql`select ${at}::int`));
    await other.close();

    expect(await answers).toEqual(Array(20).fill(['one', 'two']));
    expect([...(await settings())]).toEqual(before);
  });

  test('leaves nothing of a transaction that it does not end', async () => {
    const other = await beside();
    await other.sql
      .begin(async (tx) => {
        await tx`insert into words values ('half')`;
        await other.sql.end({ timeout: 0 });
      })
      .catch(() => {});
    expect(await words()).toEqual(['one', 'two']);
    await owner.sql.begin((tx) => tx`insert into words values ('whole')`);
    expect(await words()).toContain('whole');
  });

  test('does no harm with nonsense, nor when it hangs up amid it', async () => {
    const path = join(home.dataDir, 'socket', 'lent');
    await Promise.all(
      Array.from({ length: 10 }, async (_, at) => {
        const socket = connect(path).on('error', () => {});
        await once(socket, 'connect');
        socket.write('nonsense'.repeat(at * 1000));
        socket.destroy();
        await once(socket, 'close');
      }),
    );
    expect(await words()).toEqual(['one', 'two', 'whole']);
  });

  test('takes its turn after others that do the same', async () => {
    await Promise.all(
      Array.from({ length: 5 }, async (_, at) => {
        const other = await beside();
        await other.sql`insert into words values (${`turn ${at}`})`;
        await other.close();
      }),
    );
    expect(await words()).toHaveLength(8);
  });

  test('is still refused if it is another server', async () => {
    await expect(openDatabase({ dataDir: home.dataDir })).rejects.toThrow(
      'is in use by another server',
    );
    expect(await words()).toHaveLength(8);
  });

  test('is hung up on when the database closes, which then leaves no socket', async () => {
    const other = await beside();
    await other.sql`select 1`;
    await owner.close();
    expect(readdirSync(home.dataDir)).not.toContain('socket');
    await other.close();
    owner = await beside(); // without a server it opens the database itself
    expect(await words()).toHaveLength(8);
  });

  test('finds a folder whose path is too long for a socket', async () => {
    const long = await freshHome();
    const dataDir = join(long.dataDir, 'x'.repeat(100));
    mkdirSync(dataDir);
    const first = await openDatabase({ dataDir });
    await first.sql`select 1`;
    const second = await openDatabase({ dataDir, shared: true });
    expect(await second.sql`select 1 as one`).toEqual([{ one: 1 }]);
    await second.close();
    await first.close();
    expect(readdirSync(dataDir)).not.toContain('socket');
    await long.remove();
  });
});
