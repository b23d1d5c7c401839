import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const details = `details { __typename ... on TlfDetails { tlfType primaryEndpoint analysisPopulation }
  ... on DatasetDetails { datasetType dataSource recordCount } }`;
const inEffort = `{ id version itemCode itemDescription itemType itemStatus reportingEffortId ${details}
  textElements { id } tracker { primaryStatus qcStatus primaryProgrammerId dueDate priority qcLevel inProduction } }`;
const inPackage = `{ id version itemCode itemDescription itemType packageId ${details} textElements { id } }`;

/** The items of efforts and those of packages are written alike. */
const homes = [
  { Item: 'ReportingEffortItem', parent: { reportingEffortId: '1' }, selection: inEffort },
  { Item: 'PackageItem', parent: { packageId: '1' }, selection: inPackage },
];

const idsOf = (ids: readonly string[]) => ids.map((id) => ({ id }));
const rows = async (table: string) => {
  const [row] = await api.sql.unsafe<{ count: number }[]>(
    `select count(*)::int from pearl.${table}`,
  );
  return row?.count;
};

const tlf = { tlfType: 'TABLE', primaryEndpoint: true, analysisPopulation: 'Safety' };
const dataset = { datasetType: 'ADAM', dataSource: 'EDC', recordCount: 12_000 };

describe.each(homes)('$Item', ({ Item, parent, selection }) => {
  let made = 0;
  const create = (input: object) => {
    made += 1;
    const itemCode = `zz ${Item} ${made}`;
    return performed(
      api,
      'admin',
      `create${Item}`,
      { input: { ...parent, itemCode, itemType: 'TLF', ...input } },
      selection,
    );
  };
  const update = (id: string, input: object) =>
    performed(api, 'admin', `update${Item}`, { id, input }, selection);

  test('is made with its details and its texts, in their order, in one call', async () => {
    const textElementIds = ['9', '3', '17', '1'];
    const input = { itemDescription: 'Demographics', tlfDetails: tlf, textElementIds };
    expect(await create(input)).toMatchObject({
      ...parent,
      itemDescription: 'Demographics',
      itemType: 'TLF',
      details: { __typename: 'TlfDetails', ...tlf },
      textElements: idsOf(textElementIds),
      version: 1,
    });
    expect(await create({ itemType: 'DATASET', datasetDetails: dataset })).toMatchObject({
      itemType: 'DATASET',
      details: { __typename: 'DatasetDetails', ...dataset },
      textElements: [],
    });
  });

  test('can be made of its code alone, trimmed', async () => {
    const item = await create({ itemCode: ` zz alone ${Item}\t` });
    expect(item).toMatchObject({
      itemCode: `zz alone ${Item}`,
      itemDescription: null,
      textElements: [],
    });
  });

  test.each([
    ['DATASET', { tlfDetails: tlf }, 'tlfDetails'],
    ['TLF', { datasetDetails: dataset }, 'datasetDetails'],
    ['TLF', { tlfDetails: tlf, datasetDetails: dataset }, 'datasetDetails'],
  ])('of type %s is refused with the other kind of details, %o', async (itemType, more, field) => {
    const input = { ...parent, itemCode: 'zz wrong', itemType, ...more };
    expect(await perform(api, 'admin', `create${Item}`, { input })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    });
    const item = await create({ itemType });
    const given = { id: item.id, input: { itemDescription: 'changed', ...more } };
    const refused = await perform(api, 'admin', `update${Item}`, given);
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await update(item.id, {})).toEqual(item);
  });

  test('gets new texts in place of all the old ones', async () => {
    const { id } = await create({ textElementIds: ['5', '6', '7'] });
    for (const textElementIds of [['7', '8', '5'], ['5', '7', '8'], ['2'], [], ['6', '2']]) {
      expect((await update(id, { textElementIds }))['textElements']).toEqual(idsOf(textElementIds));
    }
    expect((await update(id, { itemDescription: 'x' }))['textElements']).toEqual(idsOf(['6', '2']));
    expect((await update(id, { textElementIds: null }))['textElements']).toEqual(idsOf(['6', '2']));
  });

  test('keeps those of its details that are not named', async () => {
    const { id } = await create({ tlfDetails: tlf });
    const changed = await update(id, { tlfDetails: { tlfType: 'LISTING' } });
    expect(changed['details']).toMatchObject({ ...tlf, tlfType: 'LISTING' });
    const without = await update(id, {
      tlfDetails: { analysisPopulation: null, primaryEndpoint: false },
    });
    expect(without['details']).toMatchObject({
      tlfType: 'LISTING',
      primaryEndpoint: false,
      analysisPopulation: null,
    });
    expect((await update(id, { tlfDetails: {} }))['details']).toEqual(without['details']);
    expect((await update(id, { tlfDetails: null }))['details']).toEqual(without['details']);
    const bare = await create({ itemType: 'DATASET' });
    const filled = await update(bare.id, { datasetDetails: { recordCount: 0 } });
    expect(filled['details']).toMatchObject({ datasetType: null, recordCount: 0 });
  });

  test.each([
    ['that does not exist', ['1', '999999'], 'PARENT_MISSING', 'textElementId'],
    ['twice', ['1', '2', '1'], 'BAD_USER_INPUT', 'textElementIds'],
    ['whose key is none', ['1', 'x'], 'BAD_USER_INPUT', 'textElementIds.1'],
    [
      'too often',
      Array.from({ length: 201 }, (_, at) => `${at + 1}`),
      'BAD_USER_INPUT',
      'textElementIds',
    ],
  ])(
    'is refused with a text %s, and nothing is written',
    async (_what, textElementIds, code, field) => {
      const item = await create({ textElementIds: ['4'] });
      const before = await rows('audit_logs');
      const input = {
        ...parent,
        itemCode: 'zz texts',
        itemType: 'TLF',
        tlfDetails: tlf,
        textElementIds,
      };
      const refused = await perform(api, 'admin', `create${Item}`, { input });
      expect(refused).toMatchObject({ code, field });
      const given = { id: item.id, input: { itemDescription: 'changed', textElementIds } };
      expect(await perform(api, 'admin', `update${Item}`, given)).toMatchObject({ code, field });
      expect(await rows('audit_logs')).toBe(before);
      expect(await update(item.id, {})).toEqual(item);
    },
  );

  test('has a code of its own, whatever case and white space', async () => {
    const [one, other] = [await create({ itemCode: `zz Taken 1 ${Item}` }), await create({})];
    for (const itemCode of [`ZZTAKEN1${Item}`, ` zz taken 1 ${Item} `]) {
      const conflict = {
        code: 'CONFLICT',
        field: 'itemCode',
        message: `This itemCode is taken; case and white space do not count. “zz Taken 1 ${Item}” has it.`,
        extensions: { label: `zz Taken 1 ${Item}` },
      };
      const input = { ...parent, itemType: 'DATASET', itemCode };
      expect(await perform(api, 'admin', `create${Item}`, { input })).toMatchObject(conflict);
      const given = { id: other.id, input: { itemCode } };
      expect(await perform(api, 'admin', `update${Item}`, given)).toMatchObject(conflict);
    }
    expect(await update(one.id, { itemCode: `ZZ TAKEN 1 ${Item}` })).toMatchObject({ version: 2 });
  });

  test.each([
    [{ itemCode: null }, 'itemCode'],
    [{ itemCode: ' \u00a0' }, 'itemCode'],
    [{ itemCode: 'x'.repeat(256) }, 'itemCode'],
    [{ itemCode: 'a\tb' }, 'itemCode'],
    [{ tlfDetails: { analysisPopulation: 'x'.repeat(256) } }, 'tlfDetails.analysisPopulation'],
    [{ itemDescription: 'x'.repeat(10_001) }, 'itemDescription'],
  ])('is refused with what it cannot have, and the field is named: %#', async (input, field) => {
    const item = await create({});
    const refused = await perform(api, 'admin', `update${Item}`, { id: item.id, input });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await update(item.id, {})).toEqual(item);
  });

  test('is not changed for whoever knows an older version, not even its details and texts', async () => {
    const item = await create({ textElementIds: ['1'], tlfDetails: tlf });
    const input = { itemDescription: 'x', textElementIds: [], tlfDetails: { tlfType: 'FIGURE' } };
    const stale = { id: item.id, input, expectedVersion: 7 };
    expect(await perform(api, 'admin', `update${Item}`, stale)).toMatchObject({ code: 'STALE' });
    expect(await update(item.id, {})).toEqual(item);
  });

  test('has another version when only its texts or its details have changed', async () => {
    const { id } = await create({ textElementIds: ['1'], tlfDetails: tlf });
    const input = { textElementIds: ['2'], tlfDetails: { tlfType: 'FIGURE' } };
    await performed(api, 'admin', `update${Item}`, { id, input, expectedVersion: 1 });
    const late = { id, input: { textElementIds: ['3'] }, expectedVersion: 1 };
    expect((await perform(api, 'admin', `update${Item}`, late)).code).toBe('STALE');
  });

  test('needs a parent that exists', async () => {
    const [field = ''] = Object.keys(parent);
    const input = { itemCode: 'zz orphan', itemType: 'TLF', [field]: '999999' };
    const refused = await perform(api, 'admin', `create${Item}`, { input });
    expect(refused).toMatchObject({ code: 'PARENT_MISSING', field });
  });
});
