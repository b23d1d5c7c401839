import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const Packages = graphql(`
  query Packages {
    packages(first: 1000, orderBy: [{ field: PACKAGE_NAME }]) {
      totalCount
      nodes { id packageName studyIndication therapeuticArea items { totalCount } }
    }
  }
`);

const PackageItems = graphql(`
  query PackageItems($id: ID!) {
    package(id: $id) {
      packageName
      tlfs: items(filter: { itemType: { eq: TLF } }) { totalCount }
      sdtm: items(filter: { datasetDetails: { datasetType: { eq: SDTM } } }) { totalCount }
      adam: items(filter: { datasetDetails: { datasetType: { eq: ADAM } } }) { totalCount }
      items(first: 1000) {
        nodes {
          id
          itemCode
          itemType
          itemDescription
          details {
            ... on TlfDetails { tlfType primaryEndpoint analysisPopulation }
            ... on DatasetDetails { datasetType dataSource recordCount }
          }
          textElements { type label content }
        }
      }
    }
    titles: textElements(first: 1000, filter: { type: { eq: TITLE } }, orderBy: [{ field: LABEL }]) {
      nodes { id label }
    }
  }
`);

const EffortItems = graphql(`
  query EffortItems($id: ID!, $study: ID!, $release: ID!) {
    studies(first: 1000) { nodes { id studyLabel } }
    databaseReleases(first: 1000, filter: { studyId: { eq: $study } }) { nodes { id databaseReleaseLabel } }
    reportingEfforts(first: 1000, filter: { databaseReleaseId: { eq: $release } }) { nodes { id databaseReleaseLabel } }
    packages(first: 1000) { nodes { id packageName } }
    reportingEffort(id: $id) {
      tlfs: items(filter: { itemType: { eq: TLF } }) { totalCount }
      sdtm: items(filter: { datasetDetails: { datasetType: { eq: SDTM } } }) { totalCount }
      adam: items(filter: { datasetDetails: { datasetType: { eq: ADAM } } }) { totalCount }
      items(first: 1000) {
        totalCount
        nodes {
          id
          itemCode
          itemType
          itemStatus
          itemDescription
          details {
            ... on TlfDetails { tlfType primaryEndpoint analysisPopulation }
            ... on DatasetDetails { datasetType dataSource recordCount }
          }
          textElements { type label content }
        }
      }
    }
  }
`);

/** The items of a parent, with their details and texts, in the order of their codes. */
const itemsOf = (of: 'package_item' | 'reporting_effort_item', where: string, more: string) => {
  const tables = `pearl.${of.replace('_item', '')}`;
  const details = (kind: string, fields: string) =>
    `(select json_build_object(${fields}) from ${tables}_${kind}_details where ${of}_id = i.id)`;
  const texts = `pearl.${of}_text_elements l join pearl.text_elements e on e.id = l.text_element_id where l.${of}_id = i.id`;
  const row = `json_build_object('id', i.id::text, 'itemCode', i.item_code, 'itemType', i.item_type,
    'itemDescription', i.item_description, ${more}
    'details', case i.item_type
      when 'TLF' then ${details('tlf', `'tlfType', tlf_type, 'primaryEndpoint', primary_endpoint, 'analysisPopulation', analysis_population`)}
      else ${details('dataset', `'datasetType', dataset_type, 'dataSource', data_source, 'recordCount', record_count`)} end,
    'textElements', ${listOf(`json_build_object('type', e.type, 'label', e.label, 'content', e.content)`, texts, 'l.sequence_number, l.id')})`;
  return listOf(row, `pearl.${of}s i where ${where}`, 'i.item_code_key, i.id');
};

const tabs = (of: 'package_item' | 'reporting_effort_item', where: string) => {
  const datasets = (
    type: string,
  ) => `json_build_object('totalCount', (select count(*) from pearl.${of}s i
    join pearl.${of.replace('_item', '')}_dataset_details d on d.${of}_id = i.id where ${where} and d.dataset_type = '${type}'))`;
  return `'tlfs', json_build_object('totalCount', (select count(*) from pearl.${of}s i where ${where} and item_type = 'TLF')),
    'sdtm', ${datasets('SDTM')}, 'adam', ${datasets('ADAM')}`;
};
const names = (table: string, column: string, field: string, where = 'true') =>
  `json_build_object('nodes', ${listOf(`json_build_object('id', id::text, '${field}', ${column})`, `pearl.${table} where ${where}`, 'id')})`;

test('the list of packages tells what each is for and how many items it has', async () => {
  const { data, statements } = await succeeded(api.as('admin').run(Packages));
  const row = `json_build_object('id', p.id::text, 'packageName', p.package_name,
    'studyIndication', p.study_indication, 'therapeuticArea', p.therapeutic_area,
    'items', json_build_object('totalCount', (select count(*) from pearl.package_items where package_id = p.id)))`;
  expect(data.packages.nodes).toEqual(
    await jsonOf(api.sql, listOf(row, 'pearl.packages p', 'p.package_name')),
  );
  expect(data.packages.totalCount).toBe(data.packages.nodes.length);
  expect(statements).toBe(2);
});

test('a package comes with its items, their details and texts, its tabs and a pick list', async () => {
  const { data, statements } = await succeeded(api.as('admin').run(PackageItems, { id: '1' }));
  const own = 'i.package_id = 1';
  const titles = listOf(
    `json_build_object('id', id::text, 'label', label)`,
    `pearl.text_elements where type = 'TITLE'`,
    'label',
  );
  expect(data).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'package', (select json_build_object('packageName', package_name, ${tabs('package_item', own)},
          'items', json_build_object('nodes', ${itemsOf('package_item', own, '')})) from pearl.packages where id = 1),
        'titles', json_build_object('nodes', ${titles}))`,
    ),
  );
  const { items } = data.package ?? {};
  expect(new Set(items?.nodes.map(({ itemType }) => itemType)).size).toBe(2);
  expect(items?.nodes.some(({ textElements }) => textElements.length > 2)).toBe(true);
  expect(statements).toBe(9);
});

test('an effort comes with its items, the way to it, its tabs and what can be copied from', async () => {
  const { data, statements } = await succeeded(
    api.as('admin').run(EffortItems, { id: '3', study: '2', release: '3' }),
  );
  const own = 'i.reporting_effort_id = 3';
  expect(data).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'studies', ${names('studies', 'study_label', 'studyLabel')},
        'databaseReleases', ${names('database_releases', 'database_release_label', 'databaseReleaseLabel', 'study_id = 2')},
        'reportingEfforts', ${names('reporting_efforts', 'database_release_label', 'databaseReleaseLabel', 'database_release_id = 3')},
        'packages', ${names('packages', 'package_name', 'packageName')},
        'reportingEffort', json_build_object(${tabs('reporting_effort_item', own)},
          'items', json_build_object(
            'totalCount', (select count(*) from pearl.reporting_effort_items i where ${own}),
            'nodes', ${itemsOf('reporting_effort_item', own, `'itemStatus', i.item_status,`)})))`,
    ),
  );
  expect(data.reportingEffort?.items.nodes.length).toBeGreaterThan(100);
  expect(data.reportingEfforts.nodes).toContainEqual(expect.objectContaining({ id: '3' }));
  expect(statements).toBe(12);
});
