import { builder, either, type Table } from '../../kernel/index.ts';
import { pearl } from './domain.ts';
import { reportingEffortDatasetDetails, reportingEffortTlfDetails } from './tables.ts';

/*
 * The items of efforts and of packages keep their details in tables of their own, with the same columns: one type
 * serves both. A key of a table would not be unique within the type: `id` says which table as well.
 */
const { version: _version, ...times } = pearl.stamps;

export const TlfDetails = pearl.entity('TlfDetails', reportingEffortTlfDetails);

TlfDetails.implement({
  description: 'The details of a table, listing or figure.',
  columns: {
    tlfType: 'Whether it is a table, a listing or a figure.',
    primaryEndpoint: 'Whether it shows a primary endpoint of the study.',
    analysisPopulation: 'The population that it is about.',
    ...times,
  },
});

export const DatasetDetails = pearl.entity('DatasetDetails', reportingEffortDatasetDetails);

DatasetDetails.implement({
  description: 'The details of a dataset.',
  columns: {
    datasetType: 'Whether it is an SDTM or an ADaM dataset.',
    dataSource: 'Where its data come from.',
    recordCount: 'How many records it has.',
    ...times,
  },
});

for (const { ref } of [TlfDetails, DatasetDetails]) {
  builder.objectField(ref, 'id', (t) =>
    t.exposeID('id', { description: 'Its key, which no other details of the type have.' }),
  );
}

const ItemDetails = builder.unionType('ItemDetails', {
  description: 'The details of an item: those of its type.',
  types: [TlfDetails.ref, DatasetDetails.ref],
});

/** The details of an item of an effort or a package, out of the one of two tables that its type names. */
export const itemDetails = (of: 'effort' | 'package', key: string, tlf: Table, dataset: Table) =>
  either(
    ItemDetails,
    'itemType',
    {
      TLF: {
        to: TlfDetails.generic,
        table: tlf,
        key,
        path: 'tlfDetails',
        prefix: `${of}:`,
      },
      DATASET: {
        to: DatasetDetails.generic,
        table: dataset,
        key,
        path: 'datasetDetails',
        prefix: `${of}:`,
      },
    },
    'Its details; null when none are given.',
  );
