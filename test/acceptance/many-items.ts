import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform } from '../support/perform.ts';

/* Items that are made many at once, in efforts and in packages. */

export let api: Api;
export const openItems = async () => {
  api = await startApi();
};
export const closeItems = () => api.stop();

export const count = async (table: string, where = 'true') => {
  const [row] = await api.sql.unsafe<{ count: number }[]>(
    `select count(*)::int from pearl.${table} where ${where}`,
  );
  return row?.count ?? 0;
};

export const homes = [
  { Item: 'ReportingEffortItem', parent: { reportingEffortId: '1' }, of: 'reportingEffortId' },
  { Item: 'PackageItem', parent: { packageId: '1' }, of: 'packageId' },
];

export const tlf = {
  itemType: 'TLF',
  tlfDetails: { tlfType: 'TABLE', analysisPopulation: 'Safety' },
};
export const dataset = {
  itemType: 'DATASET',
  datasetDetails: { datasetType: 'SDTM', recordCount: 7 },
};

/** The ways to make items of one kind. */
export const making = ({ Item, parent }: (typeof homes)[number]) => {
  const list = `${Item.charAt(0).toLowerCase()}${Item.slice(1)}s`;
  const make = (items: readonly object[], more: object = {}, selection?: string) =>
    perform<Bulk & Record<string, object[]>>(
      api,
      'admin',
      `create${Item}s`,
      { ...parent, items, ...more },
      selection,
    );
  const outcomesOf = async (items: readonly object[], more: object = {}) => {
    const { value, code, message } = await make(items, more);
    if (!value) throw new Error(`${code} ${message}`);
    return value.outcomes;
  };
  const single = (input: object) =>
    perform(api, 'admin', `create${Item}`, { input: { ...parent, ...input } });
  return { list, make, outcomesOf, single };
};
