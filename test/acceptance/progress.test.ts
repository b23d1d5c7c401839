import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../src/server/server.ts';
import { openEvents } from '../server/event-stream.ts';
import { server } from '../support/homes.ts';
import { connect, type Message, type Peer, subscribe } from '../support/live.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { ask, openServers } from '../support/servers.ts';
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

type Told = { readonly state: string; readonly done: number | null; readonly total: number | null };
type Answer = { readonly data?: unknown; readonly errors?: { extensions: { code: string } }[] };
type Last = Told & { readonly answer: Answer | null };

const fields = 'state done total answer';

/** Follows a command: gives each event as it comes, and the last one once the stream is complete. */
const follow = async (peer: Peer, id: string, who = 'admin') => {
  const socket = await connect(peer, who);
  const query = `subscription ($id: String!) { progress(id: $id) { ${fields} } }`;
  socket.send(subscribe('1', query, { id }));
  const eventOf = ({ type, payload }: Message): Last | string =>
    type === 'next' ? (payload as { data: { progress: Last } }).data.progress : type;
  const next = async () => eventOf(await socket.next());
  const until = async (state: string) => {
    const events: (Last | string)[] = [];
    for (;;) {
      const event = await next();
      events.push(event);
      if (typeof event === 'string' || event.state === state) return events;
    }
  };
  return { next, until, close: () => socket.socket.terminate() };
};

const send = async (
  { url, authority }: Peer,
  id: string | undefined,
  query: string,
  { who = 'admin', signal = null }: { who?: string; signal?: AbortSignal | null } = {},
): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await authority.sign(who)}`,
      ...(id !== undefined && { 'idempotency-key': id }),
    },
    body: JSON.stringify({ query }),
    signal,
  });
  return response.json();
};

const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions.code);

const cancel = (peer: Peer, id: string, who = 'admin') =>
  send(peer, undefined, `mutation { cancel(id: "${id}") { ${fields} } }`, { who });

const deleteStudy = `mutation { deleteStudy(id: "1", cascade: true) { entityId auditLogId } }`;

const studiesThere = async () => {
  const [row] = await one.database.sql<[{ count: number }]>`
    select count(*)::int from pearl.studies where id = 1`;
  return row.count;
};
const deletesRecorded = async () => {
  const [row] = await one.database.sql<[{ count: number }]>`
    select count(*)::int from pearl.audit_logs where entity_type = 'Study' and action = 'DELETE'`;
  return row.count;
};

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
  expect(events.at(-1)).toEqual({
    state: 'DONE',
    done: 0,
    total: expect.any(Number),
    answer: { data: answer.data },
  });
  expect(await follower.next()).toBe('complete');
  // whoever comes later gets it at once
  const late = await follow(one, id);
  expect(await late.next()).toEqual(events.at(-1));
  expect(await late.next()).toBe('complete');
  // which is too late to cancel anything
  expect(await cancel(one, id)).toEqual({ data: { cancel: events.at(-1) } });
  expect(await studiesThere()).toBe(0);
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
  expect(codesOf(await cancel(one, id, 'viewer'))).toEqual(['NOT_FOUND']);
  expect(codesOf(await cancel(one, 'never sent'))).toEqual(['NOT_FOUND']);
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
  expect(await studiesThere()).toBe(0);
});

// the embedded database has one session: who has it is not disturbed, and nobody else has one
describe.skipIf(!server)('while a command runs', () => {
  let two: RunningServer;
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeEach(async () => {
    two = await servers.start(settings);
    meanwhile = await openMeanwhile(one.database);
  });
  afterEach(() => meanwhile.close());

  /** Lets a command begin, and keeps it from going on until `then` is done. */
  const holding = (start: () => Promise<Answer>, then: () => Promise<unknown>, waiting = 1) =>
    meanwhile.holding('lock table pearl.studies in share mode', start, waiting, then);

  test('every server tells how far it is', async () => {
    const id = newKey();
    const followers = await Promise.all([one, two].map((each) => follow(each, id)));
    const answer = await holding(
      () => send(one, id, deleteStudy),
      async () => {
        for (const each of followers) {
          const last = (await each.until('RUNNING')).at(-1) as Told;
          const events = last.total === null ? [await each.next()] : [last];
          expect(events).toEqual([
            { state: 'RUNNING', done: 0, total: expect.any(Number), answer: null },
          ]);
        }
      },
    );
    for (const each of followers) {
      expect((await each.until('DONE')).at(-1)).toMatchObject({ answer: { data: answer.data } });
      each.close();
    }
  });

  test('another server cancels it: nothing is left of it, and it is not done when it comes again', async () => {
    const id = newKey();
    const records = await deletesRecorded();
    const follower = await follow(one, id);
    const answer = await holding(
      () => send(one, id, deleteStudy),
      async () => {
        expect(await cancel(two, id)).toMatchObject({ data: { cancel: { state: 'CANCELLED' } } });
        await expect.poll(() => meanwhile.waiting()).toEqual([]);
      },
    );
    expect(codesOf(answer)).toEqual(['ABORTED']);
    expect((await follower.until('CANCELLED')).at(-1)).toMatchObject({ answer: null });
    follower.close();
    for (const each of [one, two]) {
      expect(codesOf(await send(each, id, deleteStudy))).toEqual(['ABORTED']);
    }
    expect([await studiesThere(), await deletesRecorded()]).toEqual([1, records]);
    expect(await one.database.sql`select from kernel.answers where key = ${id}`).toHaveLength(0);
  });

  test('its client hangs up, and it goes on; sent again elsewhere, it is joined and not repeated', async () => {
    const id = newKey();
    const records = await deletesRecorded();
    const hangingUp = new AbortController();
    const again = await holding(
      async () => {
        void send(one, id, deleteStudy, { signal: hangingUp.signal }).catch(() => {});
        return {};
      },
      async () => {
        hangingUp.abort();
        const follower = await follow(two, id);
        await follower.until('RUNNING');
        follower.close();
        expect(await meanwhile.waiting()).toHaveLength(1);
      },
    ).then(() => send(two, id, deleteStudy));
    expect(again.data).toMatchObject({ deleteStudy: { entityId: '1' } });
    expect(await send(one, id, deleteStudy)).toEqual(again);
    expect([await studiesThere(), await deletesRecorded()]).toEqual([0, records + 1]);
  });

  test('it is joined by whoever sends it again, on every server', async () => {
    const id = newKey();
    const again: Promise<Answer>[] = [];
    const first = await holding(
      () => send(one, id, deleteStudy),
      async () => {
        again.push(...[one, two, two].map((each) => send(each, id, deleteStudy)));
        const follower = await follow(two, id);
        await follower.until('RUNNING');
        follower.close();
        expect(await meanwhile.waiting()).toHaveLength(1); // they hold nothing while they wait
      },
    );
    expect((await Promise.all(again)).map(({ data }) => data)).toEqual(Array(3).fill(first.data));
  });

  test('its request has its time, and it goes on', async () => {
    const hasty = await servers.start({ REQUEST_SECONDS: '1' });
    const id = newKey();
    const answer = await holding(
      async () => ({}),
      async () => {
        expect(codesOf(await send(hasty, id, deleteStudy))).toEqual(['TIMED_OUT']);
        expect(codesOf(await send(hasty, id, deleteStudy))).toEqual(['TIMED_OUT']);
      },
      0,
    ).then(() => send(one, id, deleteStudy));
    expect(answer.data).toMatchObject({ deleteStudy: { entityId: '1' } });
  });

  test('it has its own time', async () => {
    const short = await servers.start({ COMMAND_SECONDS: '1' });
    const late = newKey();
    await holding(
      async () => ({}),
      async () => {
        expect(codesOf(await send(short, late, deleteStudy))).toEqual(['TIMED_OUT']);
      },
      0,
    );
    const follower = await follow(one, late);
    expect(await follower.next()).toMatchObject({ state: 'LOST' });
    follower.close();
  });

  test('a user has so many at a time', async () => {
    const ids = Array.from({ length: 4 }, newKey);
    const studies = ids.map(
      (_id, at) => `mutation { deleteStudy(id: "${at + 1}", cascade: true) { entityId } }`,
    );
    const running: Promise<Answer>[] = [];
    await holding(
      async () => {
        for (const [at, id] of ids.slice(0, 3).entries())
          running.push(send(one, id, studies[at] ?? ''));
        return {};
      },
      async () => {
        expect(codesOf(await send(two, ids[3], studies[3] ?? ''))).toEqual(['TOO_MANY_REQUESTS']);
      },
      3,
    );
    expect((await Promise.all(running)).flatMap(codesOf)).toEqual([]);
  });
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
