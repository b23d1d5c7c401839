import { sql } from 'drizzle-orm';
import { everyone } from '../access.ts';
import { dx } from '../domain.ts';
import { projects } from '../tables.ts';

/** The same table as DxProject, and the rows that this one does not show. */
export const DxArchivedProject = dx.entity('DxArchivedProject', projects);

DxArchivedProject.implement({
  description:
    'A project that is archived: hidden, with all below it, until `restoreDxProject` shows it again.',
  isFew: true,
  columns: {
    id: 'The key of the project.',
    name: 'The name of the project.',
    description: 'What the project is.',
    sourceType: 'Where its files come from.',
    sourceUrl: 'The address of its source.',
    deletedAt: 'When it was archived.',
  },
  orderBy: [{ field: 'deletedAt', direction: 'DESC' }],
  visible: (viewer, row) =>
    sql`${row.userId} = ${viewer?.id ?? null} and ${row.deletedAt} is not null`,
  read: { many: 'dxArchivedProjects', allow: everyone },
});
