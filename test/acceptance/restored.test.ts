import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { openDatabase } from '../../src/database/connect.ts';
import { loaded } from '../../src/domains/index.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { prune } from '../../src/kernel/trail/prune.ts';
import { freshHome, type Home, server } from '../support/homes.ts';
import { cursorOf, documentOf, listen } from '../support/live.ts';
import { ask, openServers } from '../support/servers.ts';
import { differences, none, trailFrom } from './writers.ts';

await loaded(['pearl']);
const { trail } = pearl;

/* A database that has come out of a dump, or out of another time. */

let servers: Awaited<ReturnType<typeof openServers>>;
let home: Home;
beforeAll(async () => {
  servers = await openServers();
  home = await freshHome(inject('demo'));
});
afterAll(async () => {
  await servers.close();
  await home.remove();
});

const start = () =>
  servers.start({
    DATA_DIR: home.dataDir || '.data',
    ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
  });

const query = documentOf('trackerChanged', 'cursor id: entityId at');

describe('a trail out of the dump of an older cluster, whose transaction ids are yet to come', () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    const { sql, close } = await openDatabase(home);
    await sql`alter table pearl.audit_logs disable trigger keep`;
    await sql`update pearl.audit_logs
      set xact_id = (pg_current_xact_id()::text::bigint + 3 + id % 400)::text::xid8`;
    await sql`alter table pearl.audit_logs enable trigger keep`;
    await sql`delete from kernel.epochs`;
    await sql`insert into kernel.pruned (trail, xact_id)
      values ('"pearl"."audit_logs"', (pg_current_xact_id()::text::bigint + 1000000)::text::xid8)`;
    await close();
    running = await start();
  });
  afterAll(() => running.stop());

  test('tells nothing of it as new, and all that is', async () => {
    const { sql } = running.database;
    const recorded = await trailFrom(sql);
    const client = listen(running, 'viewer', {
      query,
      since: await cursorOf({ ...running, sql }),
      webSocketImpl: WebSocket,
    });
    for (let level = 0; level < 150; level += 1) {
      await sql`update pearl.reporting_effort_item_trackers set qc_level = ${1 + (level % 3)} where id = ${1 + (level % 7)}`;
    }
    await client.until((await recorded()).length);
    await wait(300);
    await client.stop();
    expect(await differences(client.told, recorded)).toEqual(none);
  });

  test('is no part of what is deleted', async () => {
    for (let times = 0; times < 10; times += 1) {
      const { createStudy } = await ask<{ createStudy: { id: string } }>(
        running,
        `mutation { createStudy(input: { studyLabel: "empty ${times}" }) { id } }`,
      );
      const { deleteStudy } = await ask<{ deleteStudy: { impacts: unknown[] } }>(
        running,
        `mutation { deleteStudy(id: ${createStudy.id}) { impacts { count } } }`,
      );
      expect(deleteStudy.impacts).toEqual([]);
    }
  });

  test('can be thrown away: who follows goes on', async () => {
    const { sql } = running.database;
    const since = await cursorOf({ ...running, sql });
    await sql`insert into pearl.audit_logs (entity_type, entity_id, action, "timestamp")
      values ('Tag', 0, 'DELETE', now() - interval '60 days')`;
    await prune(sql, trail, 0);
    const [left] = await sql`select count(*)::int from pearl.audit_logs`;
    expect(left?.['count']).toBe(0);
    // somebody else on this Postgres may still be at what was begun before
    const settled = async () => {
      const [row] = await sql`
        select pg_snapshot_xmin(pg_current_snapshot()) > xact_id as settled from kernel.pruned`;
      return row?.['settled'];
    };
    await expect.poll(settled).toBe(true);
    const client = listen(running, 'viewer', { query, since: await cursorOf({ ...running, sql }) });
    await sql`update pearl.reporting_effort_item_trackers set due_date = '2031-01-01' where id = 12`;
    expect(await client.until(1)).toHaveLength(1);
    await client.stop();
    const old = listen(running, 'viewer', { query, since });
    expect(await old.refused()).toMatchObject({ code: 'CURSOR_EXPIRED' });
  });
});

// the files of a Postgres server are its own
test.skipIf(server)(
  'a copy of the files that is put back does not go on from what it has not seen',
  async () => {
    const place = join(home.dataDir, 'pg');
    const copy = join(home.dataDir, 'copy');
    const level = (running: Awaited<ReturnType<typeof start>>, times: number) =>
      running.database.sql.unsafe(`update pearl.reporting_effort_item_trackers set due_date = date '2030-01-01' + ${times}
        where id = 9`);
    let running = await start();
    await running.stop();
    cpSync(place, copy, { recursive: true });
    running = await start();
    const client = listen(running, 'viewer', {
      query,
      since: await cursorOf({ ...running, sql: running.database.sql }),
    });
    for (let times = 0; times < 60; times += 1) await level(running, times);
    await client.until(60);
    await client.stop();
    await running.stop();

    rmSync(place, { recursive: true });
    cpSync(copy, place, { recursive: true });
    running = await start();
    for (let times = 0; times < 100; times += 1) await level(running, 100 + times);
    for (const since of [client.told[0], client.told.at(-1)]) {
      const again = listen(running, 'viewer', { query, since: since?.cursor });
      expect(await again.refused()).toMatchObject({ code: 'CURSOR_EXPIRED' });
    }
    await running.stop();
  },
);
