import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../src/server/server.ts';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { openServers } from '../support/servers.ts';
import {
  type Answer,
  cancel,
  codesOf,
  deleteStudy,
  deletesRecorded,
  follow,
  send,
  studiesThere,
  type Told,
} from './following.ts';
import { newKey } from './keyed.ts';

/* Commands that are followed while they run: told, joined and cancelled on any server. */

/** A connection that says nothing for longer than a statement may take is given up some seconds later, in ms. */
const untilSilent = 7000;

let servers: Awaited<ReturnType<typeof openServers>>;
let one: RunningServer;
const settings = { SQL_REPORT: 'off', DATABASE_WRITERS: '6' };
beforeEach(async () => {
  servers = await openServers();
  one = await servers.start(settings);
});
afterEach(() => servers.close());

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
    const records = await deletesRecorded(one);
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
    expect([await studiesThere(one), await deletesRecorded(one)]).toEqual([1, records]);
    expect(await one.database.sql`select from kernel.answers where key = ${id}`).toHaveLength(0);
  });

  test('its client hangs up, and it goes on; sent again elsewhere, it is joined and not repeated', async () => {
    const id = newKey();
    const records = await deletesRecorded(one);
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
    expect([await studiesThere(one), await deletesRecorded(one)]).toEqual([0, records + 1]);
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

  test('its statements may take as long as it may, and so may a preview; others are ended', async () => {
    const hasty = await servers.start({ STATEMENT_SECONDS: '1' });
    const ask = (query: string, id?: string) => send(hasty, id, query);
    const answers = await meanwhile.holding(
      'lock table pearl.studies in access exclusive mode',
      () =>
        Promise.all([
          ask(deleteStudy, newKey()),
          ask('mutation { deleteStudy(id: "2", cascade: true) { entityId } }'),
          ask('{ deletePreview(type: STUDY, id: "3") { entityId } }'),
          ask('{ studies(first: 1) { nodes { id } } }'),
        ]),
      1,
      () => wait(untilSilent),
    );
    expect(answers.map(codesOf)).toEqual([[], [], [], ['TOO_EXPENSIVE']]);
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
