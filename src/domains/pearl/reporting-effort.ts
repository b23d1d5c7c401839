import { one, oneBeyond, page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { DatabaseRelease } from './database-release.ts';
import { pearl } from './domain.ts';
import { itemParts } from './parts.ts';
import { ReportingEffortItem } from './reporting-effort-item/type.ts';
import { Study } from './study.ts';
import { databaseReleases, reportingEfforts } from './tables.ts';

export const ReportingEffort = pearl.entity('ReportingEffort', reportingEfforts);

ReportingEffort.implement({
  description:
    'One delivery from a database release, such as a study report: the list of all items to make.',
  called: ['reporting effort', 'reporting efforts'],
  label: 'databaseReleaseLabel',
  isFew: true,
  columns: {
    id: 'The key of the effort.',
    databaseReleaseId: 'The key of its database release.',
    databaseReleaseLabel: 'The name of the effort itself, unique within its database release.',
    ...pearl.stamps,
  },
  sortBeyond: () => ({
    studyLabel: {
      key: 'databaseReleaseId',
      to: DatabaseRelease.generic,
      field: 'studyLabel',
      description: 'The label of the study that its release belongs to.',
    },
  }),
  fields: () => ({
    databaseRelease: one(
      DatabaseRelease,
      'databaseReleaseId',
      'The release that the reports are made from.',
    ),
    study: oneBeyond(
      Study,
      'databaseReleaseId',
      databaseReleases,
      'studyId',
      'The study that the release belongs to.',
    ),
    items: page(
      ReportingEffortItem,
      'reportingEffortId',
      'What has to be made, in the natural order of the codes.',
      { orderBy: [{ field: 'itemCode', direction: 'ASC' }] },
    ),
  }),
  read: { one: 'reportingEffort', many: 'reportingEfforts', allow: everyone },
  write: {
    allow: admins,
    fixed: ['databaseReleaseId'],
    columns: ['databaseReleaseLabel'],
  },
  delete: { allow: admins, parts: itemParts },
});
