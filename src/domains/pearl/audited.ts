import { auditedBy } from '../../kernel/index.ts';
import {
  auditLogs,
  databaseReleases,
  packageDatasetDetails,
  packageItems,
  packageItemTextElements,
  packages,
  packageTlfDetails,
  reportingEffortDatasetDetails,
  reportingEffortItems,
  reportingEffortItemTextElements,
  reportingEffortItemTrackers,
  reportingEfforts,
  reportingEffortTlfDetails,
  sessions,
  studies,
  tags,
  textElements,
  trackerComments,
  trackerTags,
  userPasswords,
  users,
} from './tables.ts';

/** What the audit trail calls the rows of each table, and what it must not show of them. */
export const audited = auditedBy(auditLogs, {
  Study: { table: studies, label: 'studyLabel' },
  DatabaseRelease: { table: databaseReleases, label: 'databaseReleaseLabel' },
  ReportingEffort: { table: reportingEfforts, label: 'databaseReleaseLabel' },
  ReportingEffortItem: { table: reportingEffortItems, label: 'itemCode' },
  ReportingEffortTlfDetails: {
    table: reportingEffortTlfDetails,
    about: 'The details of a table, listing or figure of an effort.',
  },
  ReportingEffortDatasetDetails: {
    table: reportingEffortDatasetDetails,
    about: 'The details of a dataset of an effort.',
  },
  ReportingEffortItemTextElement: {
    table: reportingEffortItemTextElements,
    about: 'The use of a text by an item of an effort.',
  },
  Tracker: { table: reportingEffortItemTrackers },
  TrackerComment: { table: trackerComments, label: 'commentText' },
  Tag: { table: tags, label: 'name' },
  TrackerTag: { table: trackerTags, about: 'The use of a tag on a tracker.' },
  Package: { table: packages, label: 'packageName' },
  PackageItem: { table: packageItems, label: 'itemCode' },
  PackageTlfDetails: {
    table: packageTlfDetails,
    about: 'The details of a table, listing or figure of a package.',
  },
  PackageDatasetDetails: {
    table: packageDatasetDetails,
    about: 'The details of a dataset of a package.',
  },
  PackageItemTextElement: {
    table: packageItemTextElements,
    about: 'The use of a text by an item of a package.',
  },
  TextElement: { table: textElements, label: 'label' },
  User: { table: users, label: 'username' },
  UserPassword: {
    table: userPasswords,
    hidden: ['password_hash'],
    about: 'The password of a user, which nothing shows.',
  },
  Session: { table: sessions, ignored: ['turn'], about: 'A session that a user has signed in to.' },
});
