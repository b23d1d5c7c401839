import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asAdmin, refresh, signIn, signOut, type Tokens } from '../acceptance/signing.ts';
import { type Api, startApi } from '../support/api.ts';
import { connect, documentOf, openSocket, subscribe } from '../support/live.ts';
import { password, plant } from '../support/plant.ts';

/* A socket lasts no longer than the session of the token that opened it. */

let api: Api;
let who: { user: number; username: string };
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  who = await plant(api.sql);
});

const texts = documentOf('textElementChanged');

const introduction = (token: string) => ({
  type: 'connection_init',
  payload: { authorization: `Bearer ${token}` },
});

const connectWith = async (token: string) => {
  const socket = await openSocket(api);
  socket.send(introduction(token));
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  return socket;
};

const ends: [string, (tokens: Tokens, id: number) => Promise<unknown>][] = [
  ['signs out', ({ refreshToken }) => signOut(api, refreshToken)],
  [
    'gets another password',
    (_tokens, id) => asAdmin(api, `setPassword(id: ${id}, password: "another one")`),
  ],
  [
    'uses a refresh token again',
    async ({ refreshToken }) => {
      await refresh(api, refreshToken);
      await api.sql`update pearl.sessions set issued_at = issued_at - interval '1 minute'`;
      await refresh(api, refreshToken);
    },
  ],
];

test.each(ends)('when its user %s, and only with the token of that session', async (_how, end) => {
  const { data: tokens, text } = await signIn(api, who.username, password);
  if (!tokens) throw new Error(text);
  const socket = await connectWith(tokens.accessToken);
  const other = await connect(api, 'viewer');
  const printed = await connect(api, who.username);
  socket.send(subscribe('a', texts));
  await end(tokens, who.user);
  expect(await socket.closed()).toMatchObject({ code: 4403 });
  // it is not told that anything has come to its end: there is more, for whoever comes again
  expect((await socket.rest(0)).filter(({ type }) => type !== 'next')).toEqual([]);
  for (const { socket: open } of [other, printed]) {
    expect(open.readyState).toBe(open.OPEN);
    open.terminate();
  }
  // and none can be opened with it
  const late = await openSocket(api);
  late.send(introduction(tokens.accessToken));
  expect(await late.closed()).toMatchObject({ code: 4403 });
});
