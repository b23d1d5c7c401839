import { page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { DatabaseRelease } from './database-release.ts';
import { pearl } from './domain.ts';
import { itemParts } from './parts.ts';
import { studies } from './tables.ts';

export const Study = pearl.entity('Study', studies);

Study.implement({
  description: 'A clinical study: the top of the tree under which everything is reported.',
  called: ['study', 'studies'],
  label: 'studyLabel',
  isFew: true,
  columns: {
    id: 'The key of the study.',
    studyLabel: 'The name of the study, unique whatever its case and spaces.',
    ...pearl.stamps,
  },
  fields: () => ({
    databaseReleases: page(DatabaseRelease, 'studyId', 'The database releases of the study.'),
  }),
  read: { one: 'study', many: 'studies', allow: everyone },
  search: { studyLabel: 'A' },
  write: { allow: admins, columns: ['studyLabel'] },
  delete: { allow: admins, parts: itemParts },
});
