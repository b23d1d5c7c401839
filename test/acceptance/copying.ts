import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

/* Items that are copied between efforts and packages. */

export let api: Api;
export const openCopies = async () => {
  api = await startApi();
};
export const closeCopies = () => api.stop();

export type Copies = {
  readonly copied: number;
  readonly skipped: number;
  readonly outcomes: readonly {
    readonly sourceId: string;
    readonly itemCode: string;
    readonly copyId: string | null;
    readonly reason: string | null;
    readonly message: string | null;
  }[];
};

export type Place = { readonly reportingEffortId: string } | { readonly packageId: string };
export type More = {
  readonly itemIds?: readonly string[] | null;
  readonly itemType?: string;
  readonly codeTemplate?: string;
  readonly dryRun?: boolean;
};

export const copy = (from: object, to: object, more: More = {}) =>
  performed<Copies>(api, 'admin', 'copyItems', { from, to, ...more });
export const tryCopy = (
  from: object,
  to: object,
  more: object = {},
  who: string | null = 'admin',
) => perform<Copies>(api, who, 'copyItems', { from, to, ...more });

export const count = async (table: string) => {
  const [row] = await api.sql.unsafe<{ count: number }[]>(
    `select count(*)::int from pearl.${table}`,
  );
  return row?.count ?? 0;
};

const made = { places: 0 };

export const newEffort = async (label = `Copies ${(made.places += 1)}`): Promise<Place> => {
  const [row] = await api.sql<{ id: number }[]>`
    insert into pearl.reporting_efforts (database_release_id, database_release_label)
    values (1, ${label}) returning id`;
  return { reportingEffortId: String(row?.id) };
};

export const newPackage = async (name = `Copies ${(made.places += 1)}`): Promise<Place> => {
  const [row] = await api.sql<{ id: number }[]>`
    insert into pearl.packages (package_name) values (${name}) returning id`;
  return { packageId: String(row?.id) };
};

export const idOf = (place: Place): string =>
  'packageId' in place ? place.packageId : place.reportingEffortId;

const tlf = { tlfType: 'TABLE', primaryEndpoint: true, analysisPopulation: 'Safety' };
const dataset = { datasetType: 'ADAM', dataSource: 'EDC', recordCount: 7 };

/** Three items in a new place, each with all that an item can have; their keys in the order of their codes. */
export const filled = async (place: Place, name: string): Promise<string[]> => {
  const Item = 'packageId' in place ? 'PackageItem' : 'ReportingEffortItem';
  const items = [
    { itemCode: `${name}.10`, itemType: 'DATASET', datasetDetails: dataset, textElementIds: ['3'] },
    {
      itemCode: `${name}.2`,
      itemType: 'TLF',
      itemDescription: `What ${name} shows`,
      runOrder: 7,
      tlfDetails: tlf,
      textElementIds: ['9', '4', '7', '1'],
    },
    { itemCode: `${name}.9`, itemType: 'TLF' },
  ];
  const list = 'packageId' in place ? 'packageItems' : 'reportingEffortItems';
  const result = await performed<Record<string, { id: string }[]>>(
    api,
    'admin',
    `create${Item}s`,
    { ...place, items },
    `{ ${list} { id } }`,
  );
  const [ten, two, nine] = (result[list] ?? []).map(({ id }) => id);
  return [two, nine, ten].map(String);
};

const own = `itemCode itemType itemDescription runOrder textElements { id }
  details { __typename ... on TlfDetails { tlfType primaryEndpoint analysisPopulation }
    ... on DatasetDetails { datasetType dataSource recordCount } }
  source { __typename ... on PackageItem { id } ... on ReportingEffortItem { id } }
  createdFrom { __typename ... on Package { id } ... on ReportingEffort { id } }`;
const tracker = `itemStatus tracker { primaryStatus qcStatus primaryProgrammerId qcProgrammerId dueDate priority qcLevel
  inProduction commentCount tags { name } }`;

export type Found = {
  readonly id: string;
  readonly itemCode: string;
  readonly source: object | null;
  readonly createdFrom: object | null;
  readonly textElements: readonly object[];
} & Record<string, unknown>;

/** The items of a place, in the order of their codes, as anybody reads them. */
export const itemsOf = async (place: Place): Promise<Found[]> => {
  const [root, more] = 'packageId' in place ? ['package', ''] : ['reportingEffort', tracker];
  const { data, errors } = await api
    .as('viewer')
    .run<Record<string, { items: { nodes: Found[] } }>, never>(
      `{ ${root}(id: "${idOf(place)}") { items(first: 1000) { nodes { id ${own} ${more} } } } }`,
    );
  if (errors) throw new Error(JSON.stringify(errors));
  return data[root]?.items.nodes ?? [];
};
