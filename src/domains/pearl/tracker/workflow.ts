import type { Row } from '../../../kernel/index.ts';
import { invalid } from '../rule.ts';
import type { reportingEffortItemTrackers, sides, users } from '../tables.ts';

/*
 * What may happen to a tracker: every command that changes one, for one row or for a thousand, asks here. Each step takes
 * the tracker as it is and gives what to change of it, or refuses.
 */

export type Side = (typeof sides)[number];
export type Status = Tracker['primaryStatus'];
type Tracker = Row<typeof reportingEffortItemTrackers>;
export type State = Pick<
  Tracker,
  | 'primaryProgrammerId'
  | 'qcProgrammerId'
  | 'primaryStatus'
  | 'qcStatus'
  | 'primaryCompletedById'
  | 'returnedAt'
  | 'dueDate'
  | 'priority'
  | 'qcLevel'
  | 'inProduction'
>;
export type Step = Partial<State>;
export type Worker = Pick<Row<typeof users>, 'id' | 'username' | 'role' | 'isActive'>;

const programmer = { PRIMARY: 'primaryProgrammerId', QC: 'qcProgrammerId' } as const;
const work = { PRIMARY: 'programming', QC: 'check' } as const;

/** Refuses a user who does no work. The database asks the same when work is completed (pearl.complete). */
export const assertWorks = ({ username, role, isActive }: Omit<Worker, 'id'>): void => {
  if (!isActive) {
    throw invalid(
      'ACTIVE_USER',
      `The user ${username} has been deactivated: assign somebody else.`,
    );
  }
  if (role === 'VIEWER') {
    throw invalid(
      'PROGRAMMER_ROLE',
      `The user ${username} is a VIEWER: assign an ANALYST or an ADMIN.`,
    );
  }
};

/** Who is on a side. */
export const workerOf = (tracker: State, side: Side): number | null => tracker[programmer[side]];

/** Puts somebody on a side. The programming begins by that; the check does if there is something to check. */
export const assign = (tracker: State, side: Side, worker: Worker): Step => {
  const step = put(tracker, side, worker);
  assertSeparate({ ...tracker, ...step }, worker);
  return step;
};

/** The same without a look at the other side: for several steps that count by where they end (assertSeparate). */
export const put = (tracker: State, side: Side, worker: Worker): Step => {
  assertWorks(worker);
  if (side === 'PRIMARY') {
    const begins = tracker.primaryStatus === 'NOT_STARTED';
    return { primaryProgrammerId: worker.id, ...(begins && { primaryStatus: 'IN_PROGRESS' }) };
  }
  const begins = tracker.qcStatus === 'NOT_STARTED' && tracker.primaryStatus === 'COMPLETED';
  return { qcProgrammerId: worker.id, ...(begins && { qcStatus: 'IN_PROGRESS' }) };
};

/** Refuses a tracker whose programming is checked by who does or did it. */
export const assertSeparate = (tracker: State, { username }: Pick<Worker, 'username'>): void => {
  const { primaryProgrammerId, qcProgrammerId, primaryCompletedById } = tracker;
  if (qcProgrammerId === null) return;
  if (qcProgrammerId === primaryProgrammerId) {
    throw invalid(
      'TWO_PEOPLE',
      `The user ${username} cannot both program and check an item: assign two people.`,
    );
  }
  if (qcProgrammerId === primaryCompletedById) {
    throw invalid(
      'TWO_PEOPLE',
      `The user ${username} completed the programming of this item: assign somebody else to check it.`,
    );
  }
};

/** Takes whoever is there off a side. Work that was going on is no longer; work that is done stays done. */
export const unassign = (tracker: State, side: Side): Step => {
  if (tracker[programmer[side]] === null) {
    throw invalid('NOBODY_ASSIGNED', `Nobody is assigned to the ${work[side]}.`);
  }
  if (side === 'PRIMARY') {
    const ends = tracker.primaryStatus === 'IN_PROGRESS';
    return { primaryProgrammerId: null, ...(ends && { primaryStatus: 'NOT_STARTED' }) };
  }
  const ends = tracker.qcStatus === 'IN_PROGRESS';
  return { qcProgrammerId: null, ...(ends && { qcStatus: 'NOT_STARTED' }) };
};

/** Says how far a side is. */
export const setStatus = (tracker: State, side: Side, status: Status): Step =>
  side === 'PRIMARY' ? setPrimaryStatus(tracker, status) : setQcStatus(tracker, status);

/** The same, where it is known who works: whoever completes something has to be one who may, as the database asks, too. */
export const setStatusBy = (
  people: { readonly get: (id: number) => Worker | undefined },
  tracker: State,
  side: Side,
  status: Status,
): Step => {
  const step = setStatus(tracker, side, status);
  const worker = status === 'COMPLETED' && people.get(workerOf(tracker, side) ?? 0);
  if (worker && Object.keys(step).length > 0) assertWorks(worker);
  return step;
};

const setPrimaryStatus = (tracker: State, primaryStatus: Status): Step => {
  if (primaryStatus === tracker.primaryStatus) return {};
  assertAssigned(tracker, 'PRIMARY', primaryStatus);
  if (tracker.primaryStatus === 'COMPLETED' && tracker.qcStatus !== 'NOT_STARTED') {
    throw invalid(
      'QC_HAS_BEGUN',
      'The check has begun: the item can only be returned to its programmer (returnToPrimary).',
    );
  }
  const isDone = primaryStatus === 'COMPLETED';
  return { primaryStatus, primaryCompletedById: isDone ? tracker.primaryProgrammerId : null };
};

const setQcStatus = (tracker: State, qcStatus: Status): Step => {
  if (qcStatus === tracker.qcStatus) return {};
  assertAssigned(tracker, 'QC', qcStatus);
  if (qcStatus !== 'NOT_STARTED' && tracker.primaryStatus !== 'COMPLETED') {
    throw invalid(
      'QC_AFTER_PRIMARY',
      'The check can begin only when the programming is completed.',
    );
  }
  if (tracker.inProduction && qcStatus !== 'COMPLETED') {
    throw invalid('IN_PRODUCTION', 'The item is in production: take it out of there first.');
  }
  return { qcStatus };
};

const assertAssigned = (tracker: State, side: Side, status: Status): void => {
  if (status !== 'NOT_STARTED' && tracker[programmer[side]] === null) {
    throw invalid(
      'NOBODY_ASSIGNED',
      `Nobody is assigned to the ${work[side]}: assign somebody first.`,
    );
  }
};

/** Sends what did not pass the check back to be programmed again. Without a programmer it waits for one. */
export const returnToPrimary = (tracker: State): Step => {
  if (tracker.primaryStatus !== 'COMPLETED') {
    throw invalid('NOT_COMPLETED', 'The programming is not completed: there is nothing to return.');
  }
  return {
    primaryStatus: tracker.primaryProgrammerId === null ? 'NOT_STARTED' : 'IN_PROGRESS',
    qcStatus: 'NOT_STARTED',
    primaryCompletedById: null,
    inProduction: false,
    returnedAt: new Date().toISOString(),
  };
};

type Editable = Pick<State, 'dueDate' | 'priority' | 'qcLevel' | 'inProduction'>;
export type Plan = { readonly [K in keyof Editable]?: Editable[K] | undefined };

/** Changes what is planned for an item. */
export const edit = (tracker: State, changes: Plan): Step => {
  if (changes.inProduction && tracker.qcStatus !== 'COMPLETED') {
    throw invalid(
      'PRODUCTION_AFTER_QC',
      'An item can go to production only when its check is completed.',
    );
  }
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
};
