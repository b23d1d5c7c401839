import { pearl } from './domain.ts';
import {
  commentTypes,
  datasetTypes,
  itemStatuses,
  itemTypes,
  priorities,
  roles,
  sides,
  sourceTypes,
  textElementTypes,
  tlfTypes,
  trackerStatuses,
} from './tables.ts';

export const ItemType = pearl.enum('ItemType', itemTypes, 'What kind of thing an item is.', {
  TLF: 'A table, listing or figure.',
  DATASET: 'A dataset, SDTM or ADaM.',
});

pearl.enum('SourceType', sourceTypes, 'What an item was copied from.', {
  PACKAGE: 'An item of a package.',
  REPORTING_EFFORT: 'An item of a reporting effort.',
});

pearl.enum('TlfType', tlfTypes, 'What a TLF is.', {
  TABLE: 'Numbers in rows and columns.',
  LISTING: 'The data themselves, record by record.',
  FIGURE: 'A picture of the data.',
});

pearl.enum('DatasetType', datasetTypes, 'What a dataset is.', {
  SDTM: 'Data as collected, in the Study Data Tabulation Model.',
  ADAM: 'Data for the analysis, in the Analysis Data Model.',
});

pearl.enum('ItemStatus', itemStatuses, 'The status of an item as a whole.', {
  PENDING: 'Nobody works on it yet.',
  IN_PROGRESS: 'It is being programmed or checked.',
  COMPLETED: 'It is done.',
});

export const TrackerStatus = pearl.enum(
  'TrackerStatus',
  trackerStatuses,
  'The status of one side of a tracker: of the programming, or of the check.',
  {
    NOT_STARTED: 'The work has not begun.',
    IN_PROGRESS: 'Somebody works on it.',
    COMPLETED: 'The work is done.',
  },
);

export const Side = pearl.enum('Side', sides, 'A side of a tracker.', {
  PRIMARY: 'The programming.',
  QC: 'The check of it, by somebody else.',
});

pearl.enum('Priority', priorities, 'How urgent an item is.', {
  LOW: 'It can wait.',
  MEDIUM: 'The ordinary case.',
  HIGH: 'Before the ordinary ones.',
  CRITICAL: 'Before everything else.',
});

export const CommentType = pearl.enum('CommentType', commentTypes, 'What a comment is.', {
  GENERAL: 'A remark.',
  QUESTION: 'A question that needs an answer.',
  ISSUE: 'A defect that must be dealt with.',
  RESPONSE: 'An answer to another comment.',
});

pearl.enum('TextElementType', textElementTypes, 'What a text element is used for.', {
  TITLE: 'The title of a table, listing or figure.',
  FOOTNOTE: 'A footnote under it.',
  POPULATION_SET: 'The population that it shows.',
  ACRONYMS_SET: 'The acronyms that it uses, spelled out.',
});

pearl.enum('Role', roles, 'What a user may do.', {
  ADMIN:
    'Everything: structure, packages, texts, people, bulk changes, deletes and the audit trail.',
  ANALYST: 'Reads, edits trackers one at a time, comments and resolves.',
  VIEWER: 'Reads and comments.',
});
