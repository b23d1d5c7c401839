import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '../../src/database/connection.ts';
import { loaded } from '../../src/domains/index.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { isSame } from '../../src/live/change-cursor.ts';
import { Feed } from '../../src/live/feed.ts';
import { type Reading, type Statement, startReading } from './reading.ts';

await loaded(['pearl']);
const { trail } = pearl;

const size = 20;

let reading: Reading;
beforeAll(async () => {
  reading = await startReading();
  await reading.sql`
    insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
    select 1 + n % 2, 'deep-' || n, 'TLF' from generate_series(1, 6000) n`;
  await reading.sql`vacuum analyze pearl.reporting_effort_items`;
});
afterAll(() => reading.stop());

type Node = {
  readonly Plans?: readonly Node[];
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
};

const quoted = (value: unknown) => (value === null ? 'null' : `'${textOf(value)}'`);
const textOf = (value: unknown) => String(value).replaceAll("'", "''");

/** What Postgres does for a statement, planned for its values or for any. */
const planOf = ({ text, params }: Statement, mode: 'custom' | 'generic'): Promise<Node> =>
  reading.sql.begin(async (tx) => {
    await tx.unsafe(`set local plan_cache_mode = force_${mode}_plan`);
    await tx.unsafe(`prepare page as ${text}`);
    const values = params.length > 0 ? `(${params.map(quoted).join()})` : '';
    const [row] = await tx.unsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(
      `explain (analyze, timing off, format json) execute page ${values}`,
    );
    await tx.unsafe('deallocate page');
    return row?.['QUERY PLAN'][0]?.Plan as Node;
  });

const nodesOf = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The scans of a table. */
const scansOf = async (statement: Statement, mode: 'custom' | 'generic', table: string) =>
  nodesOf(await planOf(statement, mode)).filter((node) => node['Relation Name'] === table);

/** How many rows a scan has looked at. */
const touched = (node: Node): number =>
  (node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops'];

type Page = { readonly pageInfo: { readonly startCursor: string; readonly endCursor: string } };

const ways: readonly (readonly [string, string, (args: string) => string])[] = [
  ['all items by their keys', 'ID', (args) => `{ page: reportingEffortItems(${args}`],
  ['all items by their codes', 'ITEM_CODE', (args) => `{ page: reportingEffortItems(${args}`],
  [
    'the items of an effort',
    'ITEM_CODE',
    (args) => `{ reportingEffort(id: 1) { page: items(${args}`,
  ],
];

describe.each(ways)('a deep page of %s', (_what, field, open) => {
  test.each([
    ['first', 'after', 'ASC'],
    ['first', 'after', 'DESC'],
    ['last', 'before', 'ASC'],
    ['last', 'before', 'DESC'],
  ] as const)('reads no more rows than it brings: %s, %s, %s', async (end, bound, direction) => {
    const orderBy = `orderBy: { field: ${field}, direction: ${direction} }`;
    const ask = async (args: string) => {
      const closing = '{ nodes { id } pageInfo { startCursor endCursor } } }';
      const document = open(`${args}, ${orderBy})`) + closing;
      const { data, statements } = await reading.read<{
        page: Page;
        reportingEffort?: { page: Page };
      }>(document + (document.includes('{ page: items') ? ' }' : ''));
      return {
        pageInfo: (data.reportingEffort?.page ?? data.page).pageInfo,
        statement: statements.find(({ text }) => text.includes(' limit ')) as Statement,
      };
    };
    // as far in as one page can reach, from where the wanted page goes on
    const { pageInfo } = await ask(`${end}: 1000`);
    const cursor = end === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
    const { statement } = await ask(`${end}: ${size}, ${bound}: "${cursor}"`);

    for (const mode of ['custom', 'generic'] as const) {
      const scans = await scansOf(statement, mode, 'reporting_effort_items');
      expect(scans.map(touched), mode).toEqual([size + 1]);
      expect(scans[0]?.['Index Cond'], mode).toMatch(
        field === 'ID' ? /\bid [<>]/ : /ROW\(item_code_key, id\) [<>] ROW/,
      );
    }
  });
});

test.each(['ITEM_CODE', 'ITEM_DESCRIPTION'])(
  'what belongs to a row alone is looked up for the page alone, by %s',
  async (field) => {
    const { statements } = await reading.read(
      `{ reportingEffortItems(first: ${size}, orderBy: { field: ${field} }) { nodes { tracker { id } } } }`,
    );
    for (const mode of ['custom', 'generic'] as const) {
      const table = 'reporting_effort_item_trackers';
      const [scan] = await scansOf(statements[0] as Statement, mode, table);
      expect(scan && touched(scan), mode).toBeLessThanOrEqual(size + 1);
      expect(scan?.['Actual Loops'], mode).toBe(size + 1);
    }
  },
);

test('what a filter denies is joined, not asked anew for every row', async () => {
  const { statements } = await reading.read(`{
    trackers(filter: { not: { comments: { some: { not: { tracker: { tags: { none: {} } } } } } } }) {
      totalCount
    }
  }`);
  for (const mode of ['custom', 'generic'] as const) {
    const nodes = nodesOf(await planOf(statements[0] as Statement, mode));
    expect(nodes.map((node) => node['Parent Relationship'])).not.toContain('SubPlan');
  }
});

describe('a search', () => {
  const labels = 6000;
  beforeAll(async () => {
    // far apart: they lie in many parts of the index
    await reading.sql`
      insert into pearl.studies (id, study_label)
      select 1000000 + n * 100, 'Common study ' || n from generate_series(1, ${labels}::int) n`;
    await reading.sql`vacuum analyze pearl.studies`;
  });

  const ranked = 1000;
  /** How many of the types that are searched have fewer keys than a part of the index. */
  const inPart = 8192 / 100;

  test('reads the index, and as many rows as it ranks, however many have the word', async () => {
    const { statements } = await reading.read(
      '{ search(text: "study com", types: [STUDY], first: 10) { totalCount isCut edges { rank } } }',
    );
    for (const mode of ['custom', 'generic'] as const) {
      const scans = await scansOf(statements[0] as Statement, mode, 'studies');
      expect(
        scans.map((node) => node['Node Type']),
        mode,
      ).not.toContain('Seq Scan');
      const sum = scans.map(touched).reduce((a, b) => a + b, 0);
      // those that are found, and each once more for its rank
      expect(sum, mode).toBeGreaterThanOrEqual(2 * ranked);
      expect(sum, mode).toBeLessThanOrEqual(2 * ranked + 3 * inPart);
    }
  });

  test('of what nothing has reads no row of any type', async () => {
    const { statements } = await reading.read(
      '{ search(text: "nowhere to be seen") { totalCount } }',
    );
    for (const mode of ['custom', 'generic'] as const) {
      const nodes = nodesOf(await planOf(statements[0] as Statement, mode));
      const scans = nodes.filter(
        (node) => node['Relation Name'] && node['Node Type'] !== 'Index Only Scan',
      );
      expect(scans.length, mode).toBeGreaterThanOrEqual(6);
      expect(
        scans.map((node) => node['Node Type']),
        mode,
      ).not.toContain('Seq Scan');
      expect(
        scans.map(touched).reduce((a, b) => a + b, 0),
        mode,
      ).toBe(0);
    }
  });

  test('a text in the middle of a label is found by its trigrams, by a filter too', async () => {
    for (const document of [
      '{ search(text: "udy 5999") { totalCount } }',
      '{ studies(filter: { studyLabel: { contains: "udy 5999" } }) { totalCount } }',
    ]) {
      const { data, statements } =
        await reading.read<Record<string, { totalCount: number }>>(document);
      expect(Object.values(data)[0]?.totalCount).toBe(1);
      for (const mode of ['custom', 'generic'] as const) {
        const scans = await scansOf(statements[0] as Statement, mode, 'studies');
        const sum = scans
          .filter((node) => node['Node Type'] !== 'Index Only Scan')
          .map(touched)
          .reduce((a, b) => a + b, 0);
        expect(sum, mode).toBeLessThanOrEqual(2);
      }
    }
  });
});

describe('who follows changes', () => {
  const statements: Statement[] = [];
  const listener = {
    take: async () => {},
    leave: () => [],
    rest: async () => {},
    isWanted: () => true,
    lose: () => {},
  };

  const scans = async (statement: Statement, mode: 'custom' | 'generic') =>
    (await scansOf(statement, mode, 'audit_logs')).map(touched);

  /** A feed whose statements are kept. */
  const openFeed = async () => {
    const unsafe: Sql['unsafe'] = (text, params = []) => {
      statements.push({ text, params: [...params], isPrepared: true });
      return reading.sql.unsafe(text, params, { prepare: true }) as never;
    };
    const sql = new Proxy(reading.sql, {
      get: (target, name) => (name === 'unsafe' ? unsafe : Reflect.get(target, name)),
    });
    const [own] = await reading.sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
    let feed = await Feed.open(sql, trail);
    // somebody else on this Postgres may still be at what was begun before
    while (Number.parseInt(feed.position.before, 10) <= Number(own?.xid)) {
      await wait(20);
      feed = await Feed.open(sql, trail);
    }
    feed.listen(listener);
    statements.length = 0;
    return { feed, sql };
  };

  const record = (count: number) => reading.sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, changes)
    select 'Study', n, 'UPDATE', '{}' from generate_series(1, ${count}::int) n`;

  test('reads what is new, however long the trail is', async () => {
    await record(60_000);
    await reading.sql`vacuum analyze pearl.audit_logs`;
    const { feed } = await openFeed();
    await reading.sql`update pearl.studies set study_label = study_label || '.' where id <= 3`;
    expect(await feed.read()).toBe(3);
    expect(statements).toHaveLength(1);
    for (const mode of ['custom', 'generic'] as const) {
      // the keys of the new records, and what is recorded under these
      expect(await scans(statements[0] as Statement, mode), mode).toEqual([3, 3]);
    }
  });

  test('reads a large transaction, then or later, part by part, and none of it again for each part', async () => {
    const { feed, sql } = await openFeed();
    let { position } = feed;
    await record(20_000);
    expect(await feed.read()).toBe(20_000);
    let told = 0;
    while (!isSame(position, feed.position)) {
      const next = await feed.after(sql, position);
      told += next.changes.length;
      position = next.position;
    }
    expect(told).toBe(20_000);
    expect(statements).toHaveLength(2 * 21);
    for (const mode of ['custom', 'generic'] as const) {
      let sum = 0;
      for (const each of statements) {
        for (const count of await scans(each, mode)) sum += count;
      }
      expect(sum, mode).toBeLessThan(2 * 4 * 20_000);
    }
  });
});
