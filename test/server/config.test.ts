import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig, settings, settingsTable } from '../../src/config.ts';

test('README.md lists exactly the settings that there are (`node src/cli/settings.ts` writes them)', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table] = /<!-- settings -->\n([^]*?)\n<!-- \/settings -->/.exec(readme) ?? [];

  expect(table).toBe(settingsTable());
  const rows = [
    ...(table ?? '').matchAll(/^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\| .+\.(?: .*)? \|$/gm),
  ];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(settings.shape));
});

test.for([
  ['PORT', '4000.5', 'must be a whole number'],
  ['PORT', '-1', 'must be at least 0'],
  ['DOMAINS', ',', 'must name at least one'],
  ['CORS_ORIGINS', 'app.example.com', 'must be origins such as https://app.example.com'],
  ['CORS_ORIGINS', '*, null', 'must be origins such as https://app.example.com'],
  ['DATABASE_URL', 'localhost', 'must be a postgres:// URL'],
  ['GRAPHIQL', 'yes', 'must be on or off'],
  ['SQL_REPORT', 'some', 'must be off, admin or all'],
  ['DOMAINS', 'pearl,oyster', 'there is no "oyster", only pearl, clinic, genji, crawl, dx'],
] as const)('%s cannot be %s', ([name, value, complaint]) => {
  expect(() => readConfig({ [name]: value })).toThrow(new ConfigError(`${name}: ${complaint}`));
});

describe('what is not set', () => {
  test('is open when embedded, for trying things', () => {
    expect(readConfig({})).toMatchObject({
      embedded: true,
      host: '127.0.0.1',
      graphiql: true,
      introspection: true,
      corsOrigins: ['*'],
      sqlReport: 'all',
    });
  });

  test('is closed with DATABASE_URL', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://db/pearl' })).toMatchObject({
      embedded: false,
      host: '127.0.0.1',
      graphiql: false,
      introspection: false,
      corsOrigins: [],
      sqlReport: 'admin',
    });
  });

  test('is the same as what is empty', () => {
    const empty = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

describe('GraphiQL', () => {
  const databaseUrl = { DATABASE_URL: 'postgres://db/pearl' };

  test('brings the introspection that it needs', () => {
    expect(readConfig({ ...databaseUrl, GRAPHIQL: 'on' })).toMatchObject({ introspection: true });
  });

  test('is off by default where introspection is off, and refused with it', () => {
    expect(readConfig({ INTROSPECTION: 'off' })).toMatchObject({ graphiql: false });
    expect(() => readConfig({ ...databaseUrl, GRAPHIQL: 'on', INTROSPECTION: 'off' })).toThrow(
      /^GRAPHIQL: cannot be on while INTROSPECTION is off/,
    );
  });
});

test('lists are separated by commas, with or without spaces', () => {
  const { corsOrigins } = readConfig({ CORS_ORIGINS: 'https://a.example, http://localhost:3000,' });
  expect(corsOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
});
