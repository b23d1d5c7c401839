import { signal } from '@preact/signals';
import { ask, type Document } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import {
  AssignDocument,
  PlanDocument,
  PutTagDocument,
  ReturnToPrimaryDocument,
  SetStatusDocument,
  TakeTagDocument,
  UnassignDocument,
  type UpdateTrackerInput,
} from '../gql/graphql.ts';
import type { Status } from '../ui/marks.tsx';
import { sayFailure } from '../ui/toast.tsx';
import { personField, type Row, type Side, statusField, type Tracker } from './row.ts';
import type { Board } from './store.ts';

/* What one does to an item. It is shown at once, and goes with the version that was seen. */

type Changes = Partial<Tracker>;

/** A change that somebody else was faster with: both versions, for a person to choose. */
export type Conflict = {
  readonly row: Row;
  readonly mine: Changes;
  readonly theirs: Changes;
  readonly take: () => void;
};
export const conflict = signal<Conflict | undefined>(undefined);

type Command = {
  /** What it changes, as far as can be said before the server has. */
  readonly changes: Changes;
  readonly send: (version: number) => Promise<object>;
};

const command = <Variables extends object>(
  document: Document<object, Variables>,
  changes: Changes,
  variables: (version: number) => Variables,
): Command => ({ changes, send: (version) => ask(document, variables(version)) });

const trackerIn = (answer: object) => Object.values(answer)[0] as Tracker;

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Whether what we would change has been changed by somebody else; if only other things have, ours can stand beside it. */
const isContested = (changes: Changes, seen: Tracker, now: Changes) =>
  Object.keys(changes).some(
    (field) => !isSame(seen[field as keyof Tracker], now[field as keyof Tracker]),
  );

/** Does it, from the row as it was seen when somebody began to change it. */
const perform = async (board: Board, row: Row, seen: Tracker, given: Command): Promise<void> => {
  const { changes, send } = given;
  const takeBack = board.patch(row.id, changes);
  try {
    board.learn([trackerIn(await send(seen.version))]);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === 'STALE') settle(board, row, seen, given, failure);
    else sayFailure(failure);
  } finally {
    takeBack();
  }
};

const settle = (board: Board, row: Row, seen: Tracker, given: Command, { details }: Failure) => {
  const theirs = details['current'] as Changes;
  const now = { ...seen, ...theirs };
  const take = () => void perform(board, row, now, given);
  if (isContested(given.changes, seen, theirs))
    conflict.value = { row, mine: given.changes, theirs, take };
  else take();
};

export const commands = (board: Board, row: Row) => {
  const { tracker } = row;
  const act = (of: (seen: Tracker) => Command) => {
    if (tracker) void perform(board, row, tracker, of(tracker));
  };
  return {
    assign: (side: Side, user: string | null) =>
      act(({ id }) => {
        const changes = { [personField(side)]: user };
        return user
          ? command(AssignDocument, changes, (version) => ({ tracker: id, side, user, version }))
          : command(UnassignDocument, changes, (version) => ({ tracker: id, side, version }));
      }),
    setStatus: (side: Side, status: Status) =>
      act(({ id }) =>
        command(SetStatusDocument, { [statusField(side)]: status }, (version) => ({
          tracker: id,
          side,
          status,
          version,
        })),
      ),
    plan: (changes: UpdateTrackerInput) =>
      act(({ id }) =>
        command(PlanDocument, changes as Changes, (version) => ({ tracker: id, changes, version })),
      ),
    tag: (tag: string, isOn: boolean) =>
      act(({ id, tags }) => {
        const rest = tags.filter((each) => each.id !== tag);
        return isOn
          ? command(PutTagDocument, { tags: [...rest, { id: tag }] }, () => ({ tracker: id, tag }))
          : command(TakeTagDocument, { tags: rest }, () => ({ tracker: id, tag }));
      }),
    sendBack: (reason: string) =>
      act(({ id }) =>
        command(
          ReturnToPrimaryDocument,
          { primaryStatus: 'IN_PROGRESS', qcStatus: 'NOT_STARTED' },
          (version) => ({
            tracker: id,
            reason,
            version,
          }),
        ),
      ),
  };
};
