import { globSync, readFileSync } from 'node:fs';
import { isEnumType } from 'graphql';
import { expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';

/* What errors say in their extensions: every word of it is in the schema. */

const schema = await makeSchema();
const valuesOf = (name: string): string[] => {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
};

const sources = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'));
const migrations = globSync('drizzle/*.sql').map((file) => readFileSync(file, 'utf8'));

const found = (texts: readonly string[], pattern: RegExp): string[] =>
  [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, word = '']) => word))),
  ].sort();

test('every code that an error gets in the sources is an ErrorCode', () => {
  const inSources = found(sources, /(?:\brefusal\(\s*|\bcode: |\[\d{3}, )'([A-Z][A-Z_]+)'/g).filter(
    (code) => code !== 'CONNECTION_CLOSED',
  ); // what postgres.js calls a connection that is lost
  expect(inSources.length).toBeGreaterThan(15);
  expect(valuesOf('ErrorCode')).toEqual(expect.arrayContaining(inSources));
});

test('every code that graphql-yoga gives is an ErrorCode', () => {
  const files = globSync('node_modules/graphql-yoga/esm/plugins/**/*.js').map((file) =>
    readFileSync(file, 'utf8'),
  );
  const given = found(files, /\bcode: '([A-Z][A-Z_]+)'/g).filter(
    (code) => code !== 'REQUEST_ENTITY_TOO_LARGE', // only of a limit that is not used
  );
  expect(given).toContain('BAD_REQUEST');
  expect(valuesOf('ErrorCode')).toEqual(expect.arrayContaining(given));
});

test('README.md names every ErrorCode', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(valuesOf('ErrorCode').filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
});

test('every rule by which the database refuses is a Rule', () => {
  const named = [
    ...found(migrations, /constraint = tg_table_name \|\| '_(\w+)'/g),
    ...found(migrations, /table = tg_table_name, constraint = 'users_(\w+)'/g),
  ].map((rule) => rule.toUpperCase());
  expect(named.length).toBeGreaterThan(3);
  expect(valuesOf('Rule')).toEqual(expect.arrayContaining(named));
});
