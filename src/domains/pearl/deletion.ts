import { deletions, type Row, type Tx } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { audited } from './audited.ts';
import { assertOpen, threadOf } from './comment-command.ts';
import { DatabaseRelease } from './database-release.ts';
import { Package } from './package.ts';
import { PackageItem } from './package-item.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { ReportingEffortItem } from './reporting-effort-item/type.ts';
import { invalid } from './rule.ts';
import { Study } from './study.ts';
import type { trackerComments } from './tables.ts';
import { Tag } from './tag.ts';
import { TextElement } from './text-element.ts';
import { TrackerComment } from './tracker-comment.ts';
import { User } from './user.ts';

const always = 'true';

/** An item's tracker is a part of it until somebody works on it; what has been said there is not. */
export const itemParts = {
  ReportingEffortTlfDetails: always,
  ReportingEffortDatasetDetails: always,
  ReportingEffortItemTextElement: always,
  Tracker: 'primary_programmer_id is null and qc_programmer_id is null',
  TrackerTag: always,
};

const packageItemParts = {
  PackageTlfDetails: always,
  PackageDatasetDetails: always,
  PackageItemTextElement: always,
};

/** A thread is open as a whole or resolved as a whole, also when replies come back to it. */
const keepThreadsWhole = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  const replies = await tx.query<{ id: number; isResolved: boolean }>(
    `select id, is_resolved as "isResolved" from pearl.tracker_comments
     where id = any($1::int[]) and parent_comment_id is not null and not parent_comment_id = any($1::int[])`,
    [`{${ids.join()}}`],
  );
  for (const { id, isResolved } of replies) {
    const first = await threadOf(tx, id, 'auditLogId');
    if (first.isResolved === isResolved) continue;
    const [has, how] = first.isResolved ? ['resolved', 'reopen'] : ['reopened', 'resolve'];
    throw invalid('ONE_THREAD', `Its thread has been ${has} since: ${how} it first.`, {
      field: 'auditLogId',
    });
  }
};

deletions(audited, admins, {
  Study: { entity: Study.generic, parts: itemParts },
  DatabaseRelease: { entity: DatabaseRelease.generic, parts: itemParts },
  ReportingEffort: { entity: ReportingEffort.generic, parts: itemParts },
  ReportingEffortItem: { entity: ReportingEffortItem.generic, parts: itemParts },
  TrackerComment: {
    entity: TrackerComment.generic,
    command: 'deleteComment',
    guard: ({ viewer }, row) => {
      const comment = row as Row<typeof trackerComments>;
      if (comment.userId === viewer.id) assertOpen(comment);
    },
    guardUndo: keepThreadsWhole,
  },
  Package: { entity: Package.generic, parts: packageItemParts },
  PackageItem: {
    entity: PackageItem.generic,
    parts: packageItemParts,
  },
  TextElement: { entity: TextElement.generic },
  Tag: { entity: Tag.generic },
  User: {
    entity: User.generic,
    parts: { UserPassword: always, Session: always },
    guard: ({ viewer }, { id }) => {
      if (viewer.id !== id) return;
      throw invalid('NOT_YOURSELF', 'You cannot delete yourself.');
    },
  },
});
