import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, call, signIn, signOut, type Tokens } from '../acceptance/signing.ts';
import { type Api, startApi } from '../support/api.ts';
import { documentOf } from '../support/live.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { type Program, start } from '../support/program.ts';

/* What lets an EventSource in, which can send no header. */

let api: Api;
let at: Plant;
let log = '';
const opened: AbortController[] = [];
beforeAll(async () => {
  const logTo = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  api = await startApi({ LOG_LEVEL: 'trace' }, logTo);
});
beforeEach(async () => {
  at = await plant(api.sql);
});
afterEach(() => {
  for (const each of opened.splice(0)) each.abort();
});
afterAll(() => api.stop());

const signedIn = async (): Promise<Tokens> => {
  const { data, text } = await signIn(api, at.username, password);
  if (!data) throw new Error(text);
  return data;
};

const ticketFor = async (token: string): Promise<string> => {
  const { data, text } = await call<string>(api, 'mutation { streamTicket }', {}, bearer(token));
  if (!data) throw new Error(text);
  return data;
};

/** A GET as an EventSource sends it. */
const open = (ticket: string, query = documentOf('textElementChanged')) => {
  const ending = new AbortController();
  opened.push(ending);
  return fetch(`${api.url}/graphql?${new URLSearchParams({ query, ticket })}`, {
    headers: { accept: 'text/event-stream' },
    signal: ending.signal,
  });
};

describe('a ticket', () => {
  test('opens one stream, and no second one', async () => {
    const ticket = await ticketFor((await signedIn()).accessToken);
    expect((await open(ticket)).status).toBe(200);
    const again = await open(ticket);
    expect(again.status).toBe(401);
    expect(await again.text()).toContain('This ticket has been used, or is older than 30 seconds.');
  });

  test('opens one stream when many come with it at once', async () => {
    const ticket = await ticketFor((await signedIn()).accessToken);
    const answers = await Promise.all(Array.from({ length: 8 }, () => open(ticket)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(7).fill(401),
    ]);
  });

  test.each([
    ['older than 30 seconds', () => api.sql`update kernel.tickets set expires_at = now()`],
    ['older than its token', () => api.sql`update pearl.sessions set expires_at = now()`],
    [
      'of somebody deactivated',
      () => api.sql`update pearl.users set is_active = false where id = ${at.user}`,
    ],
    ['that was made up', () => api.sql`delete from kernel.tickets`],
  ])('%s opens none', async (_which, spoil) => {
    const ticket = await ticketFor((await signedIn()).accessToken);
    await spoil();
    expect((await open(ticket)).status).toBe(401);
  });

  test('is for a stream: it signs nothing else', async () => {
    const ticket = await ticketFor((await signedIn()).accessToken);
    const answer = await fetch(`${api.url}/graphql?ticket=${ticket}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(answer.status).toBe(401);
  });

  test('opens a stream that ends with the session', async () => {
    const { accessToken, refreshToken } = await signedIn();
    const stream = await open(await ticketFor(accessToken));
    expect(stream.status).toBe(200);
    expect((await signOut(api, refreshToken)).data).toBe(true);
    expect(await stream.text()).toContain('UNAUTHENTICATED'); // and it has come to its end
  });

  test('is kept nowhere, nor is it in the log', async () => {
    const ticket = await ticketFor((await signedIn()).accessToken);
    const rows = await api.sql`select digest, claims::text as claims from kernel.tickets`;
    expect(JSON.stringify(rows)).not.toContain(ticket);
    await open(ticket);
    await open(ticket);
    expect(log).toContain('"path":"/graphql"');
    expect(log).not.toContain(ticket);
  });
});

test('examples/event-source.ts follows with a real EventSource, also over a connection that is cut', async () => {
  const token = await api.authority.sign(at.username);
  const flag = '--experimental-eventsource';
  const args = ['examples/event-source.ts', `${api.url}/graphql`, token, String(at.effort)];
  const program: Program = start(flag, {}, args);
  const dueDates = () =>
    program
      .printed()
      .split('\n')
      .filter((line) => line === 'UPDATED: dueDate');
  const plan = async (count: number) => {
    await api.sql`update pearl.reporting_effort_item_trackers set due_date = current_date + ${count}::int where id = ${at.idleTracker}`;
  };
  try {
    let writes = 0;
    // it may not be connected yet
    await expect
      .poll(async () => (await plan((writes += 1)), dueDates().length))
      .toBeGreaterThan(0);
    const before = dueDates().length;
    await api.sql`update pearl.users set role = 'VIEWER' where id = ${at.user}`; // which cuts it
    for (const _ of Array(3)) await plan((writes += 1));
    await expect.poll(() => dueDates().length).toBeGreaterThanOrEqual(before + 3);
    expect(dueDates().length).toBeLessThanOrEqual(writes); // each once
  } finally {
    program.kill('SIGKILL');
    await program.closed;
  }
});
