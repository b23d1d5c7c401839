import type { BoardItemFragment, BoardTrackerFragment } from '../gql/graphql.ts';
import { naturalKey } from './natural.ts';

export type Tracker = BoardTrackerFragment;
export type Side = 'PRIMARY' | 'QC';

/** An item as the board shows it. */
export type Row = {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly sortKey: string;
  readonly description: string;
  /** TABLE, LISTING, FIGURE, SDTM or ADAM; or how much is known of it. */
  readonly kind: string;
  readonly tracker: Tracker | null;
  /** Whether a change of ours is on its way. */
  readonly isPending?: boolean;
};

export const rowOf = ({
  id,
  version,
  itemCode,
  itemDescription,
  itemType,
  details,
  tracker,
}: BoardItemFragment): Row => {
  const { tlfType, datasetType } = (details ?? {}) as { tlfType?: string; datasetType?: string };
  return {
    id,
    version,
    code: itemCode,
    sortKey: naturalKey(itemCode),
    description: itemDescription ?? '',
    kind: tlfType ?? datasetType ?? itemType,
    tracker: tracker ?? null,
  };
};

const fields = {
  PRIMARY: { status: 'primaryStatus', person: 'primaryProgrammerId' },
  QC: { status: 'qcStatus', person: 'qcProgrammerId' },
} as const;

export const sideOf = (tracker: Tracker, side: Side) => ({
  status: tracker[fields[side].status],
  person: tracker[fields[side].person] ?? undefined,
});

export const statusField = (side: Side) => fields[side].status;
export const personField = (side: Side) => fields[side].person;

export const sideNames: Readonly<Record<Side, string>> = { PRIMARY: 'Programming', QC: 'Check' };

/** How far an item is as a whole. */
export type Stage = 'idle' | 'programming' | 'ready' | 'checking' | 'done';

export const stages: readonly Stage[] = ['idle', 'programming', 'ready', 'checking', 'done'];
export const stageNames: Readonly<Record<Stage, string>> = {
  idle: 'Not started',
  programming: 'In programming',
  ready: 'Waiting for check',
  checking: 'In check',
  done: 'Done',
};

export const stageOf = (tracker: Tracker | null): Stage => {
  if (!tracker || tracker.primaryStatus === 'NOT_STARTED')
    return tracker?.isComplete ? 'done' : 'idle';
  if (tracker.isComplete) return 'done';
  if (tracker.primaryStatus === 'IN_PROGRESS') return 'programming';
  return tracker.qcStatus === 'IN_PROGRESS' ? 'checking' : 'ready';
};
