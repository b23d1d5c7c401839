import { deletions, refusal } from '../../kernel/index.ts';
import { admins } from './access.ts';
import { audited } from './audited.ts';
import { DatabaseRelease } from './database-release.ts';
import { Package } from './package.ts';
import { PackageItem } from './package-item.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { ReportingEffortItem } from './reporting-effort-item.ts';
import { Study } from './study.ts';
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

deletions(audited, admins, {
  Study: { entity: Study.generic, parts: itemParts },
  DatabaseRelease: { entity: DatabaseRelease.generic, parts: itemParts },
  ReportingEffort: { entity: ReportingEffort.generic, parts: itemParts },
  ReportingEffortItem: { entity: ReportingEffortItem.generic, parts: itemParts },
  TrackerComment: { entity: TrackerComment.generic, command: 'deleteComment' },
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
      throw refusal('INVALID_STATE', 'You cannot delete yourself.', { rule: 'NOT_YOURSELF' });
    },
  },
});
