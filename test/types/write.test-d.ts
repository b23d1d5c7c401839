/*
 * What must not compile: tsc fails where nothing is wrong under a `@ts-expect-error`. Nothing here is run.
 */
import { analysts } from '../../src/domains/pearl/access.ts';
import { Side, TrackerStatus } from '../../src/domains/pearl/enums.ts';
import { studies } from '../../src/domains/pearl/tables.ts';
import { Tracker } from '../../src/domains/pearl/tracker/type.ts';
import { User } from '../../src/domains/pearl/user.ts';
import { bulk, columns, input, mutation, optimistic } from '../../src/kernel/index.ts';

const description = 'Does something.';
const one = { description, allow: analysts, answers: Tracker };
const byRule = { description, allow: analysts, on: Tracker };

mutation(
  'argumentsAreInferred',
  {
    ...one,
    args: (arg) => ({
      trackerId: arg.id('The tracker.', { of: Tracker }),
      role: arg(Side, 'The side.'),
      note: arg.text('A note.', { optional: true }),
      reason: arg.text('A reason.', { optional: true, notNull: true }),
      levels: arg.int('The levels.', { list: true }),
    }),
    before: async (_outside, { note }) => ({ length: note?.length ?? 0 }),
  },
  async (tx, { trackerId, role, note, reason, levels }, { length }) => {
    const typed: readonly [
      number,
      'PRIMARY' | 'QC',
      string | null | undefined,
      string | undefined,
      readonly number[],
      number,
    ] = [trackerId, role, note, reason, levels, length];
    // @ts-expect-error a text that may be null is no text
    const text: string = note;
    // @ts-expect-error a text that may be left out is no text
    const other: string = reason;
    return tx.lock(Tracker, typed[0], { field: `${text}${other}` });
  },
);

mutation(
  'argumentsHaveTheirNames',
  { ...one, args: (arg) => ({ trackerId: arg.id('The tracker.') }) },
  // @ts-expect-error no argument has this name
  (tx, { id }) => tx.lock(Tracker, id),
);

mutation(
  'keysAreNotNull',
  { ...one, args: (arg) => ({ trackerId: arg.id('The tracker.', { optional: true }) }) },
  // @ts-expect-error a key that may be null names no row
  (tx, { trackerId }) => tx.lock(Tracker, trackerId),
);

mutation(
  'answersAreWhatIsSaid',
  { ...one, args: (arg) => ({ userId: arg.id('The user.') }) },
  // @ts-expect-error a user is no tracker
  (tx, { userId }) => tx.lock(User, userId),
);

mutation(
  'columnsExist',
  { ...one, args: (arg) => ({ trackerId: arg.id('The tracker.') }) },
  async (tx, { trackerId }) => {
    const tracker = await tx.lock(Tracker, trackerId);
    // @ts-expect-error no column has this name
    await tx.updateOne(Tracker.table, tracker, { qcLevels: 1 });
    // @ts-expect-error the column holds numbers
    await tx.updateOne(Tracker.table, tracker, { qcLevel: 'one' });
    // @ts-expect-error a study is no tracker
    await tx.updateOne(studies, tracker, { studyLabel: 'S1' });
    return tracker;
  },
);

mutation(
  'actorsAreFoundOut',
  {
    ...one,
    before: async () => ({ who: 'ann' }),
    // @ts-expect-error a name is no viewer
    actor: ({ who }) => who,
  },
  (tx) => tx.lock(Tracker, 1),
);

optimistic(
  'theKeyIsAnArgument',
  {
    ...byRule,
    key: 'trackerId',
    // @ts-expect-error no argument is the key
    args: (arg) => ({ id: arg.id('The tracker.') }),
  },
  () => ({}),
);

optimistic(
  'theKeyIsNotNull',
  {
    ...byRule,
    key: 'trackerId',
    // @ts-expect-error a key that may be null names no row
    args: (arg) => ({ trackerId: arg.id('The tracker.', { optional: true }) }),
  },
  () => ({}),
);

optimistic(
  'rulesGiveColumns',
  { ...byRule, key: 'id', args: (arg) => ({ id: arg.id('The tracker.') }) },
  // @ts-expect-error a status is none of a priority's values
  () => ({ priority: 'COMPLETED' }),
);

input('Input', {
  description,
  // @ts-expect-error no column has this name
  fields: () => columns(Tracker, ['dueDates']),
});

const Status = input('Status', {
  description,
  fields: (arg) => ({ trackerId: arg.id('The tracker.'), status: arg(TrackerStatus, 'How far.') }),
});

bulk(
  'itemsAreInferred',
  {
    ...byRule,
    items: 'updates',
    key: 'trackerId',
    args: (arg) => ({ updates: arg(Status, 'The statuses.', { list: true }) }),
  },
  async () => ({ each: (_tracker, { status }) => ({ primaryStatus: status }) }),
);

bulk(
  'itemsAreInAnArgument',
  {
    ...byRule,
    // @ts-expect-error no argument has this name
    items: 'statuses',
    args: (arg) => ({ updates: arg(Status, 'The statuses.', { list: true }) }),
  },
  async () => ({}),
);

bulk(
  'itemsNameTheirRow',
  {
    ...byRule,
    items: 'updates',
    // @ts-expect-error no field of an item has this name
    key: 'tracker',
    args: (arg) => ({ updates: arg(Status, 'The statuses.', { list: true }) }),
  },
  async () => ({}),
);
