import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/* The shape of the house, counted. */

const files = globSync('src/**/*.{ts,tsx}').filter((file) => !file.startsWith('src/web/gql/'));
const textOf = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const linesOf = (file: string) => (textOf.get(file) ?? '').trimEnd().split('\n').length;
const importsOf = (file: string): string[] =>
  [...(textOf.get(file) ?? '').matchAll(/^(?:import|export)\b[^;]*?'(\.{1,2}\/[^']+)';/gms)].map(
    ([, to = '']) => join(dirname(file), to),
  );

/** What can be reached from a file, itself included only if it is on a circle. */
const reachedFrom = (file: string): Set<string> => {
  const reached = new Set<string>();
  const ahead = importsOf(file);
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    ahead.push(...importsOf(next));
  }
  return reached;
};

/** Types of one domain, also unions of them, may refer to each other: their relations are made later. */
const isType = (file: string) => /\b(?:entity|unionType)\(/.test(textOf.get(file) ?? '');

test('no file imports itself by a circle, but for the types of a domain', () => {
  const circular = files.filter((file) => reachedFrom(file).has(file));
  expect(circular.filter((file) => !file.startsWith('src/domains/') || !isType(file))).toEqual([]);
});

test('no file has more than 250 lines, but for the tables of a domain', () => {
  const long = files.filter((file) => linesOf(file) > 250 && !file.endsWith('/tables.ts'));
  expect(long).toEqual([]);
});
