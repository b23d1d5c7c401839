import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Sql } from '../../src/database/connection.ts';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { cursorOf, documentOf, listen, type Told } from '../support/live.ts';
import { lastRecord, plant } from '../support/plant.ts';
import { differences, none, openProgram, trailFrom, writeAtOnce } from './writers.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const query = documentOf('trackerChanged', 'cursor id: entityId at action');

/** A socket that breaks some time after it was opened. */
const breaking = (most: number, count: { cuts: number }) =>
  class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.on('error', () => {});
      const cutSoon = () =>
        setTimeout(() => {
          count.cuts += 1;
          this.terminate();
        }, Math.random() * most);
      // however slow the machine is, most connections bring something before they break
      if (Math.random() < 0.25) cutSoon();
      else {
        const hear = (data: Buffer) => {
          if (!data.includes('"type":"next"')) return;
          this.off('message', hear);
          cutSoon();
        };
        this.on('message', hear);
      }
    }
  };

/** Lets writers write while a client listens from a cursor on, and says how what it got differs from what was written. */
const following = async (
  write: () => Promise<unknown>,
  more: Partial<Parameters<typeof listen>[2]> = {},
) => {
  const recorded = await trailFrom(api.sql);
  const client = listen(api, 'viewer', { query, since: await cursorOf(api), ...more });
  await write();
  const { length } = await recorded();
  await client.until(length);
  await wait(300); // for what is told twice
  await client.stop();
  return { told: client.told, count: length, differ: await differences(client.told, recorded) };
};

describe('a query and a subscription from its cursor on', () => {
  test('leave no gap: every change is in the answer or told, whenever it is made', async () => {
    const { busyTracker } = await plant(api.sql);
    const ask = `{ changeCursor tracker(id: ${busyTracker}) { version } }`;
    const tell = documentOf('trackerChanged', 'cursor id: entityId tracker { version }');
    let isOver = false;
    const writing = (async () => {
      for (let level = 0; !isOver; level += 1) {
        await api.sql`update pearl.reporting_effort_item_trackers set qc_level = ${1 + (level % 3)} where id = ${busyTracker}`;
        await wait(1);
      }
    })();
    for (let times = 0; times < 20; times += 1) {
      const { data } = await api
        .as('viewer')
        .run<{ changeCursor: string; tracker: { version: number } }, unknown>(ask);
      const { changeCursor: since, tracker } = data;
      const last = await lastRecord(api.sql);
      const [row] = await api.sql<{ version: number }[]>`
        select (changes->'after'->>'version')::int as version from pearl.audit_logs where id <= ${last}
        and entity_type = 'Tracker' and entity_id = ${busyTracker} order by id desc limit 1`;
      const variables = { trackerId: String(busyTracker) };
      const client = listen(api, 'viewer', { query: tell, variables, since });
      const missing = Math.max(0, Number(row?.version) - tracker.version);
      expect((await client.until(missing)).length).toBeGreaterThanOrEqual(missing);
      await client.stop();
    }
    isOver = true;
    await writing;
  });

  test('replay what has happened, in order, and then go on', async () => {
    const { differ, told } = await following(async () => {
      await writeAtOnce(api.sql, { writers: 1, changes: 30 });
      await wait(500);
      await writeAtOnce(api.sql, { writers: 1, changes: 30 });
    });
    expect(differ).toEqual(none);
    const half = told[told.length / 2 - 1]?.cursor;
    const rest = listen(api, 'viewer', { query, since: half });
    await rest.until(told.length / 2);
    await wait(100);
    await rest.stop();
    expect(rest.told.map(({ id, at }) => id + at)).toEqual(
      told.slice(told.length / 2).map(({ id, at }) => id + at),
    );
  });

  test('go on from every single cursor, also in the middle of a transaction', async () => {
    const { told } = await following(
      () =>
        api.sql`update pearl.reporting_effort_item_trackers set due_date = '2027-01-01' where id <= 12`,
    );
    expect(told).toHaveLength(12);
    const clients = told.map(({ cursor }) => listen(api, 'viewer', { query, since: cursor }));
    await Promise.all(clients.map((client, at) => client.until(11 - at)));
    await wait(200);
    for (const [at, client] of clients.entries()) {
      await client.stop();
      expect(client.told.map(({ id }) => id)).toEqual(told.slice(at + 1).map(({ id }) => id));
    }
  });
});

describe('every change comes once, and each row’s changes in their order,', () => {
  test('when sockets break again and again while writers write', async () => {
    const count = { cuts: 0 };
    // however few breaks come in a time: until there were some
    const write = async () => {
      do await writeAtOnce(api.sql, { writers: 4, changes: 300 });
      while (count.cuts <= 4);
    };
    const { differ } = await following(write, { webSocketImpl: breaking(120, count) });
    expect(differ).toEqual(none);
    expect(count.cuts).toBeGreaterThan(4);
  });

  test('when a client works on each change for a while, and its socket breaks', async () => {
    const count = { cuts: 0 };
    const { differ } = await following(() => writeAtOnce(api.sql, { writers: 2, changes: 60 }), {
      webSocketImpl: breaking(300, count),
      each: () => wait(Math.random() * 20),
    });
    expect(differ).toEqual(none);
  });

  test('when a burst of 10,000 comes in one transaction', async () => {
    await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
      select 1 + n % 700, 2, 'comment ' || n from generate_series(1, 10000) n`;
    const ids = await api.sql<{ id: number }[]>`
      select id from pearl.tracker_comments order by id desc limit 10000`;
    const since = await cursorOf(api);
    const comments = documentOf('commentChanged', 'cursor id: entityId action');
    const clients = [
      listen(api, 'viewer', { query: comments, since }),
      listen(api, 'viewer', { query: comments, since, webSocketImpl: breaking(900, { cuts: 0 }) }),
    ];
    await wait(300);
    await api.sql`update pearl.tracker_comments set comment_text = comment_text || '!'
      where id >= ${ids.at(-1)?.id ?? 0}`;
    for (const client of clients) {
      await client.until(10_000);
      await wait(300);
      await client.stop();
      expect(client.told.map(({ id }) => Number(id))).toEqual(ids.map(({ id }) => id).toReversed());
    }
  });
});

// the embedded database has one connection, and it is in our own process
describe.skipIf(!server)('every change comes once, and each row’s changes in their order,', () => {
  let program: Awaited<ReturnType<typeof openProgram>>;
  beforeAll(async () => {
    program = await openProgram(api, 12);
  });
  afterAll(() => program.close());

  test('when transactions commit in another order than they have begun', async () => {
    const set = (sql: Pick<Sql, 'unsafe'>, id: number) =>
      sql.unsafe(
        `update pearl.reporting_effort_item_trackers set due_date = due_date + 1 where id = ${id}`,
      );
    await api.sql`update pearl.reporting_effort_item_trackers set due_date = '2026-01-01' where id <= 50`;
    const { differ, count } = await following(async () => {
      let finish = () => {};
      const finished = new Promise<void>((resolve) => (finish = resolve));
      const first = program.sql.begin(async (tx) => {
        await set(tx, 1);
        await finished;
      });
      await wait(50);
      for (let id = 2; id < 30; id += 1) await set(program.sql, id);
      await wait(400); // what has been committed by now is told by now
      finish();
      await first;
      await set(program.sql, 1);
    });
    expect(count).toBe(30);
    expect(differ).toEqual(none);
  });

  test('when many transactions that last overlap, and sockets break', async () => {
    const { differ } = await following(
      () => writeAtOnce(program.sql, { writers: 10, changes: 300, longest: 150 }),
      { webSocketImpl: breaking(250, { cuts: 0 }) },
    );
    expect(differ).toEqual(none);
  });

  test('while a transaction stays open: nobody waits for it', async () => {
    const { length } = await following(async () => {
      await program.sql.begin(async (tx) => {
        await tx`update pearl.reporting_effort_item_trackers set due_date = '2028-01-01' where id = 60`;
        const seen: Told[] = [];
        const other = listen(api, 'viewer', {
          query,
          since: await cursorOf(api),
          each: (told) => seen.push(told),
        });
        await writeAtOnce(api.sql, { writers: 1, changes: 5, longest: 0 });
        await other.until(5);
        await other.stop();
      });
    }).then(({ told }) => told);
    expect(length).toBe(6);
  });
});
