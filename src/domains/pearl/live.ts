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
import { complete } from './tracker/completion.ts';
import { Tracker } from './tracker/type.ts';
import { TrackerComment } from './tracker-comment.ts';
import { User } from './user.ts';

const ofTracker = { of: 'Tracker', key: 'tracker_id' };
export const trackerTags = { ...ofTracker, fields: { tags: null } };
const trackerComments = {
  ...ofTracker,
  fields: {
    comments: null,
    comment_count: [],
    unread_count: [],
    unresolved_comment_count: ['is_resolved'],
    open_thread_count: ['is_resolved', 'parent_comment_id'],
  },
};
const ofItem = { of: 'ReportingEffortItem', key: 'reporting_effort_item_id' };
export const details = { ...ofItem, fields: { details: null } };
export const texts = { ...ofItem, fields: { text_elements: null } };
const ofText = { of: 'TextElement', key: 'text_element_id' };
const ofPackageItem = { of: 'PackageItem', key: 'package_item_id' };

const inEffort = {
  of: ReportingEffort,
  description: 'Only what belongs to the reporting effort with this key.',
};
const onTracker = (description: string) => ({ of: Tracker, description });

type Asked = {
  readonly reportingEffortId?: number | string | null;
  readonly trackerId?: number | string | null;
  readonly programmerId?: number | string | null;
};

/** Whether a change is where the arguments say; an argument that is left out does not count. */
const isThere = (
  place: Place | undefined,
  { reportingEffortId, trackerId, programmerId }: Asked,
): boolean =>
  place?.isInEffort !== false &&
  (reportingEffortId == null || Boolean(place?.efforts.has(reportingEffortId))) &&
  (trackerId == null || Boolean(place?.trackers.has(trackerId))) &&
  (programmerId == null || Boolean(place?.programmers.has(programmerId)));

live(pearl, 'trackerChanged', {
  allow: everyone,
  description:
    'Tells of every change of a tracker, its tags and comments included, and of a tag that trackers have.',
  of: [Tracker],
  parts: { TrackerTag: trackerTags, TrackerComment: trackerComments },
  shows: [Tag],
  args: {
    reportingEffortId: inEffort,
    trackerId: onTracker('Only the tracker with this key.'),
    programmerId: {
      of: User,
      description:
        'Only trackers that this user programs or checks, before the change or after it.',
    },
  },
  locate,
  tells: isThere,
});

live(pearl, 'commentChanged', {
  allow: everyone,
  description: 'Tells of every change of a comment: new ones, replies, edits, resolved threads.',
  of: [TrackerComment],
  args: {
    reportingEffortId: inEffort,
    trackerId: onTracker('Only comments on the tracker with this key.'),
  },
  locate,
  tells: isThere,
});

live(pearl, 'itemChanged', {
  allow: everyone,
  description:
    'Tells of every change of an item, its details and its texts included, and of a text that items use.',
  of: [ReportingEffortItem],
  parts: {
    ReportingEffortTlfDetails: details,
    ReportingEffortDatasetDetails: details,
    ReportingEffortItemTextElement: texts,
  },
  shows: [TextElement],
  args: { reportingEffortId: inEffort },
  locate,
  tells: isThere,
});

live(pearl, 'structureChanged', {
  allow: everyone,
  description:
    'Tells of every change of the tree: studies, database releases and reporting efforts.',
  of: [Study, DatabaseRelease, ReportingEffort],
});

live(pearl, 'textElementChanged', {
  allow: everyone,
  description:
    'Tells of every change of a text element, and of every new use of it and every one that ends.',
  of: [TextElement],
  parts: {
    ReportingEffortItemTextElement: {
      ...ofText,
      fields: { usage_count: [], item_count: [], items: null },
    },
    PackageItemTextElement: {
      ...ofText,
      fields: { usage_count: [], package_item_count: [], package_items: null },
    },
  },
});

live(pearl, 'packageChanged', {
  allow: everyone,
  description:
    'Tells of every change of a package or one of its items, and of a text that such items use.',
  of: [Package, PackageItem],
  parts: {
    PackageTlfDetails: { ...ofPackageItem, fields: { details: null } },
    PackageDatasetDetails: { ...ofPackageItem, fields: { details: null } },
    PackageItemTextElement: { ...ofPackageItem, fields: { text_elements: null } },
  },
  shows: [TextElement],
  locate,
  tells: (place) => place?.isInPackage !== false,
});

live(pearl, 'userChanged', {
  allow: admins,
  description: 'Tells of every change of a user.',
  of: [User],
});

live(pearl, 'myWorkChanged', {
  allow: everyone,
  description:
    'Tells of every change of a tracker that you program or check, before the change or after it, of the comments on it, and of a tag that it has.',
  of: [Tracker, TrackerComment],
  parts: { TrackerTag: trackerTags },
  shows: [Tag],
  locate,
  tellsTo: (viewer, place) => Boolean(place?.programmers.has(pearl.idOf(viewer))),
});

live(pearl, 'threadChanged', {
  allow: everyone,
  description:
    'Tells of a thread of comments: first how it is, then of every change, until it is resolved or deleted.',
  of: [TrackerComment],
  args: {
    commentId: {
      of: TrackerComment,
      required: true,
      description: 'The key of the first comment of the thread.',
      ends: { isResolved: { eq: true } },
    },
  },
  locate,
  tells: (place, { commentId }) => commentId != null && Boolean(place?.threads.has(commentId)),
  snapshot: ({ commentId }) => ({
    of: TrackerComment,
    where: { or: [{ id: { eq: commentId } }, { parentCommentId: { eq: commentId } }] },
  }),
});

/** Late by the day, which passes without a change. */
export const due = { of: Tracker, column: 'dueDate', where: { not: complete } };

live(pearl, 'overdueTrackersChanged', {
  allow: everyone,
  description:
    'Tells of trackers that are overdue: first those that are, then which are so from now on, be it that their day has passed, and which are so no more. What happens to a tracker within a quarter of a second is told once.',
  of: [Tracker],
  args: { reportingEffortId: inEffort },
  locate,
  tells: isThere,
  snapshot: ({ reportingEffortId }) => ({
    of: Tracker,
    where: {
      isOverdue: { eq: true },
      ...(reportingEffortId != null && {
        item: { reportingEffortId: { eq: reportingEffortId } },
      }),
    },
  }),
  due,
  coalesce: { within: 250 },
});
