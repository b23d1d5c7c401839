import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../src/database/migrations/verify.ts';
import { type Edge, emptyShelf, search, searchAll, shown } from './searching.ts';
import { closeShelf, db, openShelf, tables } from './shelf.ts';

/* What a search takes for what it is, hides, counts and marks. */

beforeAll(openShelf);
afterAll(closeShelf);
beforeEach(emptyShelf);

describe('whatever is looked for', () => {
  const hostile = [
    "'",
    "''; drop table shelf.books; --",
    'a & b | !c',
    'foo:*',
    '<->',
    '(((',
    '!!!!',
    '\\',
    '\\\\%_',
    '"a" \'b\'',
    '~',
    '~.x',
    '=',
    '0=',
    ':A',
    '$1',
    '🙂',
    '👩‍💻 ❤️',
    '\ud800',
    '\u202e\u200b',
    '…—“”',
    '   ',
    '',
    '%',
    '__',
    'İstanbul ǅ ß ΟΔΟΣ',
    'a'.repeat(200),
    '.*+?[]{}()^$|/-'.repeat(10),
  ];
  test.each(hostile)('it is a text and nothing else: %j', async (text) => {
    await db.sql`insert into shelf.books (code, blurb) values ('plain', 'with nothing of it')`;
    const { code, edges } = await search(text);
    expect(code).toBeUndefined();
    expect(edges).toEqual([]);
    await db.sql`insert into shelf.books (code, blurb) values (${`<${text.toWellFormed()}>`}, 'more')`;
    const again = await search(text);
    expect(again.code).toBeUndefined();
  });

  test.each([
    ['a text of 10,000 characters', 'x'.repeat(10_000)],
    ['eleven words', 'a b c d e f g h i j k'],
    ['the character NUL', 'a\0b'],
  ])('%s is refused', async (_what, text) => {
    expect(await search(text)).toMatchObject({ code: 'BAD_USER_INPUT', statements: 0 });
  });

  test('a row may hold anything', async () => {
    const texts = [
      "'",
      '\\',
      ':',
      '🙂',
      '\u0001',
      'a'.repeat(9000),
      'x '.repeat(80_000),
      'ß'.repeat(3000),
    ];
    for (const text of texts)
      await db.sql`insert into shelf.books (code, blurb) values (${text}, ${text})`;
    const { edges } = await search('a'.repeat(200));
    expect(edges.map(({ node }: Edge) => node.code)).toEqual(['a'.repeat(9000)]);
  });

  test.each([
    ['a cursor of another search', 'other'],
    ['a cursor that is none', 'bm9uZQ'],
  ])('%s is refused', async (_what, from) => {
    await db.sql`insert into shelf.books (code) values ('one'), ('one more'), ('other'), ('other one')`;
    const { pageInfo } =
      from === 'other' ? await search('other', { first: 1 }) : { pageInfo: undefined };
    const after = pageInfo?.endCursor ?? from;
    expect(await search('one', { after })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test.each([-1, 1001])('a page of %i is refused', async (first) => {
    expect(await search('one', { first })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('who may not see', () => {
  test('finds nothing, counts nothing, and is not told by what else there is', async () => {
    await db.sql`insert into shelf.books (id, code, blurb, reader_id) values (1, 'secret', 'word', 2), (2, 'open', 'word', null)`;
    await db.sql`insert into shelf.remarks values (${randomUUID()}, 1, 'secret word'), (${randomUUID()}, 2, 'open word')`;
    expect((await search('secret')).totalCount).toBe(0);
    expect((await search('word')).totalCount).toBe(2);
    expect((await search('word', {}, { id: 2 })).totalCount).toBe(4);
    // a word that only what is hidden has does not stop the search in the middle of labels
    await db.sql`insert into shelf.books (code, reader_id) values ('rosecreek', null)`;
    await db.sql`insert into shelf.books (code, reader_id) values ('sec', 2)`;
    expect((await search('sec')).edges.map(({ node }: Edge) => node.code)).toEqual(['rosecreek']);
  });

  test('types that are for others are left out, and refused by name', async () => {
    await db.sql`insert into shelf.diaries (title) values ('private word')`;
    expect((await search('private')).totalCount).toBe(0);
    expect(await search('private', { types: ['TOY_DIARY'] })).toMatchObject({ code: 'FORBIDDEN' });
    const admin = { role: 'ADMIN' };
    expect((await search('private', { types: ['TOY_DIARY'] }, admin)).totalCount).toBe(1);
    expect((await search('private', { types: ['TOY_BOOK'] }, admin)).totalCount).toBe(0);
    expect((await search('private', { types: [] }, admin)).totalCount).toBe(0);
  });
});

test('the statements of a page are one, and one for each type on it', async () => {
  await db.sql`insert into shelf.books (id, code, blurb) select n, 'b' || n, 'word' from generate_series(1, 30) n`;
  await db.sql`insert into shelf.remarks select gen_random_uuid(), n, 'word' from generate_series(1, 30) n`;
  expect(await search('nothing')).toMatchObject({ statements: 1, edges: [] });
  expect(await search('', { first: 60 })).toMatchObject({ statements: 0, edges: [] });
  const { statements, edges } = await search('word', { first: 60 });
  expect({ statements, count: edges.length }).toEqual({ statements: 3, count: 60 });
});

test('snippets mark what was looked for', async () => {
  const long = `${'before '.repeat(40)}the Needle of it, needles and more ${'after '.repeat(60)}`;
  await db.sql`insert into shelf.books (code, blurb) values ('t14.1.1', ${long}), ('<b>', 'a <i>needle</i>')`;
  const { edges } = await search('needle');
  const parts = edges.map(({ snippets }: { snippets: unknown }) => snippets);
  expect(parts).toEqual([
    [
      {
        field: 'blurb',
        parts: [
          { text: 'a <i>', isMatch: false },
          { text: 'needle', isMatch: true },
          { text: '</i>', isMatch: false },
        ],
      },
    ],
    [
      {
        field: 'blurb',
        parts: [
          { text: '… ', isMatch: false },
          { text: expect.stringMatching(/^before (before )+the $/), isMatch: false },
          { text: 'Needle', isMatch: true },
          { text: ' of it, ', isMatch: false },
          { text: 'needle', isMatch: true },
          { text: expect.stringMatching(/^s and more (after ?)+/), isMatch: false },
          { text: ' …', isMatch: false },
        ],
      },
    ],
  ]);
  const [code] = (await search('14.1')).edges;
  expect(code.snippets).toEqual([
    {
      field: 'code',
      parts: [
        { text: 't', isMatch: false },
        { text: '14.1', isMatch: true },
        { text: '.', isMatch: false },
        { text: '1', isMatch: true },
      ],
    },
  ]);
});

test('of more than a thousand the newest of each type are ranked, but what is called so is never left out', async () => {
  await db.sql`insert into shelf.books (id, code, blurb) values (1, 'word', null), (2, 'wordy', null)`;
  await db.sql`insert into shelf.books (id, code, blurb) select 10 + n * 20, 'c' || n, 'a word' from generate_series(1, 1500) n`;
  await db.sql`insert into shelf.remarks select gen_random_uuid(), 1, 'word' from generate_series(1, 300)`;
  const { found, total, isCut } = await searchAll('word', 400, 1);
  expect({ total, isCut }).toEqual({ total: 1000, isCut: true });
  const ids = found.filter(({ type }) => type === 'ToyBook').map(({ key }) => Number(key));
  expect(ids).toEqual([1, 2, ...Array.from({ length: 698 }, (_, n) => 10 + (1500 - n) * 20)]);
  expect(new Set(found.map(({ key }) => key)).size).toBe(1000);
});

test('the second page goes on where the first ended, whatever has changed since', async () => {
  await db.sql`insert into shelf.books (id, code, blurb) select n, 'c' || n, 'word' from generate_series(1, 9) n`;
  const first = await search('word', { first: 3 });
  expect(first.edges.map(shown)).toMatchObject([{ key: '9' }, { key: '8' }, { key: '7' }]);
  await db.sql`insert into shelf.books (id, code, blurb) values (10, 'new', 'word'), (11, 'word', 'word')`;
  await db.sql`delete from shelf.books where id in (8, 6)`;
  await db.sql`update shelf.books set blurb = 'words' where id = 5`;
  await db.sql`update shelf.books set reader_id = 2 where id = 4`;
  const second = await search('word', { first: 3, after: first.pageInfo.endCursor });
  expect(second.edges.map(shown)).toMatchObject([{ key: '3' }, { key: '2' }, { key: '1' }]);
  expect(second).toMatchObject({ totalCount: 8, pageInfo: { hasNextPage: true } });
  const third = await search('word', { first: 3, after: second.pageInfo.endCursor });
  expect(third.edges.map(shown)).toMatchObject([{ key: '5', rank: 0.2 }]);
});

test('without trigrams it finds the same, and the database is what is declared', async () => {
  await db.sql`insert into shelf.books (code) values ('rosecreek')`;
  expect(await verify(db.sql, tables)).toEqual([]);
  await db.sql`drop extension pg_trgm cascade`;
  expect((await search('secre')).totalCount).toBe(1);
  expect(await verify(db.sql, tables)).toEqual([]);
});
