import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, placeOf } from '../../../src/domains/dx/config-set/compare.ts';
import { diffLines } from '../../../src/domains/dx/config-set/diff.ts';

const text = (...lines: string[]) => lines.map((line) => `${line}\n`).join('');
const partOf = (lines: readonly string[], marks: string) =>
  lines.filter((line) => marks.includes(line[0] ?? '')).map((line) => line.slice(1));

/** The fewest lines that have to be removed and added, the slow way. */
const distance = (old: readonly string[], young: readonly string[]): number => {
  let row = Array.from({ length: young.length + 1 }, (_, at) => at);
  for (const [at, line] of old.entries()) {
    const next = [at + 1];
    for (const [place, other] of young.entries()) {
      const least = Math.min(row[place + 1] ?? 0, next[place] ?? 0) + 1;
      next.push(line === other ? (row[place] ?? 0) : least);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

describe('two texts', () => {
  test.each([
    ['are the same', text('a', 'b'), text('a', 'b'), [' a', ' b']],
    ['are both empty', '', '', []],
    ['differ in the end of the last line only', 'a\nb', 'a\r\nb\r\n', [' a', ' b']],
    ['have a line more', text('a', 'c'), text('a', 'b', 'c'), [' a', '+b', ' c']],
    ['have a line less', text('a', 'b', 'c'), text('a', 'c'), [' a', '-b', ' c']],
    ['have another line', text('a', 'b', 'c'), text('a', 'x', 'c'), [' a', '-b', '+x', ' c']],
    ['repeat themselves', text('a'), text('a', 'a', 'a'), [' a', '+a', '+a']],
  ])('that %s', (_name, before, after, lines) => {
    expect(diffLines(before, after)).toEqual({
      added: lines.filter((line) => line.startsWith('+')).length,
      removed: lines.filter((line) => line.startsWith('-')).length,
      lines,
    });
  });

  test('hold both texts in what differs, and it is the shortest', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (old, young) => {
        const diff = diffLines(text(...old), text(...young));
        expect(partOf(diff.lines, ' -')).toEqual(old);
        expect(partOf(diff.lines, ' +')).toEqual(young);
        expect(diff.added + diff.removed).toBe(distance(old, young));
      }),
    );
  });

  test('that have nothing in common are replaced as a whole, however long they are', () => {
    const long = (name: string) =>
      text(...Array.from({ length: 50_000 }, (_, at) => `${name}${at}`));
    const diff = diffLines(`first\n${long('old')}last\n`, `first\n${long('young')}last\n`);
    expect(diff).toMatchObject({ added: 50_000, removed: 50_000 });
    expect(diff.lines.at(-1)).toBe(' last');
  });
});

describe('two config sets', () => {
  const file = (id: string, fileName: string, content: string, filePath: string | null = null) => ({
    id,
    fileName,
    filePath,
    content,
  });

  test('are compared file by file, by name and path', () => {
    const before = [
      file('1', 'Dockerfile', 'FROM node:22\n'),
      file('2', 'docker-compose.yml', 'services:\n'),
      file('3', '.env', 'A=1\n', './.env'),
    ];
    const after = [
      file('4', 'Dockerfile', 'FROM node:24\n', '/'),
      file('5', '.env', 'A=1\n'),
      file('6', 'nginx.conf', 'events {}\n', 'web'),
    ];
    expect(compare(before, after).map(({ lines: _lines, ...rest }) => rest)).toEqual([
      { fileName: '.env', kind: 'SAME', beforeId: '3', afterId: '5', added: 0, removed: 0 },
      {
        fileName: 'Dockerfile',
        kind: 'CHANGED',
        beforeId: '1',
        afterId: '4',
        added: 1,
        removed: 1,
      },
      {
        fileName: 'docker-compose.yml',
        kind: 'REMOVED',
        beforeId: '2',
        afterId: null,
        added: 0,
        removed: 1,
      },
      {
        fileName: 'web/nginx.conf',
        kind: 'ADDED',
        beforeId: null,
        afterId: '6',
        added: 1,
        removed: 0,
      },
    ]);
    expect(compare(before, before).every(({ kind }) => kind === 'SAME')).toBe(true);
    expect(compare([], [])).toEqual([]);
  });

  test('of many files that differ much have the later ones replaced as a whole', () => {
    const content = (name: string) =>
      text(...Array.from({ length: 1000 }, (_, at) => (at % 5 === 0 ? `${name}${at}` : `${at}`)));
    const setOf = (name: string) =>
      Array.from({ length: 60 }, (_, at) => file(name + at, `${at + 100}.txt`, content(name)));
    const changes = compare(setOf('a'), setOf('b'));
    expect(changes[0]).toMatchObject({ added: 200, removed: 200 });
    expect(changes.at(-1)).toMatchObject({ added: 996, removed: 996 });
    expect(compare(setOf('a'), setOf('a')).every(({ kind }) => kind === 'SAME')).toBe(true);
  });

  test.each([
    ['Dockerfile', null, 'Dockerfile'],
    ['Dockerfile', '', 'Dockerfile'],
    ['Dockerfile', 'Dockerfile', 'Dockerfile'],
    ['Dockerfile', './api/', 'api/Dockerfile'],
    ['Dockerfile', '/api/Dockerfile', 'api/Dockerfile'],
    ['Dockerfile', 'my-Dockerfile', 'my-Dockerfile/Dockerfile'],
  ])('have %s with the path %j at %s', (fileName, filePath, place) => {
    expect(placeOf({ fileName, filePath })).toBe(place);
  });
});
