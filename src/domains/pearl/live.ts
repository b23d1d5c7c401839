import { live } from '../../live/index.ts';
import { admins, everyone } from './access.ts';
import { DatabaseRelease } from './database-release.ts';
import { pearl } from './domain.ts';
import { Package } from './package.ts';
import { PackageItem } from './package-item.ts';
import { locate, type Place } from './place.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { ReportingEffortItem } from './reporting-effort-item/type.ts';
import { Study } from './study.ts';
import { Tag } from './tag.ts';
import { TextElement } from './text-element.ts';
import { Tracker } from './tracker/type.ts';
import { TrackerComment } from './tracker-comment.ts';
import { User } from './user.ts';

const users = () => User.generic;
const ofTracker = { of: 'Tracker', key: 'tracker_id' };
const trackerTags = { ...ofTracker, fields: { tags: null } };
const trackerComments = {
  ...ofTracker,
  fields: {
    comments: null,
    comment_count: [],
    unresolved_comment_count: ['is_resolved'],
    open_thread_count: ['is_resolved', 'parent_comment_id'],
  },
};
const ofItem = { of: 'ReportingEffortItem', key: 'reporting_effort_item_id' };
const details = { ...ofItem, fields: { details: null } };
const texts = { ...ofItem, fields: { text_elements: null } };
const ofPackageItem = { of: 'PackageItem', key: 'package_item_id' };

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
    place?.isInEffort !== false &&
    (reportingEffortId == null || Boolean(place?.efforts.has(reportingEffortId))) &&
    (trackerId == null || Boolean(place?.trackers.has(trackerId))) &&
    (programmerId == null || Boolean(place?.programmers.has(programmerId)))
  );
};

live('trackerChanged', 'TrackerChange', users, {
  trail: pearl.trail,
  allow: everyone,
  description:
    'Tells of every change of a tracker, its tags and comments included, and of a tag that trackers have.',
  entities: { Tracker: Tracker.generic },
  parts: { TrackerTag: trackerTags, TrackerComment: trackerComments },
  shows: { Tag: Tag.generic },
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
  trail: pearl.trail,
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
  trail: pearl.trail,
  allow: everyone,
  description:
    'Tells of every change of an item, its details and its texts included, and of a text that items use.',
  entities: { ReportingEffortItem: ReportingEffortItem.generic },
  parts: {
    ReportingEffortTlfDetails: details,
    ReportingEffortDatasetDetails: details,
    ReportingEffortItemTextElement: texts,
  },
  shows: { TextElement: TextElement.generic },
  args: { reportingEffortId: inEffort },
  locate,
  tells: isThere,
});

live('structureChanged', 'StructureChange', users, {
  trail: pearl.trail,
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
  trail: pearl.trail,
  allow: everyone,
  description: 'Tells of every change of a text element.',
  entities: { TextElement: TextElement.generic },
});

live('packageChanged', 'PackageChange', users, {
  trail: pearl.trail,
  allow: everyone,
  description:
    'Tells of every change of a package or one of its items, and of a text that such items use.',
  entities: { Package: Package.generic, PackageItem: PackageItem.generic },
  parts: {
    PackageTlfDetails: { ...ofPackageItem, fields: { details: null } },
    PackageDatasetDetails: { ...ofPackageItem, fields: { details: null } },
    PackageItemTextElement: { ...ofPackageItem, fields: { text_elements: null } },
  },
  shows: { TextElement: TextElement.generic },
  locate,
  tells: (place) => place?.isInPackage !== false,
});

live('userChanged', 'UserChange', users, {
  trail: pearl.trail,
  allow: admins,
  description: 'Tells of every change of a user.',
  entities: { User: User.generic },
});

live('myWorkChanged', 'MyWorkChange', users, {
  trail: pearl.trail,
  allow: everyone,
  description:
    'Tells of every change of a tracker that you program or check, before the change or after it, of the comments on it, and of a tag that it has.',
  entities: { Tracker: Tracker.generic, TrackerComment: TrackerComment.generic },
  parts: { TrackerTag: trackerTags },
  shows: { Tag: Tag.generic },
  locate,
  tells: (place, _args, viewer) => Boolean(place?.programmers.has(viewer.id)),
  isPersonal: true,
});
