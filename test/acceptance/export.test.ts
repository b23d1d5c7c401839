import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { asParameters, rowsOf } from './exported.ts';

/* What leaves as a file is what the API shows. */

let api: Api;
beforeAll(async () => {
  api = await startApi({
    DOMAINS: 'pearl,clinic',
    CORS_ORIGINS: 'https://app.example.com',
    METRICS: 'on',
    MAX_VALUES: '60000', // a page of long texts is too much for an answer
  });
});
afterAll(() => api.stop());

type Options = { readonly who?: string | null; readonly method?: string; readonly origin?: string };

const get = async (path: string, { who = 'viewer', method = 'GET', origin }: Options = {}) => {
  const token = who && (await api.authority.sign(who));
  return fetch(`${api.url}/export/${path}`, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(origin !== undefined && { origin }),
    },
  });
};

type Item = {
  itemCode: string;
  itemType: string;
  itemDescription: string | null;
  textElements: { type: string; content: string }[];
  tracker: {
    primaryStatus: string;
    dueDate: string | null;
    inProduction: boolean;
    primaryProgrammer: { username: string } | null;
  };
};

const itemsOfEffort = async (args: string): Promise<Item[]> => {
  const { data } = await api
    .as('viewer')
    .run<{ reportingEffort: { items: { nodes: Item[] } } }, never>(`{
    reportingEffort(id: "1") { items(first: 1000${args}) { nodes { itemCode itemType itemDescription
      textElements { type content }
      tracker { primaryStatus dueDate inProduction primaryProgrammer { username } } } } } }`);
  return data.reportingEffort.items.nodes;
};

const expected = ({ tracker, ...item }: Item) => ({
  item_code: item.itemCode,
  item_type: item.itemType,
  item_description: item.itemDescription ?? '',
  title: item.textElements.find(({ type }) => type === 'TITLE')?.content ?? '',
  primary_status: tracker.primaryStatus,
  due_date: tracker.dueDate ?? '',
  in_production: String(tracker.inProduction),
  primary_programmer_username: tracker.primaryProgrammer?.username ?? '',
});

describe.each(['csv', 'xlsx'])('an effort as %s', (type) => {
  test('has its items in their order, and what is to be known of each', async () => {
    const answer = await get(`reporting-efforts/1.${type}`);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="reporting-efforts-1.${type}"`,
    );
    const rows = await rowsOf(answer);
    expect(rows).toMatchObject((await itemsOfEffort('')).map(expected));
    expect(rows.length).toBeGreaterThan(20);
  });

  test('has those of a filter, in another order', async () => {
    const given = {
      filter: { tracker: { primaryStatus: { eq: 'COMPLETED' } }, itemType: { eq: 'TLF' } },
      orderBy: [{ field: 'ITEM_CODE', direction: 'DESC' }],
    };
    const rows = await rowsOf(await get(`reporting-efforts/1.${type}?${asParameters(given)}`));
    const args =
      ', filter: { tracker: { primaryStatus: { eq: COMPLETED } }, itemType: { eq: TLF } }, orderBy: [{ field: ITEM_CODE, direction: DESC }]';
    expect(rows).toMatchObject((await itemsOfEffort(args)).map(expected));
    expect(rows.length).toBeGreaterThan(2);
  });
});

test('a package, the texts and the trail are files as well', async () => {
  const [items, texts, records] = await Promise.all([
    get('packages/1.csv').then(rowsOf),
    get(`text-elements.xlsx?${asParameters({ filter: { type: { eq: 'FOOTNOTE' } } })}`).then(
      rowsOf,
    ),
    get(`audit.csv?${asParameters({ filter: { entityType: { eq: 'STUDY' } } })}`, {
      who: 'admin',
    }).then(rowsOf),
  ]);
  const [counts] = await api.sql<[{ items: number; texts: number; records: number }]>`select
    (select count(*)::int from pearl.package_items where package_id = 1) as items,
    (select count(*)::int from pearl.text_elements where type = 'FOOTNOTE') as texts,
    (select count(*)::int from pearl.audit_logs where entity_type = 'Study') as records`;
  expect({ items: items.length, texts: texts.length, records: records.length }).toEqual(counts);
  expect(texts[0]).toEqual({
    type: 'FOOTNOTE',
    label: expect.any(String),
    content: expect.any(String),
  });
  expect(Object.keys(items[0] ?? {})).toEqual(
    expect.arrayContaining(['item_code', 'population', 'record_count']),
  );
});

test('what a spreadsheet would run is a text in the file, and comes back as it was', async () => {
  const content = '=HYPERLINK("http://evil.example";"click")\n-2';
  await api.sql`insert into pearl.text_elements (type, label, content) values ('TITLE', 'formula', ${content})`;
  const path = (type: string) =>
    `text-elements.${type}?${asParameters({ filter: { label: { eq: 'formula' } } })}`;
  expect(await (await get(path('csv'))).text()).toContain(`TITLE,formula,"'=HYPERLINK(""`);
  for (const type of ['csv', 'xlsx'])
    expect(await rowsOf(await get(path(type)))).toEqual([
      { type: 'TITLE', label: 'formula', content },
    ]);
});

describe('a refusal', () => {
  test.each<[string, string, Options, number, string]>([
    ['of nobody', 'text-elements.csv', { who: null }, 401, 'UNAUTHENTICATED'],
    ['of a stranger', 'text-elements.csv', { who: 'nobody.known' }, 401, 'UNAUTHENTICATED'],
    ['of who may not read it', 'audit.csv', {}, 403, 'FORBIDDEN'],
    ['of another file', 'studies.csv', {}, 404, 'NOT_FOUND'],
    ['of another type', 'text-elements.pdf', {}, 404, 'NOT_FOUND'],
    ['of an id that is missing', 'packages.csv', {}, 404, 'NOT_FOUND'],
    ['of an id that has nothing to do with it', 'text-elements/1.csv', {}, 404, 'NOT_FOUND'],
    ['of an id of nothing', 'packages/999999.csv', {}, 404, 'NOT_FOUND'],
    ['of an id that is none', 'packages/x.csv', {}, 400, 'BAD_USER_INPUT'],
    ['of a filter that is none', 'text-elements.csv?filter=x', {}, 400, 'BAD_USER_INPUT'],
    [
      'of a filter for something else',
      `text-elements.csv?${asParameters({ filter: { itemCode: { eq: 'x' } } })}`,
      {},
      400,
      'BAD_USER_INPUT',
    ],
    [
      'of a filter that is too deep',
      `text-elements.csv?filter=${'{"not":'.repeat(100)}{}${'}'.repeat(100)}`,
      {},
      400,
      'BAD_USER_INPUT',
    ],
    ['of an unknown parameter', 'text-elements.csv?filtr={}', {}, 400, 'BAD_USER_INPUT'],
    ['of a path that is no text', 'text-elements%E0.csv', {}, 404, 'NOT_FOUND'],
    ['of a POST', 'text-elements.csv', { method: 'POST' }, 405, 'BAD_USER_INPUT'],
  ])('%s says why', async (_what, path, options, status, code) => {
    const answer = await get(path, options);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({
      errors: [{ message: expect.any(String), extensions: { code } }],
    });
    expect(answer.headers.get('content-disposition')).toBeNull();
  });

  test('of another realm’s files says which ones there are', async () => {
    const email = 'admin@clinic.example';
    await api.sql`insert into clinic.clinicians (name, email, role) values ('Admin', ${email}, 'ADMIN')`;
    const token = await api.authority.sign(email, { realm: 'clinic' });
    const answer = await fetch(`${api.url}/export/text-elements.csv`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(404);
    expect((await answer.json()).errors[0].message).toContain('/export/audit.csv');
  });
});

test('pages of the origins that may call the API may read it', async () => {
  const origin = 'https://app.example.com';
  const asked = await get('text-elements.csv', { who: null, method: 'OPTIONS', origin });
  expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'authorization',
  ]);
  const answer = await get('text-elements.csv', { origin });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  const other = await get('text-elements.csv', { origin: 'https://other.example.com' });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

describe('many rows', () => {
  const many = 1200;
  const filter = asParameters({
    filter: { label: { startsWith: 'many ' } },
    orderBy: [{ field: 'LABEL' }],
  });
  beforeAll(async () => {
    await api.sql`insert into pearl.text_elements (type, label, content)
      select 'TITLE', 'many ' || lpad(n::text, 5, '0'), repeat('x', 10000) from generate_series(1, ${many}) n`;
  });

  /** Asks, and reads nothing until told to. */
  const open = async () => {
    const token = await api.authority.sign('viewer');
    const asking = request(`${api.url}/export/text-elements.csv?${filter}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const answer = await new Promise<NodeJS.ReadableStream & { destroy: () => void }>(
      (resolve, reject) => {
        asking.on('response', resolve).on('error', reject).end();
      },
    );
    return answer;
  };
  const held = async () => {
    const text = await (await fetch(`${api.url}/metrics`)).text();
    return Number(/pearl_connections_in_use\{pool="exports"\} (\d+)/.exec(text)?.[1]);
  };

  test('come page by page, each once', async () => {
    const rows = await rowsOf(await get(`text-elements.csv?${filter}`));
    expect(rows.map(({ label }) => label)).toEqual(
      Array.from({ length: many }, (_, at) => `many ${String(at + 1).padStart(5, '0')}`),
    );
  });

  // the embedded database has one session: there each page is of its own moment
  test.skipIf(!server)(
    'are read as the client takes them, all as of one moment, and given up with it',
    async () => {
      const answer = await open();
      expect(await held()).toBe(1);
      await api.sql`update pearl.text_elements set label = 'less' || label where label >= 'many 01000' and label < 'many 02000'`;
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      expect(text.match(/many \d+/g)).toHaveLength(many);
      await expect.poll(held).toBe(0);

      const other = await open();
      expect(await held()).toBe(1);
      other.destroy();
      await expect.poll(held).toBe(0);
    },
  );
});
