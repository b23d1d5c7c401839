/*
 * What must not compile, for the words for reading: tsc fails where nothing is wrong under a `@ts-expect-error`. Nothing
 * here is run.
 */
import { everyone } from '../../src/domains/pearl/access.ts';
import { pearl } from '../../src/domains/pearl/domain.ts';
import { ReportingEffortItem } from '../../src/domains/pearl/reporting-effort-item/type.ts';
import { studies, trackerTags } from '../../src/domains/pearl/tables.ts';
import { Tag } from '../../src/domains/pearl/tag.ts';
import { Tracker } from '../../src/domains/pearl/tracker/type.ts';
import { TrackerComment } from '../../src/domains/pearl/tracker-comment.ts';
import { User } from '../../src/domains/pearl/user.ts';
import {
  computed,
  condition,
  count,
  one,
  oneBeyond,
  page,
  through,
} from '../../src/kernel/index.ts';

const description = 'Something.';
const Study = pearl.entity('Study', studies);
const columns = { id: 'Its key.' };

Study.implement({
  description,
  columns: {
    // @ts-expect-error no column has this name
    studyLable: 'What it is called.',
  },
});

Study.implement({
  description,
  columns,
  // @ts-expect-error no column has this name
  label: 'name',
});

Study.implement({
  description,
  columns,
  // @ts-expect-error no column names a row that decides who sees it
  visible: { asRowOf: 'studyId' },
});

Study.implement({
  description,
  columns,
  // @ts-expect-error no column has this name
  write: { allow: everyone, columns: ['studyLable'] },
});

Tracker.implement({
  description,
  columns,
  fields: () => ({
    item: one(ReportingEffortItem, 'reportingEffortItemId', description),
    tags: through(Tag, trackerTags, 'trackerId', 'tagId', description),
    comments: page(TrackerComment, 'trackerId', description),
    openCount: count(TrackerComment, 'trackerId', description, { isResolved: { eq: false } }),
    isUrgent: condition(['priority'], description, { not: { priority: { eq: 'LOW' } } }),
    isDue: computed('Boolean', ['dueDate'], description, ({ dueDate }) => dueDate !== null),
  }),
});

Tracker.implement({
  description,
  columns,
  // @ts-expect-error no column of the row has this name
  fields: () => ({ item: one(ReportingEffortItem, 'itemId', description) }),
});

// @ts-expect-error users name no tracker: this leads to another type
page(User, 'trackerId', description);

// @ts-expect-error users name no tracker: this counts another type
count(User, 'trackerId', description);

// @ts-expect-error the link has no column of this name
through(Tag, trackerTags, 'trackerId', 'labelId', description);

// @ts-expect-error the row between has no column of this name
oneBeyond(Study, 'reportingEffortItemId', trackerTags, 'studyId', description);

// @ts-expect-error no column of the comments has this name
count(TrackerComment, 'trackerId', description, { resolved: { eq: false } });

// @ts-expect-error no column of the comments has this name, in an alternative neither
count(TrackerComment, 'trackerId', description, { or: [{ resolved: { eq: false } }] });

// @ts-expect-error no column of the comments has this name
page(TrackerComment, 'trackerId', description, { where: { resolved: { eq: false } } });

// @ts-expect-error the condition looks at a column that it does not need
condition(['priority'], description, { dueDate: { isNull: true } });

// @ts-expect-error the value looks at a column that it does not need
computed('Boolean', ['priority'], description, ({ dueDate }) => dueDate !== null);
