import { GraphQLError } from 'graphql';
import { expect } from 'vitest';

export const began = '2026-03-02T10:00:00.000Z';
export const now = '2026-03-02T10:01:30.400Z';
export const end = { completedAt: now, duration: 90 };

/** What a step leads to: the status afterwards, "=" where nothing changes, or the rule that refuses it. */
export const outcomeOf = (step: () => { status?: string }): string => {
  try {
    return step().status ?? '=';
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions['code']).toBe('INVALID_STATE');
    expect(error.message).toMatch(/^[A-Z].+\.$/);
    return String(error.extensions['rule']);
  }
};

/** The outcome of every step in every status, as a table. */
export const tableOf = <Status extends string>(
  statuses: readonly Status[],
  steps: Record<string, (status: Status) => { status?: string }>,
) =>
  Object.fromEntries(
    Object.entries(steps).map(([name, step]) => [
      name,
      statuses.map((status) => outcomeOf(() => step(status))).join(' '),
    ]),
  );
