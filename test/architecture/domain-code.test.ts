import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, test } from 'vitest';

const files = globSync('src/domains/**/*.ts');

/** The places where a pattern stands in what only TypeScript reads: not in a text, a comment or a statement. */
const inTypes = (file: string, pattern: RegExp): string[] => {
  const text = readFileSync(file, 'utf8');
  const run = stripTypeScriptTypes(text); // what is stripped is blank there
  const isImport = (at: number) =>
    /^(im|ex)port\b[^;]*$/m.test(text.slice(0, at).split(';').at(-1)?.trim() ?? '');
  const isComment = (at: number) => /(\/\*|^\s*\*|\/\/)[^\n]*$/.test(text.slice(0, at));
  return [...text.matchAll(pattern)]
    .filter(({ index }) => run[index] === ' ' && !isImport(index) && !isComment(index))
    .map(({ index }) => `${file}:${text.slice(0, index).split('\n').length}`);
};

describe('in a domain TypeScript infers: there is', () => {
  test.each([
    ['no cast', /\bas\s+(?!const\b)/g],
    ['no any', /\bany\b/g],
    ['no assertion that something is there', /(?<=[\w)\]])!(?=[\s.;,)\]:[])/g],
  ])('%s', (_what, pattern) => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => inTypes(file, pattern))).toEqual([]);
  });
});

test('the kernel has at most 30 words for a domain, types included, each by its name', () => {
  const index = readFileSync('src/kernel/index.ts', 'utf8');
  const words = [...index.matchAll(/export \{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names.split(',').filter((name) => name.trim()),
  );
  expect(words.length).toBeGreaterThan(15);
  expect(words.length).toBeLessThanOrEqual(30);
  expect(index.match(/export (?!\{)/g)).toBeNull();
});
