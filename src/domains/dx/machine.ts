import { invalid } from './rule.ts';

/*
 * State machines: which status follows which. A step to the status that a row already has changes nothing, so an agent
 * that was not answered can say the same again.
 */

type Moves<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

export type Machine<Status extends string> = {
  /** Whether the row has to move: not if it is there already. Refuses a move that is none. */
  readonly moves: (row: { readonly status: Status }, to: Status) => boolean;
  /** Refuses what can be done with one status alone. */
  readonly assertIs: (row: { readonly status: Status }, only: Status) => void;
  /** Whether nothing follows any more. */
  readonly isFinished: (row: { readonly status: Status }) => boolean;
  /** That nothing follows any more, as a condition on rows. */
  readonly finished: { readonly or: readonly { readonly status: { readonly eq: string } }[] };
};

/** A machine; `called` is what its rows are called in a refusal. */
export const machine = <Status extends string>(
  called: string,
  following: Moves<Status>,
): Machine<Status> => ({
  moves: ({ status }, to) => {
    if (status === to) return false;
    if (following[status].includes(to)) return true;
    const next = following[status].map(inWords).join(', ');
    throw invalid(
      'STATUS',
      `The ${called} is ${inWords(status)}: it cannot become ${inWords(to)}. ${next ? `It can become: ${next}.` : 'It is finished.'}`,
    );
  },
  assertIs: ({ status }, only) => {
    if (status === only) return;
    throw invalid(
      'STATUS',
      `The ${called} is ${inWords(status)}: this can be done only while it is ${inWords(only)}.`,
    );
  },
  isFinished: ({ status }) => following[status].length === 0,
  finished: {
    or: Object.entries<readonly Status[]>(following).flatMap(([status, next]) =>
      next.length === 0 ? [{ status: { eq: status } }] : [],
    ),
  },
});

const inWords = (status: string) => status.toUpperCase();

/** Refuses to try again what has not failed. */
export const assertFailed = (called: string, { status }: { readonly status: string }): void => {
  if (status === 'failed') return;
  throw invalid(
    'ONLY_FAILED',
    `The ${called} is ${inWords(status)}: only one that has FAILED can be tried again.`,
  );
};

/** The time of this moment, as tables keep it. */
export const thisMoment = (): string => new Date().toISOString();

type Timed = { readonly startedAt: string | null };

/** When something ended, and how many seconds it took since it started. */
export const ended = ({ startedAt }: Timed, now: string) => ({
  completedAt: now,
  duration: startedAt === null ? null : secondsBetween(startedAt, now),
});

// two servers' clocks may differ: nothing takes less than no time
const secondsBetween = (from: string, to: string) =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
