import { live } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { audited } from './audited.ts';
import { DatabaseRelease } from './database-release.ts';
import { Package } from './package.ts';
import { PackageItem } from './package-item.ts';
import { locate, type Place } from './place.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { ReportingEffortItem } from './reporting-effort-item.ts';
import { Study } from './study.ts';
import { TextElement } from './text-element.ts';
import { Tracker } from './tracker.ts';
import { TrackerComment } from './tracker-comment.ts';
import { User } from './user.ts';

const users = () => User.generic;
const trackerTags = { of: 'Tracker', key: 'tracker_id', field: 'tags' };
const details = { of: 'ReportingEffortItem', key: 'reporting_effort_item_id', field: 'details' };
const texts = { ...details, field: 'text_elements' };

const inEffort = {
  of: ReportingEffort.generic,
  description: 'Only what belongs to the reporting effort with this key.',
};
const onTracker = (description: string) => ({ of: Tracker.generic, description });

type Args = { readonly [name: string]: unknown };

/** Whether a change is where the arguments say; an argument that is left out does not count. */
const isThere = (place: Place | undefined, args: Args): boolean => {
  const { reportingEffortId, trackerId, programmerId } = args as Record<string, number | undefined>;
  return (
    (reportingEffortId == null || Boolean(place?.efforts.has(reportingEffortId))) &&
    (trackerId == null || place?.trackerId === trackerId) &&
    (programmerId == null || Boolean(place?.programmers.has(programmerId)))
  );
};

live('trackerChanged', 'TrackerChange', users, {
  trail: audited,
  allow: everyone,
  description: 'Tells of every change of a tracker, its tags included.',
  entities: { Tracker: Tracker.generic },
  parts: { TrackerTag: trackerTags },
  args: {
    reportingEffortId: inEffort,
    trackerId: onTracker('Only the tracker with this key.'),
    programmerId: {
      of: User.generic,
      description:
        'Only trackers that this user programs or checks, before the change or after it.',
    },
  },
  locate,
  tells: isThere,
});

live('commentChanged', 'CommentChange', users, {
  trail: audited,
  allow: everyone,
  description: 'Tells of every change of a comment: new ones, replies, edits, resolved threads.',
  entities: { TrackerComment: TrackerComment.generic },
  args: {
    reportingEffortId: inEffort,
    trackerId: onTracker('Only comments on the tracker with this key.'),
  },
  locate,
  tells: isThere,
});

live('itemChanged', 'ItemChange', users, {
  trail: audited,
  allow: everyone,
  description: 'Tells of every change of an item, its details and its texts included.',
  entities: { ReportingEffortItem: ReportingEffortItem.generic },
  parts: {
    ReportingEffortTlfDetails: details,
    ReportingEffortDatasetDetails: details,
    ReportingEffortItemTextElement: texts,
  },
  args: { reportingEffortId: inEffort },
  locate,
  tells: isThere,
});

live('structureChanged', 'StructureChange', users, {
  trail: audited,
  allow: everyone,
  description:
    'Tells of every change of the tree: studies, database releases and reporting efforts.',
  entities: {
    Study: Study.generic,
    DatabaseRelease: DatabaseRelease.generic,
    ReportingEffort: ReportingEffort.generic,
  },
});

live('textElementChanged', 'TextElementChange', users, {
  trail: audited,
  allow: everyone,
  description: 'Tells of every change of a text element.',
  entities: { TextElement: TextElement.generic },
});

live('packageChanged', 'PackageChange', users, {
  trail: audited,
  allow: everyone,
  description: 'Tells of every change of a package or one of its items.',
  entities: { Package: Package.generic, PackageItem: PackageItem.generic },
  parts: {
    PackageTlfDetails: { of: 'PackageItem', key: 'package_item_id', field: 'details' },
    PackageDatasetDetails: { of: 'PackageItem', key: 'package_item_id', field: 'details' },
    PackageItemTextElement: { of: 'PackageItem', key: 'package_item_id', field: 'text_elements' },
  },
});

live('userChanged', 'UserChange', users, {
  trail: audited,
  allow: admins,
  description: 'Tells of every change of a user.',
  entities: { User: User.generic },
});

live('myWorkChanged', 'MyWorkChange', users, {
  trail: audited,
  allow: everyone,
  description:
    'Tells of every change of a tracker that you program or check, before the change or after it, and of the comments on it.',
  entities: { Tracker: Tracker.generic, TrackerComment: TrackerComment.generic },
  parts: { TrackerTag: trackerTags },
  locate,
  tells: (place, _args, viewer) => Boolean(place?.programmers.has(viewer.id)),
  isPersonal: true,
});
