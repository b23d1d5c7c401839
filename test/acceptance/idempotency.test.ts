import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, recordsSince } from '../support/plant.ts';
import { codesOf, createStudy, newKey, type Request, send } from './keyed.ts';

/* A mutation that comes again with its Idempotency-Key does nothing, and is answered as the first time. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ SQL_REPORT: 'off' }); // which tells the time
});
afterAll(() => api.stop());

const studies = async (label: string): Promise<number> => {
  const found = await api.sql`select from pearl.studies where study_label = ${label}`;
  return found.length;
};

describe('the same key', () => {
  test('is answered the same to the last byte, without a second write', async () => {
    const key = newKey();
    const first = await send(api, createStudy('once'), key);
    expect(JSON.parse(first.text).data.createStudy).toMatchObject({ studyLabel: 'once' });
    const last = await lastRecord(api.sql);
    expect(await send(api, createStudy('once'), key)).toEqual(first);
    expect(await send(api, createStudy('once'), key)).toEqual(first);
    expect(await recordsSince(api.sql, last)).toEqual([]);
    expect(await studies('once')).toBe(1);
  });

  test('is answered with what was, not what is', async () => {
    const [key, label] = [newKey(), 'renamed since'];
    const first = await send(api, createStudy(label), key);
    const { id } = JSON.parse(first.text).data.createStudy;
    await api.sql`update pearl.studies set study_label = 'otherwise' where id = ${id}`;
    expect(await send(api, createStudy(label), key)).toEqual(first);
  });

  test('repeats a refusal, even when it would be no more', async () => {
    const key = newKey();
    await send(api, createStudy('taken'), undefined);
    const first = await send(api, createStudy('taken'), key);
    expect(codesOf(first)).toEqual(['CONFLICT']);
    await api.sql`delete from pearl.studies where study_label = 'taken'`;
    expect(await send(api, createStudy('taken'), key)).toEqual(first);
    expect(await studies('taken')).toBe(0);
  });

  test.each([
    [
      'a wrong value',
      'mutation { createStudy(input: { studyLabel: " " }) { id } }',
      'BAD_USER_INPUT',
    ],
    ['a role', 'mutation { createStudy(input: { studyLabel: "no" }) { id } }', 'FORBIDDEN'],
    [
      'a missing row',
      'mutation { addComment(trackerId: 999999, commentText: "x") { id } }',
      'NOT_FOUND',
    ],
  ])('repeats a refusal for %s', async (_why, query, code) => {
    const [key, who] = [newKey(), code === 'FORBIDDEN' ? 'viewer' : 'admin'];
    const first = await send(api, { query }, key, who);
    expect(codesOf(first)).toEqual([code]);
    expect(await send(api, { query }, key, who)).toEqual(first);
  });

  test.each([
    ['first', 0],
    ['second', 1],
  ])(
    'repeats what one field did and another did not: the %s is refused',
    async (_which, refused) => {
      const [key, name] = [newKey(), `half ${refused}`];
      const good = `good: createTag(input: { name: "${name}" }) { id name }`;
      const bad = 'bad: createTag(input: { name: "Topline" }) { id }';
      const query = `mutation { ${(refused === 0 ? [bad, good] : [good, bad]).join(' ')} }`;
      const first = await send(api, { query }, key);
      expect(codesOf(first)).toEqual(refused === 0 ? ['CONFLICT', 'ABORTED'] : ['CONFLICT']);
      // a field that is done stays done, with a key as without
      const [plain] = [
        await send(api, { query: query.replaceAll(name, `${name} plain`) }, undefined),
      ];
      const count = async (tag: string) =>
        (await api.sql`select from pearl.tags where name = ${tag}`).length;
      expect(await count(name)).toBe(await count(`${name} plain`));
      expect(codesOf(plain)).toEqual(codesOf(first));
      const before = await count(name);
      expect(await send(api, { query }, key)).toEqual(first);
      expect(await count(name)).toBe(before);
    },
  );

  test('ten times at once writes once, and all are answered the same', async () => {
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(api, createStudy('ten at once'), key)),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(codesOf(answers[0] ?? { text: '{}' })).toEqual([]);
    expect(await studies('ten at once')).toBe(1);
  });

  test('many keys at once, each twice, write once each', async () => {
    const labels = Array.from({ length: 15 }, (_, at) => `many ${at}`);
    const answers = await Promise.all(
      [...labels, ...labels].map((label) => send(api, createStudy(label), label.replace(' ', '-'))),
    );
    for (const [at, label] of labels.entries()) {
      expect(answers[at]).toEqual(answers[at + labels.length]);
      expect(await studies(label)).toBe(1);
    }
  });

  test.each<[string, Request]>([
    ['other variables', createStudy('mine, not this')],
    [
      'another document',
      { query: 'mutation { createStudy(input: { studyLabel: "mine" }) { id } }' },
    ],
  ])('is refused for %s', async (_what, other) => {
    const key = newKey();
    const first = await send(api, createStudy(`mine ${key}`), key);
    const last = await lastRecord(api.sql);
    const second = await send(api, other, key);
    expect(codesOf(second)).toEqual(['BAD_USER_INPUT']);
    expect(second.text).toContain('belongs to another request');
    expect(await recordsSince(api.sql, last)).toEqual([]);
    expect(await send(api, createStudy(`mine ${key}`), key)).toEqual(first);
  });

  test('of the other operation of a document is refused', async () => {
    const [key, query] = [
      newKey(),
      'mutation A { createTag(input: { name: "op A" }) { id } } mutation B { createTag(input: { name: "op B" }) { id } }',
    ];
    expect(codesOf(await send(api, { query, operationName: 'A' }, key))).toEqual([]);
    expect(codesOf(await send(api, { query, operationName: 'B' }, key))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  test('of another user is another key', async () => {
    const key = newKey();
    const query =
      'mutation { addComment(trackerId: 1, commentText: "mine") { id author: user { username } } }';
    const answers = [
      await send(api, { query }, key, 'analyst'),
      await send(api, { query }, key, 'viewer'),
    ];
    expect(answers.map(({ text }) => JSON.parse(text).data.addComment.author.username)).toEqual([
      'analyst',
      'viewer',
    ]);
    expect(await send(api, { query }, key, 'viewer')).toEqual(answers[1]);
  });

  test('is free again after a day', async () => {
    const key = newKey();
    await send(api, createStudy('a day ago'), key);
    const age = (hours: number) =>
      api.sql`update kernel.answers set created_at = now() - make_interval(mins => ${hours * 60}) where key = ${key}`;
    await age(23.9);
    expect(codesOf(await send(api, createStudy('today'), key))).toEqual(['BAD_USER_INPUT']);
    await age(24.1);
    expect(codesOf(await send(api, createStudy('today'), key))).toEqual([]);
    expect(await studies('today')).toBe(1);
  });
});
