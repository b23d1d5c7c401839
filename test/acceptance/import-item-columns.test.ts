import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { perform, performed } from '../support/perform.ts';
import {
  api,
  asArgument,
  closeImports,
  counts,
  csv,
  exported,
  homes,
  imported,
  openImports,
} from './importing.ts';
import { name, newName } from './new-name.ts';

/* Columns of the usual sheets that the original tables have no place for. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

describe.each(homes)('$command: the run order', ({ command, of, item }) => {
  const Item = `${item.slice(0, 1).toUpperCase()}${item.slice(1)}`;
  const take = (...rows: readonly (readonly string[])[]) =>
    imported(command, { ...of, file: csv(...rows) });
  const orders = async () => {
    const { data } = await api
      .as('viewer')
      .run<Record<string, { items: { nodes: { runOrder: number | null }[] } }>, never>(
        `{ of: ${item === 'packageItem' ? 'package' : 'reportingEffort'}(id: 1) {
          items(filter: { itemCode: { startsWith: "${name}" } }, orderBy: [{ field: RUN_ORDER }]) { nodes { runOrder } } } }`,
      );
    return data['of']?.items.nodes.map(({ runOrder }) => runOrder);
  };

  test('comes in, is changed, sorts, and goes', async () => {
    const head = ['Dataset Name', 'Dataset Type'];
    await take([...head, 'Run Order'], [`${name}.DM`, 'SDTM', '2'], [`${name}.AE`, 'SDTM', '001']);
    expect(await orders()).toEqual([1, 2]);
    const report = await take(
      ['dataset name', 'sorting_order'],
      [`${name}.dm`, ''],
      [`${name}.ae`, '7.0'],
    );
    expect(report).toMatchObject({
      ...counts(0, 2, 0),
      changes: [
        { cells: [{ column: 'run_order', before: '2', after: null }] },
        { cells: [{ column: 'run_order', before: '1', after: '7' }] },
      ],
    });
    expect(await orders()).toEqual([7, null]);
  });

  test('is above zero, in a file and in a command', async () => {
    const { problems } = await take(['item_code', 'item_type', 'run_order'], [name, 'TLF', '0']);
    expect(problems).toMatchObject([
      { row: 2, column: 'run_order', value: '0', code: 'BAD_USER_INPUT' },
    ]);
    const input = { ...of, itemCode: name, itemType: 'TLF', runOrder: 3 };
    const { id } = await performed(api, 'admin', `create${Item}`, { input });
    expect(await orders()).toEqual([3]);
    const change = (runOrder: number | null) =>
      perform(api, 'admin', `update${Item}`, { id, input: { runOrder } });
    expect(await change(-1)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'runOrder' });
    expect(await change(null)).toMatchObject({ value: { id } });
    expect(await orders()).toEqual([null]);
  });
});

describe('the ICH category', () => {
  const take = (...rows: readonly (readonly string[])[]) =>
    imported('importItems', {
      reportingEffortId: '1',
      file: csv(['Title Key', 'TLF Type', 'ICH Category'], ...rows),
    });
  const tagsOf = async (code: string) => {
    const { data } = await api
      .as('viewer')
      .run<{ reportingEffortItems: { nodes: { tracker: { tags: { name: string }[] } }[] } }, never>(
        `{ reportingEffortItems(filter: { itemCode: { eq: "${code}" } }) { nodes { tracker { tags { name } } } } }`,
      );
    return data.reportingEffortItems.nodes[0]?.tracker.tags.map((tag) => tag.name).sort();
  };

  test('is a tag of the tracker: found, or made once for all, and never taken off', async () => {
    const [one, two] = [`${name}.1`, `${name}.2`];
    const made = await take([one, 'Table', `${name} E3`], [two, 'Table', `${name}e3;Topline`]);
    expect(made).toMatchObject({ ...counts(2, 0, 0), ignoredColumns: [] });
    expect([await tagsOf(one), await tagsOf(two)]).toEqual([
      [`${name} E3`],
      ['Topline', `${name} E3`],
    ]);
    expect(await take([one, 'Table', `${name} E3`], [two, 'Table', ''])).toMatchObject({
      ...counts(0, 0, 2),
      changes: [],
    });
    expect(await take([one, 'Table', `${name} E6`])).toMatchObject({
      ...counts(0, 1, 0),
      changes: [
        {
          cells: [{ column: 'ich_category', before: `${name} E3`, after: `${name} E3;${name} E6` }],
        },
      ],
    });
    expect(await tagsOf(one)).toEqual([`${name} E3`, `${name} E6`]);
  });

  test('is nothing for a package, whose items have no trackers: the report says so', async () => {
    const file = csv(['item_code', 'item_type', 'ICH Category'], [name, 'TLF', 'E3']);
    expect(await imported('importPackageItems', { packageId: '1', file })).toMatchObject({
      ...counts(1, 0, 0),
      ignoredColumns: ['ICH Category'],
    });
  });
});

describe.each(homes)('$command: the population of the analysis', ({ command, of, path }) => {
  const take = (population: string, ...more: readonly (readonly [string, string])[]) =>
    imported(command, {
      ...of,
      file: csv(
        ['item_code', 'tlf_type', 'population', ...more.map(([column]) => column)],
        [name, 'Table', population, ...more.map(([, value]) => value)],
      ),
    });
  const kept = async () => {
    const rows = await exported(`${path}.csv`);
    expect(await imported(command, { ...of, file: asArgument('.csv', rows) })).toMatchObject({
      isWritten: true,
      updatedCount: 0,
      createdCount: 0,
    });
    const { data } = await api
      .as('viewer')
      .run<Record<string, { items: { nodes: { details: object }[] } }>, never>(
        `{ of: ${command === 'importItems' ? 'reportingEffort' : 'package'}(id: 1) { items(filter: { itemCode: { eq: "${name}" } }) {
          nodes { details { ... on TlfDetails { analysisPopulation } } } } } }`,
      );
    return data['of']?.items.nodes.map(({ details }) => details);
  };

  test('is what the population says, in one line of characters that can be seen', async () => {
    expect(await take('Safety\n\u202e population\u202c')).toMatchObject(counts(1, 0, 0));
    expect(await kept()).toEqual([{ analysisPopulation: 'Safety population' }]);
  });

  test('may have as many characters as it can hold, and is not cut', async () => {
    expect(await take('😀'.repeat(255))).toMatchObject(counts(1, 0, 0));
    expect(await kept()).toEqual([{ analysisPopulation: '😀'.repeat(255) }]);
    const tooLong = '😀'.repeat(256);
    const { isWritten, problems } = await take(tooLong);
    expect(isWritten).toBe(false);
    expect(problems).toMatchObject([
      { row: 2, column: 'population', value: tooLong, code: 'BAD_USER_INPUT' },
    ]);
    expect(problems[0]?.message).toContain('analysis_population');
    expect(await take(tooLong, ['analysis_population', 'Safety'])).toMatchObject(counts(0, 1, 0));
    expect(await kept()).toEqual([{ analysisPopulation: 'Safety' }]);
  });
});
