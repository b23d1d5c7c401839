import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { csvRow } from '../../src/kernel/sheet/csv-writer.ts';
import { newName } from './new-name.ts';
import {
  type Answer,
  api,
  closeUploads,
  effort,
  itemCount,
  items,
  leftovers,
  most,
  type Options,
  openUploads,
  origin,
  report,
  send,
  workbook,
} from './uploading.ts';

/* Files that are not what they should be, and requests that bring none: nothing of them is kept. */

beforeAll(openUploads);
afterAll(closeUploads);
beforeEach(newName);

/** A body of so many bytes that does not say how long it is. */
const stream = (chunks: number) => {
  let left = chunks;
  return new ReadableStream({
    pull: (controller) => {
      if (left-- > 0) controller.enqueue(new TextEncoder().encode(`${'x'.repeat(99_999)}\n`));
      else controller.close();
    },
  });
};

const bomb = () =>
  workbook(`<row><c t="inlineStr"><is><t>${'a'.repeat(60_000_000)}</t></is></c></row>`);

describe('a refusal', () => {
  type Body = RequestInit['body'] | (() => Promise<RequestInit['body']>);
  const good = () => Promise.resolve(items(1));
  test.each<[string, string, Body, Options, number, string, RegExp]>([
    ['of nobody', effort, good, { who: null }, 401, 'UNAUTHENTICATED', /Sign in/],
    ['of who may not', effort, good, { who: 'analyst' }, 403, 'FORBIDDEN', /ADMIN/],
    ['of another command', 'studies', good, {}, 404, 'NOT_FOUND', /import\/items.*import\/users/],
    ['of none', '', good, {}, 404, 'NOT_FOUND', /import\/items/],
    ['of a GET', effort, null, { method: 'GET' }, 405, 'BAD_USER_INPUT', /POST/],
    ['without an argument', 'items', good, {}, 400, 'BAD_USER_INPUT', /reportingEffortId/],
    [
      'of an argument of nothing',
      'items?reportingEffortId=999999',
      good,
      {},
      404,
      'NOT_FOUND',
      /999999/,
    ],
    [
      'of an argument that is none',
      'items?reportingEffortId=x',
      good,
      {},
      400,
      'BAD_USER_INPUT',
      /reportingEffortId/,
    ],
    [
      'of an unknown parameter',
      `${effort}&file=x`,
      good,
      {},
      400,
      'BAD_USER_INPUT',
      /no parameter file/,
    ],
    [
      'of a flag that is none',
      `${effort}&dryRun=perhaps`,
      good,
      {},
      400,
      'BAD_USER_INPUT',
      /true or false/,
    ],
    [
      'of what is too large',
      effort,
      'x'.repeat(most + 1),
      {},
      413,
      'BAD_USER_INPUT',
      /at most 3000000 bytes/,
    ],
    [
      'of what turns out too large',
      effort,
      () => Promise.resolve(stream(200)),
      {},
      413,
      'BAD_USER_INPUT',
      /at most 3000000 bytes/,
    ],
    ['of no file', effort, '', {}, 400, 'BAD_USER_INPUT', /empty/],
    [
      'of a file without a column',
      effort,
      'title\nx',
      {},
      400,
      'BAD_USER_INPUT',
      /no column item_code/,
    ],
    [
      'of a file with a column twice',
      effort,
      'item_code,title,Item Code\nx',
      {},
      400,
      'BAD_USER_INPUT',
      /twice/,
    ],
    [
      'of a file that is cut off',
      effort,
      'item_code,tlf_type\n"x,table',
      {},
      400,
      'BAD_USER_INPUT',
      /line 2/,
    ],
    [
      'of a file cut off within a character',
      effort,
      () => Promise.resolve(Buffer.from('item_code\n€').subarray(0, -1)),
      {},
      400,
      'BAD_USER_INPUT',
      /cut off/,
    ],
    [
      'of too many rows',
      effort,
      `item_code,tlf_type\n${csvRow(['x', 'table']).repeat(100_001)}`,
      {},
      400,
      'BAD_USER_INPUT',
      /more than 100000 rows/,
    ],
    [
      'of a workbook that is cut off',
      effort,
      async () => (await workbook('<row/>')).subarray(0, 200),
      {},
      400,
      'BAD_USER_INPUT',
      /no whole XLSX/,
    ],
    [
      'of a workbook that explodes',
      effort,
      bomb,
      {},
      400,
      'BAD_USER_INPUT',
      /50 million characters/,
    ],
  ])('%s says why, and nothing is kept', async (_what, path, body, options, status, code, says) => {
    const before = await itemCount();
    const answer = await send(path, typeof body === 'function' ? await body() : body, options);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as Answer).errors).toMatchObject([
      { message: expect.stringMatching(says), extensions: { code } },
    ]);
    expect(await itemCount()).toBe(before);
    expect(leftovers()).toEqual([]);
  });
});

test('whoever hangs up in the middle leaves nothing', async () => {
  const before = await itemCount();
  const token = await api.authority.sign('admin');
  const asking = request(`${api.url}/import/${effort}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  asking.on('error', () => {});
  asking.write(items(500));
  await expect.poll(() => leftovers().length).toBe(1);
  asking.destroy();
  await expect.poll(leftovers).toEqual([]);
  expect(await itemCount()).toBe(before);
});

test('a user sends two at a time, and others are not kept from it', async () => {
  const token = await api.authority.sign('admin');
  const open = () => {
    const asking = request(`${api.url}/import/${effort}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    asking.on('error', () => {});
    asking.write('item_code');
    return asking;
  };
  const both = [open(), open()];
  await expect.poll(() => leftovers().length).toBe(2);
  const third = await send(effort, items(1));
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
  for (const each of both) each.destroy();
  await expect.poll(leftovers).toEqual([]);
  expect(await report(effort, items(1))).toMatchObject({ isWritten: true });
});

test('pages of the origins that may call the API may send files', async () => {
  const asked = await send(effort, null, { who: null, method: 'OPTIONS', headers: { origin } });
  expect([
    asked.status,
    asked.headers.get('access-control-allow-origin'),
    asked.headers.get('access-control-allow-headers'),
  ]).toEqual([204, origin, 'authorization, content-type, idempotency-key']);
});

test('people of another realm have none of these', async () => {
  const email = 'admin@clinic.example';
  await api.sql`insert into clinic.clinicians (name, email, role) values ('Admin', ${email}, 'ADMIN')`;
  const token = await api.authority.sign(email, { realm: 'clinic' });
  const answer = await fetch(`${api.url}/import/${effort}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: items(1),
  });
  expect(answer.status).toBe(404);
  expect((await answer.json()).errors[0].message).toBe('Nothing takes files here.');
});
