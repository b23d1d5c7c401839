import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { shell } from '../support/shell.ts';

const secret = 'the-secret-of-the-examples-is-long-enough';

let api: Api;
beforeAll(async () => {
  api = await startApi({ AUTH_SECRET: secret });
});
afterAll(() => api.stop());

/** The command that the program itself names. */
const command = () => {
  const text = readFileSync('examples/follow-trackers.ts', 'utf8');
  const line = /^ \* +(npx node .+)$/m.exec(text)?.[1] ?? '';
  return line.replace('localhost:4000', new URL(api.url).host);
};

test('its own command prints its states, and then what happens', async () => {
  const program = shell(command(), { ...api.place, AUTH_SECRET: secret });
  await program.until(/^live$/m);
  await api.sql`update pearl.reporting_effort_item_trackers set priority = 'LOW' where id = 2`;
  await api.sql`update pearl.reporting_effort_item_trackers set priority = 'CRITICAL' where id = 2`;
  const [, code] = await program.until(/^UPDATED (\S+) priority.*$/m);
  const [item] = await api.sql`select item_code from pearl.reporting_effort_items where id = 2`;
  expect(code).toBe(item?.['item_code']);
  const { err } = await program.stop();
  expect(err.split('\n')).toEqual(['connecting', 'catching up', 'live', '']);
});

test('a token that is refused ends it, in a sentence', async () => {
  const { code, out, err } = await shell(command(), {
    ...api.place,
    AUTH_SECRET: 'the-secret-of-somebody-else-is-long-enough',
  }).closed;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err.split('\n')).toEqual([
    'connecting',
    'refused',
    'The server says: This token cannot be used: it was not signed with the key of this server.',
    '',
  ]);
});
