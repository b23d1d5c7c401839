import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningServer } from '../../src/server/server.ts';
import { openEvents } from '../server/event-stream.ts';
import { server } from '../support/homes.ts';
import { connect, subscribe } from '../support/live.ts';
import { ask, openServers } from '../support/servers.ts';
import {
  cancel,
  codesOf,
  deleteStudy,
  follow,
  type Last,
  send,
  studiesThere,
} from './following.ts';
import { newKey } from './keyed.ts';

/* Commands that take long: how far they are, on any server, and how they end. */

let servers: Awaited<ReturnType<typeof openServers>>;
let one: RunningServer;
const settings = { SQL_REPORT: 'off', DATABASE_WRITERS: '6' };
beforeEach(async () => {
  servers = await openServers();
  one = await servers.start(settings);
});
afterEach(() => servers.close());

test('who follows a command gets its answer, which it had been told to wait for', async () => {
  const id = newKey();
  const follower = await follow(one, id);
  expect(await follower.next()).toEqual({
    state: 'WAITING',
    done: null,
    total: null,
    answer: null,
  });
  const answer = await send(one, id, deleteStudy);
  const events = await follower.until('DONE');
  const { done } = events.at(-1) as Last;
  expect(done).toBeGreaterThan(0);
  expect(events.at(-1)).toEqual({
    state: 'DONE',
    done,
    total: done,
    answer: { data: answer.data },
  });
  expect(await follower.next()).toBe('complete');
  // whoever comes later gets it at once
  const late = await follow(one, id);
  expect(await late.next()).toEqual(events.at(-1));
  expect(await late.next()).toBe('complete');
  // which is too late to cancel anything
  expect(await cancel(one, id)).toEqual({ data: { cancel: events.at(-1) } });
  expect(await studiesThere(one)).toBe(0);
  for (const each of [follower, late]) each.close();
});

test('a command that was refused has ended, with the refusal', async () => {
  const id = newKey();
  const answer = await send(one, id, 'mutation { deleteStudy(id: "1") { entityId } }');
  expect(codesOf(answer)).toEqual(['HAS_DEPENDENTS']);
  const follower = await follow(one, id);
  const last = (await follower.next()) as Last;
  expect(last).toMatchObject({ state: 'DONE', answer: { data: { deleteStudy: null } } });
  expect(codesOf(last.answer ?? {})).toEqual(['HAS_DEPENDENTS']);
  follower.close();
});

test('a command that takes no time has an answer as well', async () => {
  const id = newKey();
  const { data } = await send(one, id, 'mutation { createTag(input: { name: "Quick" }) { name } }');
  const follower = await follow(one, id);
  expect(await follower.next()).toEqual({
    state: 'DONE',
    done: null,
    total: null,
    answer: { data },
  });
  follower.close();
});

test('an id is its owner’s: of others nothing is told, and nothing is cancelled', async () => {
  const id = newKey();
  await send(one, id, deleteStudy);
  const stranger = await follow(one, id, 'viewer');
  expect(await stranger.next()).toMatchObject({ state: 'WAITING', answer: null });
  stranger.close();
  expect(await cancel(one, id, 'viewer')).toMatchObject({
    data: { cancel: { state: 'CANCELLED', answer: null } },
  });
  expect(await cancel(one, id)).toMatchObject({ data: { cancel: { state: 'DONE' } } });
  // with a key of its own it waits for itself no more than without
  const keyed = await send(one, newKey(), `mutation { cancel(id: "${id}") { state } }`);
  expect(keyed).toMatchObject({ data: { cancel: { state: 'DONE' } } });
});

test('a command that is cancelled before it has come is not done when it comes', async () => {
  const id = newKey();
  const follower = await follow(one, id);
  expect(await follower.next()).toMatchObject({ state: 'WAITING' });
  for (const _time of [1, 2])
    expect(await cancel(one, id)).toMatchObject({ data: { cancel: { state: 'CANCELLED' } } });
  expect((await follower.until('CANCELLED')).at(-1)).toMatchObject({ state: 'CANCELLED' });
  expect(codesOf(await send(one, id, deleteStudy))).toEqual(['ABORTED']);
  expect(await studiesThere(one)).toBe(1);
  follower.close();
});

test('a command whose server has gone is lost, and done when it is sent again', async () => {
  const id = newKey();
  const { sql } = one.database;
  await sql`insert into kernel.commands (realm, user_id, key, seen_at, done, total)
    select 'pearl', id::text, ${id}, now() - interval '1 minute', 3, 9 from pearl.users where username = 'admin'`;
  const follower = await follow(one, id);
  expect(await follower.next()).toEqual({ state: 'LOST', done: 3, total: 9, answer: null });
  expect(await follower.next()).toBe('complete');
  follower.close();
  expect(codesOf(await send(one, id, deleteStudy))).toEqual([]);
  expect(await studiesThere(one)).toBe(0);
});

/** A command of an administrator that goes on and on, on a server that has not been heard of. */
const runningElsewhere = async (id: string) => {
  await one.database.sql`insert into kernel.commands (realm, user_id, key, seen_at)
    select 'pearl', id::text, ${id}, now() + interval '1 hour' from pearl.users where username = 'admin'`;
};

test('a connection is closed as others are: for a change of the account, and when the server stops', async () => {
  const ids = [newKey(), newKey()];
  for (const id of ids) await runningElsewhere(id);
  const [locked, left] = [await connect(one, 'viewer'), await connect(one, 'admin')];
  const query = 'subscription ($id: String!) { progress(id: $id) { state } }';
  for (const socket of [locked, left]) {
    socket.send(subscribe('1', query, { id: ids[0] }));
    await socket.next();
  }
  await one.database.sql`update pearl.users set is_active = false where username = 'viewer'`;
  expect((await locked.closed()).code).toBe(4403);
  await one.stop();
  expect((await left.closed()).code).toBe(1001);
});

// what an embedded database is asked cannot be seen from outside
test.skipIf(!server)('nothing is looked up any more for whoever has left', async () => {
  const id = newKey();
  await runningElsewhere(id);
  const looks = async () => {
    const [row] = await one.database.sql`
      select max(query_start)::text as last from pg_stat_activity
      where datname = current_database() and query like '%left join kernel.commands%' and pid <> pg_backend_pid()`;
    return row?.['last'];
  };
  const isLooking = async () => {
    const before = await looks();
    await wait(1500);
    return before !== (await looks());
  };
  const [socket, stream] = [
    await follow(one, id),
    await openEvents(one, 'admin', `subscription { progress(id: "${id}") { state } }`),
  ];
  expect(await socket.next()).toMatchObject({ state: 'RUNNING' });
  await stream.next();
  expect(await isLooking()).toBe(true);
  socket.complete();
  await stream.close();
  await expect.poll(isLooking).toBe(false);
  socket.close();
});

test('whoever has been locked out is told no more', async () => {
  const stream = await openEvents(one, 'viewer', 'subscription { progress(id: "none") { state } }');
  expect(await stream.next()).toMatchObject({ data: { data: { progress: { state: 'WAITING' } } } });
  await one.database.sql`update pearl.users set is_active = false where username = 'viewer'`;
  expect((await stream.ended()).how).toBe('broken');
});

test('without an id a command ends with its request, as others do', async () => {
  const { deleteStudy: deleted } = await ask<{ deleteStudy: { entityId: string } }>(
    one,
    deleteStudy,
  );
  expect(deleted.entityId).toBe('1');
  expect(await one.database.sql`select from kernel.commands`).toHaveLength(0);
});
