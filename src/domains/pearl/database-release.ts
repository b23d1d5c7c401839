import { one, page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { itemParts } from './parts.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { Study } from './study.ts';
import { databaseReleases } from './tables.ts';

export const DatabaseRelease = pearl.entity('DatabaseRelease', databaseReleases);

DatabaseRelease.implement({
  description:
    'A release (lock) of a study’s database: the state of the data that reports are made from.',
  called: ['database release', 'database releases'],
  label: 'databaseReleaseLabel',
  isFew: true,
  columns: {
    id: 'The key of the release.',
    studyId: 'The key of its study.',
    databaseReleaseLabel: 'The name of the release, unique within its study.',
    databaseReleaseDate: 'The day of the release.',
    ...pearl.stamps,
  },
  sortBeyond: () => ({
    studyLabel: {
      key: 'studyId',
      to: Study.generic,
      field: 'studyLabel',
      description: 'The label of its study.',
    },
  }),
  fields: () => ({
    study: one(Study, 'studyId', 'The study that the database belongs to.'),
    reportingEfforts: page(
      ReportingEffort,
      'databaseReleaseId',
      'The reporting efforts on this release.',
    ),
  }),
  read: { one: 'databaseRelease', many: 'databaseReleases', allow: everyone },
  write: {
    allow: admins,
    fixed: ['studyId'],
    columns: ['databaseReleaseLabel', 'databaseReleaseDate'],
  },
  delete: { allow: admins, parts: itemParts },
});
