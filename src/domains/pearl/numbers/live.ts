import { live } from '../../../live/index.ts';
import { everyone } from '../access.ts';
import { DatabaseRelease } from '../database-release.ts';
import { pearl } from '../domain.ts';
import { details, due, texts, trackerTags } from '../live.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { ReportingEffortItem } from '../reporting-effort-item/type.ts';
import { Tag } from '../tag.ts';
import { TextElement } from '../text-element.ts';
import { Tracker } from '../tracker/type.ts';
import { TrackerComment } from '../tracker-comment.ts';
import { User } from '../user.ts';
import { countsOf } from './counts.ts';
import { Dashboard } from './dashboard.ts';
import { locate, type Within } from './place.ts';
import { scopeIn, scopeRows } from './scope.ts';

type Asked = {
  readonly studyId?: number | string | null;
  readonly databaseReleaseId?: number | string | null;
  readonly reportingEffortId?: number | string | null;
};

/** Whether a change is where the arguments say; an argument that is left out does not count. */
const isWithin = (
  within: Within | undefined,
  { studyId, databaseReleaseId, reportingEffortId }: Asked,
): boolean =>
  within?.isEverywhere ||
  ((studyId == null || Boolean(within?.studies.has(studyId))) &&
    (databaseReleaseId == null || Boolean(within?.releases.has(databaseReleaseId))) &&
    (reportingEffortId == null || Boolean(within?.efforts.has(reportingEffortId))));

live(pearl, 'dashboardChanged', {
  allow: everyone,
  description:
    'Answers with the numbers of a study, a database release or a reporting effort, or of everything if none is named, and answers again when they have changed, at most every quarter of a second.',
  of: [DatabaseRelease, ReportingEffort, ReportingEffortItem, Tracker, TrackerComment],
  parts: { ReportingEffortTlfDetails: details, ReportingEffortDatasetDetails: details },
  shows: [User],
  args: scopeRows,
  numbers: {
    type: Dashboard,
    of: async (ctx, args) => {
      const scope = await scopeIn(ctx, args);
      return scope ? countsOf(ctx, scope) : null;
    },
  },
  locate,
  tells: isWithin,
  due,
  coalesce: { within: 250 },
});

live(pearl, 'reportingEffortNumbersChanged', {
  allow: everyone,
  description:
    'Answers what you ask of a reporting effort, such as how many of its items are done or overdue, and answers again whenever that has changed with the effort, its items, their details, texts, trackers, tags and comments, or with people. What you have read is told by `myReadingChanged`.',
  of: [ReportingEffortItem, Tracker, TrackerComment],
  parts: {
    ReportingEffortTlfDetails: details,
    ReportingEffortDatasetDetails: details,
    ReportingEffortItemTextElement: texts,
    TrackerTag: trackerTags,
  },
  shows: [Tag, TextElement, User],
  args: {
    reportingEffortId: {
      of: ReportingEffort,
      description: 'The key of the reporting effort whose numbers they are.',
    },
  },
  numbers: 'reportingEffortId',
  locate,
  tells: isWithin,
  due,
});
