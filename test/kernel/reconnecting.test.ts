import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { isLoss } from '../../src/database/connection-loss.ts';
import { cutter } from '../support/database-sockets.ts';
import { freshHome, type Home, server } from '../support/homes.ts';

describe('connections that are ended at any moment', () => {
  let home: Home;
  beforeAll(async () => {
    home = await freshHome();
  });
  afterAll(() => home.remove());

  test('are replaced: every statement has its own answer, or an error that says so', async () => {
    const cut = cutter();
    const { sql, close } = await openDatabase({ ...home, connections: 1 });
    const killer = server ? postgres(String(home.databaseUrl), { max: 1 }) : undefined;
    const answers = new Map<string, number>();
    // on a busy machine fewer statements come through before the cut: it goes on until enough have
    const sound = () => answers.get('its own') ?? 0;
    for (let round = 0; round < 60 || sound() <= 60; round += 1) {
      const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`.catch(
        () => [{ pid: 0 }] as const,
      );
      const kill = killer
        ? killer`select pg_terminate_backend(${pid}) where ${pid} > 0`
        : new Promise<void>((resolve) => setTimeout(() => resolve(cut()), Math.random() * 4));
      const sent = Array.from({ length: 6 }, async (_, number) => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
        const text = 'select $1::int as number';
        const answer = sql.unsafe<[{ number: number }]>(text, [number], { prepare: true });
        const outcome = await answer.then(
          ([row]) => (row.number === number ? 'its own' : 'of another'),
          (error: unknown) => (isLoss(error) ? 'lost' : String(error)),
        );
        answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
      });
      await Promise.all([kill, ...sent]);
    }
    expect([...answers.keys()].toSorted()).toEqual(['its own', 'lost']);
    expect(sound()).toBeGreaterThan(60);
    await killer?.end();
    await close();
  });

  test('are not opened any more once the database is closed', async () => {
    const { sql, accounts, lanes, writers, close } = await openDatabase(home);
    await sql`select 1`;
    await close();
    for (const each of [sql, accounts]) await expect(each`select 1`).rejects.toThrow('CONNECTION_');
    for (const pool of [lanes, writers])
      await expect(pool.checkout({ owner: 'test' })).rejects.toThrow('was lost');
  });
});
