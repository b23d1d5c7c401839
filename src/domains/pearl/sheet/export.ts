import { pearl } from '../domain.ts';
import {
  datasetTypes,
  itemStatuses,
  itemTypes,
  priorities,
  textElementTypes,
  tlfTypes,
  trackerStatuses,
} from '../tables.ts';

/* What leaves PEARL as a file. The imports of items take it back; what they do not write, they name. */

const texts = (type: (typeof textElementTypes)[number]) => ({
  each: 'textElements',
  where: { type },
  value: 'content',
});

const itemSelect = `itemCode itemType itemDescription runOrder textElements { type content }
  details { ... on TlfDetails { tlfType primaryEndpoint analysisPopulation }
    ... on DatasetDetails { datasetType dataSource recordCount } }`;

const itemColumns = {
  item_code: 'itemCode',
  item_type: 'itemType',
  item_subtype: ['details.tlfType', 'details.datasetType'],
  item_description: 'itemDescription',
  run_order: 'runOrder',
  title: texts('TITLE'),
  population: texts('POPULATION_SET'),
  footnotes: texts('FOOTNOTE'),
  acronyms: texts('ACRONYMS_SET'),
  analysis_population: 'details.analysisPopulation',
  primary_endpoint: 'details.primaryEndpoint',
  data_source: 'details.dataSource',
  record_count: 'details.recordCount',
} as const;

const flags = ['true', 'false'];
const itemValues = {
  item_type: itemTypes,
  item_subtype: [...tlfTypes, ...datasetTypes],
  primary_endpoint: flags,
};
const byCode = [{ field: 'ITEM_CODE' }];

pearl.exported('reporting-efforts', {
  rows: 'reportingEffortItems',
  of: { one: 'reportingEffort', key: 'reportingEffortId' },
  orderBy: byCode,
  select: `${itemSelect} itemStatus tracker { primaryStatus qcStatus qcCompletedAt dueDate priority qcLevel inProduction
    primaryProgrammer { username } qcProgrammer { username } tags { name } }`,
  columns: {
    ...itemColumns,
    item_status: 'itemStatus',
    tags: { each: 'tracker.tags', value: 'name' },
    primary_programmer_username: 'tracker.primaryProgrammer.username',
    primary_status: 'tracker.primaryStatus',
    qc_programmer_username: 'tracker.qcProgrammer.username',
    qc_status: 'tracker.qcStatus',
    qc_completion_date: { day: 'tracker.qcCompletedAt' },
    due_date: 'tracker.dueDate',
    priority: 'tracker.priority',
    qc_level: 'tracker.qcLevel',
    in_production: 'tracker.inProduction',
  },
  valid: {
    ...itemValues,
    item_status: itemStatuses,
    primary_status: trackerStatuses,
    qc_status: trackerStatuses,
    priority: priorities,
    qc_level: ['1', '2', '3'],
    in_production: flags,
  },
});

pearl.exported('packages', {
  rows: 'packageItems',
  of: { one: 'package', key: 'packageId' },
  orderBy: byCode,
  select: itemSelect,
  columns: itemColumns,
  valid: itemValues,
});

pearl.exported('text-elements', {
  rows: 'textElements',
  select: 'type label content',
  columns: { type: 'type', label: 'label', content: 'content' },
  valid: { type: textElementTypes },
});
