import { entity, page, root, writable } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { DatabaseRelease } from './database-release.ts';
import { stamps } from './stamps.ts';
import { studies } from './tables.ts';

export const Study = entity('Study', studies);

Study.implement({
  description: 'A clinical study: the top of the tree under which everything is reported.',
  columns: {
    id: 'The key of the study.',
    studyLabel: 'The name of the study, unique whatever its case and spaces.',
    ...stamps,
  },
  fields: () => ({
    databaseReleases: page(DatabaseRelease, 'studyId', 'The database releases of the study.'),
  }),
});

root(Study, { one: 'study', many: 'studies', allow: everyone });
writable(Study, { allow: admins, columns: ['studyLabel'] });
