import type { InferInsertModel } from 'drizzle-orm';
import * as pearl from '../tables.ts';

/** The tables of the demo, parents first. */
export const tables = {
  users: pearl.users,
  tags: pearl.tags,
  textElements: pearl.textElements,
  packages: pearl.packages,
  packageItems: pearl.packageItems,
  packageTlfDetails: pearl.packageTlfDetails,
  packageDatasetDetails: pearl.packageDatasetDetails,
  packageItemTexts: pearl.packageItemTextElements,
  studies: pearl.studies,
  releases: pearl.databaseReleases,
  efforts: pearl.reportingEfforts,
  items: pearl.reportingEffortItems,
  tlfDetails: pearl.reportingEffortTlfDetails,
  datasetDetails: pearl.reportingEffortDatasetDetails,
  itemTexts: pearl.reportingEffortItemTextElements,
  trackers: pearl.reportingEffortItemTrackers,
  trackerTags: pearl.trackerTags,
  comments: pearl.trackerComments,
};

type Tables = typeof tables;

type Complete<T> = { [C in keyof T]-?: Exclude<T[C], undefined> };

export type Row<K extends keyof Tables> = Complete<Omit<InferInsertModel<Tables[K]>, 'id'>>;

/** What is not copied says nothing of where it comes from. */
export const notCopied = { sourceType: null, sourceId: null, sourceItemId: null };

/** A row's id is its place in the list, counted from 1: what `push` returns. */
export type Rows = { [K in keyof Tables]: Row<K>[] };

export const noRows = (): Rows => ({
  users: [],
  tags: [],
  textElements: [],
  packages: [],
  packageItems: [],
  packageTlfDetails: [],
  packageDatasetDetails: [],
  packageItemTexts: [],
  studies: [],
  releases: [],
  efforts: [],
  items: [],
  tlfDetails: [],
  datasetDetails: [],
  itemTexts: [],
  trackers: [],
  trackerTags: [],
  comments: [],
});
