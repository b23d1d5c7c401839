import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DomainName, domainNames } from '../../src/domains/index.ts';
import { graphiqlOptions } from '../../src/server/graphiql.ts';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ GRAPHIQL: 'on' });
});
afterAll(() => api.stop());

/** A browser's way to a page; `fetch` would not let us choose the Host. */
const open = (headers: Record<string, string> = {}) =>
  new Promise<{ status: number; type: string; policy: string; page: string }>((resolve, reject) => {
    const asked = request(
      `${api.url}/graphql`,
      { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers } },
      (answer) => {
        let page = '';
        answer.setEncoding('utf8').on('data', (part) => (page += part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            policy: String(answer.headers['content-security-policy']),
            page,
          }),
        );
      },
    );
    asked.on('error', reject).end();
  });

const port = () => new URL(api.url).port;

const optionsOf = (page: string) => {
  const json = /document\.querySelector\('#root'\),\s*(\{[^]*?\}),\s*\);\s*<\/script>/.exec(
    page,
  )?.[1];
  return JSON.parse(json ?? 'null');
};

const tokenIn = (page: string): string | undefined => /Bearer (eyJ[\w.-]+)/.exec(page)?.[1];

test('a browser that goes to /graphql gets the explorer', async () => {
  const { status, type, page } = await open();
  expect(status).toBe(200);
  expect(type).toMatch(/^text\/html/);
  expect(page).toContain('<title>PEARL</title>');
});

test('the page loads nothing from elsewhere', async () => {
  const { page } = await open();
  const html = page.replace(/<(script|style)[^>]*>[^]*?<\/\1>/g, '');
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';

  expect(html).not.toMatch(/(src|href)="(?!data:)/);
  expect(style).not.toMatch(/@import|url\(\s*["']?(?!data:|["']?data:)\w+:/);
  expect(page).not.toMatch(/<script[^>]+src=|import\(["'`]https?:|importScripts\(["'`]https?:/);
});

test('only the scripts that came with the page run on it', async () => {
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const { policy, page } = await open();
      const nonce = /script-src 'nonce-([\w+/=]{24})';/.exec(policy)?.[1];
      const scripts = page.match(/^\s*<script.*$/gm) ?? [];
      expect(scripts.length).toBeGreaterThan(0);
      for (const script of scripts) expect(script.trim()).toBe(`<script nonce="${nonce}">`);
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(2);
});

test('its tabs hold documents that the schema allows', async () => {
  const { data } = await api.as('admin').run<never, unknown>(getIntrospectionQuery());
  const schema = buildClientSchema(data);
  const { page } = await open();
  const { defaultTabs } = optionsOf(page);

  expect(defaultTabs.length).toBeGreaterThan(2);
  for (const { query, variables } of defaultTabs) {
    expect(validate(schema, parse(query))).toEqual([]);
    if (getOperationAST(parse(query))?.operation === 'subscription') continue; // its answer has no end
    const answer = await api.as('admin').run(query, JSON.parse(variables ?? '{}'));
    expect(answer.errors).toBeUndefined();
  }
});

describe('its tabs are about what is served:', () => {
  const contract = buildSchema(readFileSync('schema.graphql', 'utf8'));
  const tokens = new Map(domainNames.map((name) => [name, `token of ${name}`]));

  test.each<[names: DomainName[], marked: string[]]>([
    [['pearl'], []],
    [['pearl', 'clinic'], ['clinic']],
    [['clinic'], []],
    [
      ['clinic', 'pearl', 'genji'],
      ['clinic', 'genji'],
    ],
    [
      ['pearl', 'genji', 'crawl', 'dx'],
      ['genji', 'crawl', 'dx'],
    ],
  ])('%j', async (names, marked) => {
    const served = new Map(names.map((name) => [name, tokens.get(name) ?? '']));
    const { defaultTabs = [], additionalHeaders } = await graphiqlOptions(names, served);
    expect(defaultTabs.length).toBeGreaterThan(2);
    const texts = defaultTabs.map(({ query }) => query ?? '');
    for (const text of texts) {
      expect(validate(contract, parse(text))).toEqual([]);
      for (const off of domainNames.filter((name) => name !== 'pearl' && !names.includes(name)))
        expect(text).not.toMatch(new RegExp(`\\b\\w*${off}`, 'i'));
    }
    const realms = texts.flatMap((text) => /^# realm: (\w+)$/m.exec(text)?.[1] ?? []);
    expect([...new Set(realms)]).toEqual(marked);
    // each tab is sent with the token of its realm, by the script of the page
    expect(JSON.parse(additionalHeaders?.['tokens'] ?? '{}')).toEqual(Object.fromEntries(served));
  });
});

describe.runIf(server)('on Postgres', () => {
  test('it holds no token, whoever asks', async () => {
    for (const host of ['localhost', `127.0.0.1:${port()}`]) {
      expect(tokenIn((await open({ host })).page)).toBeUndefined();
    }
  });
});

describe.skipIf(server)('when embedded', () => {
  test('it holds a token for admin that works', async () => {
    for (const host of [
      'localhost',
      `localhost:${port()}`,
      `127.0.0.1:${port()}`,
      `[::1]:${port()}`,
    ]) {
      const token = tokenIn((await open({ host })).page);
      const answer = await api.post(
        { query: '{ me { username } }' },
        { authorization: `Bearer ${token}` },
      );
      expect((await answer.json()).data).toEqual({ me: { username: 'admin' } });
    }
  });

  test('it holds none under another name, which a page of another site could give us', async () => {
    for (const host of [
      'evil.com',
      `evil.com:${port()}`,
      'localhost.evil.com',
      'evil.com/localhost',
      '127.0.0.1.evil.com',
      'x@localhost',
    ]) {
      expect(tokenIn((await open({ host })).page)).toBeUndefined();
    }
  });

  test('it holds none for whoever comes through a proxy on this machine', async () => {
    for (const via of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
      const { page } = await open({ host: `localhost:${port()}`, [via]: '203.0.113.7' });
      expect(tokenIn(page)).toBeUndefined();
    }
  });

  test('it holds none for a page of another site that fetches it', async () => {
    const { status, page } = await open({
      host: `localhost:${port()}`,
      origin: 'https://evil.com',
    });
    expect(status).toBe(200);
    expect(tokenIn(page)).toBeUndefined();
  });
});
