import { afterAll, beforeAll, expect, test } from 'vitest';
import { whyNot } from '../../acceptance/deleting.ts';
import { type Api, startApi } from '../../support/api.ts';
import { performed } from '../../support/perform.ts';
import { plant } from '../../support/plant.ts';
import { succeeded } from '../../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Item = { id: string; itemCode: string } | null;
type Difference = {
  kind: string;
  itemCode: string;
  changedFields: string[];
  cursor: string;
  before: Item;
  after: Item;
};
type Comparison = {
  newCount: number;
  goneCount: number;
  changedCount: number;
  sameCount: number;
  hasMore: boolean;
  differences: Difference[];
};

const item = '{ ... on ReportingEffortItem { id itemCode } ... on PackageItem { id itemCode } }';
const whole = `{ newCount goneCount changedCount sameCount hasMore
  differences { kind itemCode changedFields cursor before ${item} after ${item} } }`;

const ask = (field: string) =>
  api.as('viewer').run<{ result: Comparison }, never>(`{ result: ${field} ${whole} }`);
const compared = async (field: string) => {
  const { data, statements } = await succeeded(ask(field));
  return { ...data.result, statements };
};
const inWords = ({ differences }: Comparison) =>
  differences.map(({ kind, before, after, changedFields }) =>
    [kind, before?.itemCode, after?.itemCode, ...changedFields].filter(Boolean).join(' '),
  );

const newEffort = async (label: string) => {
  const { id } = await performed<{ id: string }>(api, 'admin', 'createReportingEffort', {
    input: { databaseReleaseId: '1', databaseReleaseLabel: label },
  });
  return id;
};

type Made = { reportingEffortItems: { id: string; itemCode: string }[] };
const copy = async (from: object, to: string, codeTemplate: string) => {
  const args = { from, to: { reportingEffortId: to }, codeTemplate };
  const { reportingEffortItems } = await performed<Made>(
    api,
    'admin',
    'copyItems',
    args,
    '{ reportingEffortItems { id itemCode } }',
  );
  return reportingEffortItems;
};

test('an effort and its copy differ in what was changed since, item by item', async () => {
  const [one, other] = [await newEffort('compared'), await newEffort('compared with')];
  const items = ['A', 'B', 'C', 'D', 'E'].map((code) => ({
    itemCode: `cmp ${code}`,
    itemType: 'TLF',
    itemDescription: `The table ${code}`,
    tlfDetails: { tlfType: 'TABLE' },
    textElementIds: ['1', '2'],
  }));
  await performed(
    api,
    'admin',
    'createReportingEffortItems',
    { reportingEffortId: one, items },
    '{ done }',
  );
  const copies = await copy({ reportingEffortId: one }, other, '{code}@second');
  expect(copies).toHaveLength(5);
  const args = `compareEfforts(a: "${one}", b: "${other}")`;
  expect(await compared(args)).toMatchObject({
    newCount: 0,
    goneCount: 0,
    changedCount: 0,
    sameCount: 5,
    differences: [],
    hasMore: false,
  });

  const [a, b, c, d] = copies.map(({ id }) => Number(id));
  await api.sql`update pearl.reporting_effort_items set item_description = 'Another' where id = ${a ?? 0}`;
  await api.sql`update pearl.reporting_effort_tlf_details set tlf_type = 'LISTING', analysis_population = 'Safety'
    where reporting_effort_item_id = ${b ?? 0}`;
  await api.sql`update pearl.reporting_effort_item_text_elements set sequence_number = 3 - sequence_number
    where reporting_effort_item_id = ${c ?? 0}`;
  await api.sql`delete from pearl.reporting_effort_items where id = ${d ?? 0}`;
  await api.sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
    values (${Number(other)}, 'cmp F', 'TLF')`;
  await api.sql`update pearl.reporting_effort_item_trackers set priority = 'CRITICAL'
    where reporting_effort_item_id = (select max(id) from pearl.reporting_effort_items where item_code = 'cmp E@second')`;

  const found = await compared(args);
  expect(found).toMatchObject({ newCount: 1, goneCount: 1, changedCount: 3, sameCount: 1 });
  expect(inWords(found)).toEqual([
    'CHANGED cmp A cmp A@second itemDescription',
    'CHANGED cmp B cmp B@second analysisPopulation tlfType',
    'CHANGED cmp C cmp C@second textElements',
    'GONE cmp D',
    'NEW cmp F',
  ]);
  const turned = await compared(`compareEfforts(a: "${other}", b: "${one}", kinds: [NEW, GONE])`);
  expect(inWords(turned)).toEqual(['NEW cmp D', 'GONE cmp F']);
  expect(turned).toMatchObject({ newCount: 1, goneCount: 1, changedCount: 3 });

  const pages: string[] = [];
  let after = '';
  for (let more = true; more; ) {
    const page = await compared(`compareEfforts(a: "${one}", b: "${other}", first: 2${after})`);
    pages.push(...inWords(page));
    after = `, after: "${page.differences.at(-1)?.cursor}"`;
    more = page.hasMore;
  }
  expect(pages).toEqual(inWords(found));

  // two copies of the same items belong together as well
  const third = await newEffort('compared as well');
  await copy({ reportingEffortId: one }, third, '{code}@third');
  const siblings = await compared(`compareEfforts(a: "${other}", b: "${third}")`);
  expect(siblings).toMatchObject({ newCount: 1, goneCount: 1, changedCount: 3, sameCount: 1 });
});

test('an effort is compared with a package by copies and by codes', async () => {
  const at = await plant(api.sql);
  const effort = await newEffort('from a package');
  const args = `compareEffortWithPackage(packageId: "${at.pack}", reportingEffortId: "${effort}")`;
  expect(inWords(await compared(args))).toEqual(['GONE t1']);
  await copy({ packageId: String(at.pack) }, effort, `{code}@${at.name}`);
  expect(await compared(args)).toMatchObject({ sameCount: 1, differences: [] });
  const named = `${at.name} by code`;
  await api.sql`insert into pearl.package_items (package_id, item_code, item_type) values (${at.pack}, ${named}, 'DATASET')`;
  await api.sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
    values (${Number(effort)}, ${named.toUpperCase().replace(' ', '')}, 'TLF')`;
  expect(inWords(await compared(args))).toEqual([
    `CHANGED ${named} ${named.toUpperCase().replace(' ', '')} itemType`,
  ]);
});

test('takes as many statements, whatever it finds', async () => {
  const large = await compared('compareEfforts(a: "1", b: "2", first: 1000)');
  const small = await compared('compareEfforts(a: "1", b: "2", first: 1)');
  expect(large.differences.length).toBe(large.newCount + large.goneCount + large.changedCount);
  expect(large.differences.length).toBeGreaterThan(50);
  expect([small.statements, large.statements]).toEqual([4, 4]);
  expect((await compared('compareEfforts(a: "1", b: "1")')).differences).toEqual([]);
});

test.each([
  ['compareEfforts(a: "1", b: "999999")', 'NOT_FOUND', 'b'],
  [
    'compareEffortWithPackage(packageId: "999999", reportingEffortId: "1")',
    'NOT_FOUND',
    'packageId',
  ],
  ['compareEfforts(a: "one", b: "1")', 'BAD_USER_INPUT', undefined],
  ['compareEfforts(a: "1", b: "2", first: 1001)', 'BAD_USER_INPUT', 'first'],
  ['compareEfforts(a: "1", b: "2", after: "nowhere")', 'BAD_USER_INPUT', 'after'],
  ['compareEfforts(a: "1", b: "2", after: "WyJhXHUwMDAwIiwxLDFd")', 'BAD_USER_INPUT', 'after'],
])('%s is refused as %s', async (field, code, argument) => {
  expect(whyNot(await ask(field))).toMatchObject({ code, ...(argument && { field: argument }) });
});
