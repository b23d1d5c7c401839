import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closeReading,
  nodesOf,
  openReading,
  planOf,
  reading,
  scansOf,
  touched,
} from './query-plan.ts';
import type { Statement } from './reading.ts';

const size = 20;

beforeAll(async () => {
  await openReading();
  await reading.sql`
    insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
    select 1 + n % 2, 'deep-' || n, 'TLF' from generate_series(1, 6000) n`;
  await reading.sql`vacuum analyze pearl.reporting_effort_items`;
});
afterAll(closeReading);

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

test.each(['ITEM_CODE', 'UPDATED_AT'])(
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
    // so many of the others, too, that it does not pay to read them all
    await reading.sql`
      insert into pearl.packages (package_name)
      select 'Bulk ' || n from generate_series(1, ${labels}::int) n`;
    await reading.sql`
      insert into pearl.package_items (package_id, item_code, item_type)
      select 1, 'bulk-' || n, 'TLF' from generate_series(1, ${labels}::int) n`;
    await reading.sql`
      insert into pearl.text_elements (type, label, content)
      select 'TITLE', 'Bulk ' || n, 'Bulk' from generate_series(1, ${labels}::int) n`;
    await reading.sql`vacuum analyze`;
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
    const { statements } = await reading.read('{ search(text: "no where") { totalCount } }');
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
