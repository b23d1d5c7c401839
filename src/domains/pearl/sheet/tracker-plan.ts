import { type Row, refusal } from '../../../kernel/index.ts';
import type { Refusal } from '../reporting-effort-item/texts.ts';
import type { users } from '../tables.ts';
import {
  assertSeparate,
  edit,
  type Plan,
  put,
  type Side,
  type State,
  type Status,
  type Step,
  setStatusBy,
  unassign,
  type Worker,
  workerOf,
} from '../tracker/workflow.ts';

/* What a row of a file makes of a tracker: the steps of the single commands, in the order in which people would take them. */

/** What a file says of a tracker. A column that it has not is missing; an empty cell is null, and nobody. */
export type TrackerCells = Plan & {
  readonly primaryProgrammerUsername?: string | null | undefined;
  readonly primaryStatus?: Status | undefined;
  readonly qcProgrammerUsername?: string | null | undefined;
  readonly qcStatus?: Status | undefined;
};

/** The same with the people themselves. */
type Wanted = Plan & {
  readonly primary: Worker | null | undefined;
  readonly primaryStatus: Status | undefined;
  readonly qc: Worker | null | undefined;
  readonly qcStatus: Status | undefined;
};

type Person = Row<typeof users>;
type ById = { readonly get: (id: number) => Person | undefined };
/** People by their keys, and by how files name them. */
export type People = {
  readonly byId: ById;
  readonly byName: ReadonlyMap<string, Person | undefined>;
};

/** A step, and the column that asks for it. */
type Move = readonly [column: string, make: (now: State) => Step];

const columnOf = { PRIMARY: 'primaryProgrammerUsername', QC: 'qcProgrammerUsername' } as const;
const none: Step = {};

/**
 * The steps from what is to what is wanted. What is in the way goes first: out of production, then back with the check, if
 * the programming is to be opened again. People come before what they have done, and go after it.
 */
const movesTo = (wanted: Wanted, people: ById): readonly Move[] => {
  const { primary, primaryStatus, qc, qcStatus, ...plan } = wanted;
  const comes = (side: Side, worker: Wanted['qc']): Move => [
    columnOf[side],
    (now) => (worker && worker.id !== workerOf(now, side) ? put(now, side, worker) : none),
  ];
  const goes = (side: Side, worker: Wanted['qc']): Move => [
    columnOf[side],
    (now) => (worker === null && workerOf(now, side) !== null ? unassign(now, side) : none),
  ];
  const is = (side: Side, status: Status | undefined): Move => [
    side === 'PRIMARY' ? 'primaryStatus' : 'qcStatus',
    (now) => (status ? setStatusBy(people, now, side, status) : none),
  ];
  const isOpened = ({ primaryStatus: now }: State) =>
    now === 'COMPLETED' && primaryStatus !== undefined && primaryStatus !== 'COMPLETED';
  const [programmed, checked] = [is('PRIMARY', primaryStatus), is('QC', qcStatus)];
  return [
    [
      'inProduction',
      (now) => (plan.inProduction === false ? edit(now, { inProduction: false }) : none),
    ],
    comes('PRIMARY', primary),
    ['qcStatus', (now) => (isOpened(now) ? checked[1](now) : none)],
    programmed,
    comes('QC', qc),
    checked,
    goes('PRIMARY', primary),
    goes('QC', qc),
    programmed, // nobody does what somebody did
    checked,
    ['inProduction', (now) => edit(now, plan)],
    [
      columnOf[qc ? 'QC' : 'PRIMARY'],
      (now) => {
        const worker = people.get(workerOf(now, 'QC') ?? 0);
        if (worker) assertSeparate(now, worker);
        return none;
      },
    ],
  ];
};

export type Refused = { readonly refused: Refusal; readonly column: string };
type Attempt = <Value>(
  rule: () => Value,
) => { readonly value: Value } | { readonly refused: Refusal };

/** What is to be written of a tracker, or which column the rules refuse. */
export const planTracker = (
  tracker: State,
  cells: TrackerCells,
  { byId, byName }: People,
  attempt: Attempt,
): Refused | { readonly steps: Step } => {
  const { primaryProgrammerUsername, primaryStatus, qcProgrammerUsername, qcStatus } = cells;
  const { dueDate, priority, qcLevel, inProduction } = cells;
  const sides = { primaryProgrammerUsername, qcProgrammerUsername };
  for (const [column, name] of Object.entries(sides)) {
    if (name == null || byName.get(name)) continue;
    return { refused: refusal('NOT_FOUND', `There is no user “${name}”.`), column };
  }
  const named = (name: string | null | undefined) => (name == null ? name : byName.get(name));
  const wanted = {
    primary: named(primaryProgrammerUsername),
    primaryStatus,
    qc: named(qcProgrammerUsername),
    qcStatus,
    dueDate,
    priority,
    qcLevel,
    inProduction,
  };
  let steps: Step = {};
  for (const [column, make] of movesTo(wanted, byId)) {
    const made = attempt(() => make({ ...tracker, ...steps }));
    if ('refused' in made) return { refused: made.refused, column };
    steps = { ...steps, ...made.value };
  }
  return { steps };
};

/** A tracker as files show it. */
const shownOf = (tracker: State, people: ById) => {
  const nameOf = (id: number | null) => (id === null ? null : (people.get(id)?.username ?? null));
  const { primaryStatus, qcStatus, dueDate, priority, qcLevel, inProduction } = tracker;
  return {
    primaryProgrammerUsername: nameOf(tracker.primaryProgrammerId),
    primaryStatus,
    qcProgrammerUsername: nameOf(tracker.qcProgrammerId),
    qcStatus,
    dueDate,
    priority,
    qcLevel,
    inProduction,
  };
};

/** What a file has changed of a tracker, cell by cell. */
export const changesOf = (was: State, is: State, people: ById) => {
  const after = new Map(Object.entries(shownOf(is, people)));
  return Object.entries(shownOf(was, people))
    .map(([column, before]) => ({ column, before, after: after.get(column) }))
    .filter((each) => each.before !== each.after);
};
