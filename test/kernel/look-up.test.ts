import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/database/connect.ts';
import type { Connection } from '../../src/database/connection.ts';
import { laneOf } from '../../src/database/lane.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { newContext } from '../../src/kernel/context.ts';
import { makeSchema } from '../../src/schema.ts';
import { freshHome, type Home, server } from '../support/homes.ts';

let home: Home;
let database: Database;
beforeAll(async () => {
  home = await freshHome(inject('demo'));
  database = await openDatabase(home);
});
afterAll(async () => {
  await database.close();
  await home.remove();
});

const laneFor = (owner: string, signal?: AbortSignal): Connection =>
  laneOf(database.lanes, { owner, signal }, database.embedded, database.lookUps);

/** Looks something up for somebody, which takes so many seconds; gives the connection that it went over. */
const lookUp = async (seconds: number, owner: string, signal?: AbortSignal): Promise<unknown> => {
  const text = 'select pg_backend_pid() as pid from pg_sleep($1)';
  const rows = await laneFor(owner, signal).lookUp?.(text, [seconds], { prepare: true });
  return rows?.[0]?.['pid'];
};

describe.skipIf(!server)('what is looked up by keys', () => {
  test('goes over one connection with what others look up in the same turn', async () => {
    const pids = await Promise.all(['ann', 'ben', 'cem'].map((owner) => lookUp(0, owner)));
    expect(new Set(pids).size).toBe(1);
    expect(pids[0]).toEqual(expect.any(Number));
  });

  test('does not wait for what others have looked up before', async () => {
    const slow: Promise<unknown>[] = [];
    for (let at = 0; at < 8; at += 1) {
      slow.push(lookUp(2, `slow ${at}`));
      await nextTurn();
    }
    const others = slow.map(async (each) => each.then(() => 'slow'));
    expect(await Promise.race([lookUp(0, 'ann').then(() => 'ann'), ...others])).toBe('ann');
    await Promise.all(slow);
  });

  test('is answered when something is given up that was sent with it', async () => {
    const ending = new AbortController();
    const given = lookUp(30, 'ann', ending.signal);
    const other = lookUp(0, 'ben');
    setTimeout(() => ending.abort(new Error('given up')), 100);
    await expect(given).rejects.toThrow('given up');
    expect(await other).toEqual(expect.any(Number));
  });
});

describe('a document', () => {
  /** The statements of a document that are looked up, and the others. */
  const statementsOf = async (document: string) => {
    const schema = await makeSchema(['pearl']);
    const made = { lookUp: [] as string[], unsafe: [] as string[] };
    const by = (way: keyof typeof made): Connection['unsafe'] =>
      ((text, params, options) => {
        made[way].push(text);
        return database.sql.unsafe(text, params, options);
      }) as Connection['unsafe'];
    const viewer = { realm: 'pearl', id: 1, username: 'ann', role: 'VIEWER' };
    const limits = { maxRows: 10_000, maxCost: 100_000, maxValues: 100_000 };
    const contextValue = newContext({ unsafe: by('unsafe'), lookUp: by('lookUp') }, viewer, limits);
    const { errors } = await makeExecutor(schema)({
      schema,
      document: parse(document),
      contextValue,
    });
    expect(errors).toBeUndefined();
    return made;
  };

  test('looks a row up by its key, and the rows that a few others name', async () => {
    const { lookUp: lookedUp, unsafe } = await statementsOf(
      '{ study(id: 1) { id } trackerComments(first: 5) { nodes { id user { username } } } }',
    );
    expect(lookedUp).toHaveLength(2);
    expect(unsafe).toHaveLength(1);
  });

  test('looks up the short page of a row in its usual order, and no other', async () => {
    const itemsBy = async (args: string, asked = 'nodes { id }') => {
      const { unsafe } = await statementsOf(
        `{ reportingEffort(id: 1) { items(${args}) { ${asked} } } }`,
      );
      return unsafe.length === 0;
    };
    expect(await itemsBy('first: 20')).toBe(true);
    expect(await itemsBy('first: 51')).toBe(false);
    expect(await itemsBy('first: 20, filter: { itemType: { eq: TLF } }')).toBe(false);
    expect(await itemsBy('first: 20, orderBy: [{ field: ITEM_STATUS }]')).toBe(false);
    expect(await itemsBy('first: 20', 'totalCount nodes { id }')).toBe(false);
  });

  test('looks nothing up that is many rows', async () => {
    const { lookUp: lookedUp, unsafe } = await statementsOf(
      '{ trackerComments(first: 500) { nodes { id tracker { id } } } }',
    );
    expect(lookedUp).toHaveLength(0);
    expect(unsafe).toHaveLength(2);
  });
});
