import type { GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { entitiesOf, surroundings } from '../support/entities.ts';
import { addHistory, addReading } from '../support/history.ts';
import { succeeded } from '../support/succeeded.ts';

type Page = {
  totalCount: number;
  nodes: { id: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

const api: Api = await startApi();
const schema = builder.toSchema();
beforeAll(async () => {
  await addHistory(api.sql);
  await addReading(api.sql);
});
afterAll(() => api.stop());

const fields = schema.getQueryType()?.getFields() ?? {};
const lists = entitiesOf(schema).map(({ list, type }) => [list, type.name] as const);
/** Fields that tell something about a row with an id, and do not bring the row. */
const about = ['deletePreview'];
const single = Object.values(fields)
  .filter(({ name, args }) => args.some((arg) => arg.name === 'id') && !about.includes(name))
  .map(({ name }) => name);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const tables: Record<string, string> = {
  trackers: 'reporting_effort_item_trackers',
  myMentions: 'mentions',
};
const tableOf = (list: string) => `pearl.${tables[list] ?? snake(list)}`;

const allIds = async (list: string) => {
  const direction = ['auditLogs', 'myMentions'].includes(list) ? 'desc' : 'asc';
  const rows = await api.sql.unsafe(
    `select t.id from ${tableOf(list)} t order by t.id ${direction}`,
  );
  return rows.map(({ id }) => String(id));
};

const get = (document: string) =>
  api.as('admin').run<Record<string, Page & { id: string; found?: string }>, never>(document);

test('a row brings those that it names along, and those that they name', async () => {
  const above = 'item { reportingEffort { databaseRelease { study { id } } } }';
  const { statements } = await succeeded(
    get(`{ tracker(id: "2") { id ${above} primaryProgrammer { id } qcProgrammer { id } } }`),
  );
  expect(statements).toBe(1);
});

test('every type with a list can be asked for by id too, but for the audit trail', () => {
  const typesOf = single.map((name) => fields[name]?.type.toString());
  expect(new Set([...typesOf, 'AuditLog'])).toEqual(new Set(lists.map(([, type]) => type)));
});

describe.each(single)('%s', (name) => {
  test('finds the row with an id, in one statement', async () => {
    const { data, statements } = await succeeded(
      get(`{ ${name}(id: "2") { id found: __typename } }`),
    );
    expect(data[name]).toEqual({ id: '2', found: fields[name]?.type.toString() });
    expect(statements).toBe(1);
  });

  // by its id, it comes joined with them; in a list they are loaded
  test('finds the same rows around it as in its list', async () => {
    const [list, of] = lists.find(([, type]) => type === fields[name]?.type.toString()) ?? [];
    const around = surroundings(schema.getType(String(of)) as GraphQLObjectType, 3);
    for (const id of (await allIds(String(list))).slice(0, 20)) {
      const byId = await succeeded(get(`{ ${name}(id: "${id}") { ${around} } }`));
      const filter = `filter: { id: { eq: "${id}" } }`;
      const inList = await succeeded(get(`{ ${list}(${filter}) { nodes { ${around} } } }`));
      expect(byId.data[name]).toEqual(inList.data[String(list)]?.nodes[0]);
    }
  });

  test('is null for an id that no row has, without an error', async () => {
    const { data } = await succeeded(get(`{ ${name}(id: "2147483647") { id } }`));
    expect(data[name]).toBeNull();
  });

  test('refuses what is no id, each by itself', async () => {
    const wrong = [
      '',
      'abc',
      '0',
      '-1',
      '1.0',
      '1e3',
      '01',
      ' 1',
      '2147483648',
      '9'.repeat(400),
      "1'",
    ];
    const asked = wrong.map((id, at) => `a${at}: ${name}(id: ${JSON.stringify(id)}) { id }`);
    const { data, errors } = await get(`{ right: ${name}(id: 1) { id } ${asked.join(' ')} }`);
    expect(data).toEqual({
      right: { id: '1' },
      ...Object.fromEntries(wrong.map((_, at) => [`a${at}`, null])),
    });
    const codes = errors?.map(({ path, extensions }) => [path?.[0], extensions.code]);
    expect(Object.fromEntries(codes ?? [])).toEqual(
      Object.fromEntries(wrong.map((_, at) => [`a${at}`, 'BAD_USER_INPUT'])),
    );
    expect(Math.max(...(errors ?? []).map(({ message }) => message.length))).toBeLessThan(100);
  });
});

describe.each(lists)('%s', (list) => {
  const shape =
    'totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  const page = async (args: string) => {
    const { data, statements } = await succeeded(get(`{ ${list}${args} { ${shape} } }`));
    expect(statements).toBe(1);
    return data[list] as Page;
  };

  test('brings 50 rows unless asked for more, and counts them all', async () => {
    const ids = await allIds(list);
    const found = await page('');
    expect(found.nodes.map(({ id }) => id)).toEqual(ids.slice(0, 50));
    expect(found.totalCount).toBe(ids.length);
    expect(found.pageInfo).toMatchObject({
      hasNextPage: ids.length > 50,
      hasPreviousPage: false,
    });
  });

  test('brings every row once, page after page, and back again', async () => {
    const ids = await allIds(list);
    const size = Math.min(1000, Math.ceil(ids.length / 3));
    const walk = async (way: 'first' | 'last') => {
      const cursor = way === 'first' ? 'after' : 'before';
      const pages: string[][] = [];
      let at: string | null = null;
      for (let more = true; more; ) {
        const { nodes, pageInfo, totalCount } = await page(
          `(${way}: ${size}${at ? `, ${cursor}: "${at}"` : ''})`,
        );
        pages.push(nodes.map(({ id }) => id));
        expect(totalCount).toBe(ids.length);
        more = way === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
        at = way === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
      }
      return way === 'first' ? pages : pages.toReversed();
    };
    const forward = await walk('first');
    expect(forward.flat()).toEqual(ids);
    expect(forward.map(({ length }) => length > 0)).not.toContain(false);
    expect((await walk('last')).flat()).toEqual(ids);
  });

  test('can be empty', async () => {
    expect(await page('(filter: { id: { eq: "2147483647" } })')).toEqual({
      totalCount: 0,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
    expect((await page('(first: 0)')).nodes).toEqual([]);
  });

  test('refuses page sizes out of bounds', async () => {
    for (const args of ['first: 1001', 'first: -1', 'last: 1001', 'first: 1, last: 1']) {
      const { errors } = await get(`{ ${list}(${args}) { nodes { id } } }`);
      expect(
        errors?.map(({ extensions }) => extensions.code),
        args,
      ).toEqual(['BAD_USER_INPUT']);
    }
  });
});
