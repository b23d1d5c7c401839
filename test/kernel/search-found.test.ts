import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fc, runs } from '../support/random.ts';
import { findIn, type Hay } from './search-oracle.ts';
import { emptyShelf, searchAll } from './searching.ts';
import { closeShelf, db, openShelf } from './shelf.ts';

/* What a search finds, in which order and in whose eyes: the same as an oracle over rows in memory. */

beforeAll(openShelf);
afterAll(closeShelf);

const pieces = [
  ['t', 'T14', 't14', '14', '1', 'a', 'ab', 'ABC', 'the', 'Größe', 'É', '🙂', 'x'],
  [' ', ' ', '  ', '.', '.', '-', '_', '%', '@', "'", '"', '\\', ':*', '&', '|', '!', '(', ')'],
  ['—', '“', '\u00a0', '\n', '<->', '~', '=', '#{', ',', '/', '$1', '::'],
].flat();
const phrase = (most: number) =>
  fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: most })
    .map((all) => all.join(''));

const book = fc.record({
  code: phrase(5),
  blurb: fc.option(phrase(12), { freq: 3 }),
  readerId: fc.constantFrom(null, null, 1, 2),
});
const world = fc.record({
  books: fc.array(book, { minLength: 1, maxLength: 12 }),
  bodies: fc.array(phrase(12), { maxLength: 8 }),
  texts: fc.array(
    phrase(4).filter((text) => text.split(/\P{L}+/u).length < 10),
    { minLength: 3, maxLength: 6 },
  ),
});

test('what is found, its order and its rank are those of an oracle, page by page', async () => {
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(world, async ({ books, bodies, texts }) => {
      await emptyShelf();
      // far apart: they lie in several parts of the index
      const rows = books.map((each, at) => ({ id: 1 + at * 5000, ...each }));
      const notes = bodies.map((body, at) => ({
        id: randomUUID(),
        book_id: rows[at % rows.length]?.id ?? 0,
        body,
      }));
      await db.sql`insert into shelf.books select * from jsonb_populate_recordset(null::shelf.books, ${JSON.stringify(
        rows.map(({ readerId, ...each }) => ({ ...each, reader_id: readerId })),
      )}::text::jsonb)`;
      await db.sql`insert into shelf.remarks select * from jsonb_populate_recordset(null::shelf.remarks, ${JSON.stringify(notes)}::text::jsonb)`;
      for (const [at, text] of texts.entries()) {
        const id = 1 + (at % 2);
        const seen = rows.filter(({ readerId }) => readerId === null || readerId === id);
        const hays: Hay[] = [
          ...seen.map((row) => ({
            type: 'ToyBook',
            key: String(row.id),
            label: row.code,
            others: [[row.blurb, 400] as const],
          })),
          ...notes
            .filter((note) => seen.some((row) => row.id === note.book_id))
            .map((note) => ({
              type: 'ToyRemark',
              key: note.id,
              others: [[note.body, 200] as const],
            })),
        ];
        const expected = findIn(hays, ['ToyBook', 'ToyRemark'], text);
        hits += expected.length;
        const got = await searchAll(text, 2, id);
        expect(got.found, JSON.stringify(text)).toEqual(expected);
        expect(got).toMatchObject({ total: expected.length, isCut: false });
      }
    }),
    runs(40),
  );
  expect(hits).toBeGreaterThan(100);
});
