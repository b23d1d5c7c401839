import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linesOf } from '../../src/kernel/sheet/lines.ts';
import { inMemory } from '../../src/kernel/sheet/source.ts';
import { performed } from '../support/perform.ts';
import {
  api,
  asArgument,
  closeImports,
  exported,
  imported,
  openImports,
  trailLength,
} from './importing.ts';
import { name, newName } from './new-name.ts';

/* What is exported comes back as it was, whatever the texts are: nothing changes, and elsewhere the same is made of it. */

beforeAll(openImports);
afterAll(closeImports);

const nasty = [
  '=cmd|calc!A1',
  "'=1",
  '+49 30 1234',
  '-5',
  '@x',
  '007',
  '0.10',
  '1e5',
  '2026-11-21',
  '21.11.2026',
  'TRUE',
  'a;b',
  '"quoted"',
  'a""b',
  'one\ntwo',
  'one\n\n "two"; three',
  '\tx\ty',
  '_x0041_',
  '<b>&amp;</b>',
  'ﬁne Größe 😀 👨‍👩‍👧',
  '＝1',
];
const units = fc.constantFrom(...Array.from('\'"=+-@;,\t\n <>&_x0dAzé€😀\u00ad\u200d\u2028'));
const isText = (text: string) => !/[^\P{Cc}\n\t]|\ufffd/u.test(text) && /[\p{L}\p{N}=]/u.test(text);
const text = fc
  .oneof(
    fc.constantFrom(...nasty),
    fc.string({ unit: units, minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom('n', 'n.', '=n').map((end) => `${'long '.repeat(60)}${end}`),
  )
  .filter(isText);
/** A text that labels and codes can hold. */
const line = text
  .map((each) => each.replace(/[\p{Cc}\p{Cf}\u2028]/gu, ' ').slice(0, 100))
  .filter(isText);

const types = ['TITLE', 'POPULATION_SET', 'FOOTNOTE', 'ACRONYMS_SET'];
const drafts = fc.array(
  fc.record({
    code: line,
    isTlf: fc.boolean(),
    itemDescription: fc.option(text),
    about: fc.option(line),
    // no item has two texts of one type that say the same: elsewhere they would be one
    texts: fc.uniqueArray(fc.record({ type: fc.constantFrom(...types), content: text }), {
      maxLength: 4,
      selector: ({ type, content }) => `${type} ${content.trim().normalize()}`,
    }),
  }),
  { minLength: 8, maxLength: 20 },
);

type Draft = typeof drafts extends fc.Arbitrary<readonly (infer D)[]> ? D : never;

const itemsOf = (some: readonly Draft[]) =>
  some.map(({ code, isTlf, itemDescription, about, texts }, at) => ({
    itemCode: `${code}${name}-${at}`,
    itemType: isTlf ? 'TLF' : 'DATASET',
    itemDescription,
    ...(isTlf
      ? { tlfDetails: { tlfType: 'FIGURE', analysisPopulation: about } }
      : { datasetDetails: { dataSource: about, recordCount: at } }),
    textElements: texts.map((each, place) => ({ ...each, label: `${name}-${at}.${place}` })),
  }));

const rowsOf = async (file: Buffer) => {
  const rows = [];
  for await (const { cells } of linesOf(inMemory(file))) rows.push(cells);
  return rows;
};

const making = async (command: string, given: object) => {
  const { refused, outcomes } = await performed<{ refused: number; outcomes: object[] }>(
    api,
    'admin',
    command,
    given,
  );
  expect(outcomes.filter((each) => 'ok' in each && !each.ok)).toEqual([]);
  expect(refused).toBe(0);
};

const newRow = async (table: string, values: Record<string, string | number>): Promise<string> => {
  const [row] = await api.sql<[{ id: number }]>`
    insert into pearl.${api.sql(table)} ${api.sql(values)} returning id`;
  return String(row.id);
};

/** What comes in from a file that has just gone out. */
const unchanged = async (command: string, of: object, path: string) => {
  const before = await trailLength();
  const report = await imported(command, { ...of, file: asArgument(path, await exported(path)) });
  expect(report).toMatchObject({ createdCount: 0, updatedCount: 0, changes: [], problems: [] });
  expect(await trailLength()).toBe(before);
  return report.unchangedCount;
};

describe.each(['csv', 'xlsx'])('as %s', (type) => {
  const runs = { numRuns: 6, endOnFailure: true };

  test('a package changes nothing, and makes the same package elsewhere', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, async (some) => {
        newName();
        const of = { packageId: await newRow('packages', { package_name: name }) };
        await making('createPackageItems', { ...of, items: itemsOf(some) });
        const path = `packages/${of.packageId}.${type}`;
        await unchanged('importPackageItems', of, path);
        const copy = { packageId: await newRow('packages', { package_name: `${name}-copy` }) };
        const file = await exported(path);
        expect(
          await imported('importPackageItems', { ...copy, file: asArgument(path, file) }),
        ).toMatchObject({ createdCount: some.length, problems: [] });
        expect(await rowsOf(await exported(`packages/${copy.packageId}.${type}`))).toEqual(
          await rowsOf(file),
        );
      }),
      runs,
    );
  });

  test('an effort changes nothing, neither its items nor their trackers', async () => {
    expect.hasAssertions();
    await fc.assert(
      fc.asyncProperty(
        drafts,
        fc.array(line, { minLength: 1, maxLength: 3 }),
        async (some, tags) => {
          newName();
          const of = {
            reportingEffortId: await newRow('reporting_efforts', {
              database_release_id: 1,
              database_release_label: name,
            }),
          };
          await making('createReportingEffortItems', { ...of, items: itemsOf(some) });
          for (const [at, tag] of tags.entries())
            await newRow('tags', { name: `${tag.normalize().trim().slice(0, 60)} ${name}-${at}` });
          await api.sql`insert into pearl.tracker_tags (tracker_id, tag_id)
          select t.id, g.id from pearl.tags g, pearl.reporting_effort_item_trackers t
          join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
          where i.reporting_effort_id = ${of.reportingEffortId} and g.name like ${`% ${name}-%`} and (t.id + g.id) % 3 > 0`;
          const path = `reporting-efforts/${of.reportingEffortId}.${type}`;
          await unchanged('importItems', of, path);
          await unchanged('importTrackers', of, path);
        },
      ),
      runs,
    );
  });

  test('texts change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 10, maxLength: 40 }), async (some) => {
        newName();
        const texts = some.map((content, at) => ({
          type: types[at % 4],
          label: `${name}-${at}`,
          content,
        }));
        const of = { packageId: await newRow('packages', { package_name: name }) };
        await making('createPackageItems', {
          ...of,
          items: [{ itemCode: 'all', itemType: 'TLF', textElements: texts }],
        });
        const count = await unchanged('importTextElements', {}, `text-elements.${type}`);
        expect(count).toBeGreaterThan(some.length);
      }),
      runs,
    );
  });
});
