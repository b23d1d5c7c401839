import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const here = 'test/architecture/repository.test.ts';
const files = globSync([
  'src/**/*.{ts,tsx,css,graphql}',
  'test/**/*.ts',
  'drizzle/*.sql',
  'bench/*.ts',
  'examples/**/*.{ts,graphql,html}',
  '*.ts',
]).filter((file) => file !== here && !/^(test\/manual-|(test|src\/web)\/gql\/)/.test(file)); // made while the manual's examples are compiled

const linesWith = (pattern: RegExp, among: readonly string[]) =>
  among.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
  );

test('nothing is left to do, and no test runs alone or not at all', () => {
  expect(files.length).toBeGreaterThan(80);
  expect(linesWith(/\b(TODO|FIXME|XXX)\b/, files)).toEqual([]);
  expect(linesWith(/\b(test|describe|it)(\.each)?\.(only|skip|todo)\b/, files)).toEqual([]);
});

test('the lock files name no registry, so that everybody installs from their own', () => {
  const locks = globSync(['package-lock.json', 'bench/package-lock.json']);
  expect(locks).toContain('package-lock.json');
  expect(linesWith(/"resolved": "(https?|git)/, locks)).toEqual([]);
  expect(
    globSync(['.npmrc', 'bench/.npmrc']).flatMap((file) => linesWith(/registry/, [file])),
  ).toEqual([]);
});

test('npm does not warn newcomers of what npm itself brings', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^loglevel=error$/m);
});

test('there are a README and a licence', () => {
  for (const file of ['README.md', 'LICENSE']) expect(existsSync(file), file).toBe(true);
  expect(readFileSync('LICENSE', 'utf8')).toMatch(/^MIT License/);
});
