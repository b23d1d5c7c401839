import { GraphQLError } from 'graphql';
import { expect } from 'vitest';
import type { projects } from '../../../src/domains/dx/tables.ts';

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

type Project = typeof projects.$inferSelect;

/** A project that is nothing but its key and these values. */
export const projectWith = (id: string, values: Partial<Project>): Project => ({
  id,
  userId: 'u1',
  name: 'Lantern',
  description: null,
  sourceType: 'github',
  sourceUrl: null,
  sourceHash: id,
  sourceBranch: null,
  localPath: null,
  filesCount: null,
  projectSize: null,
  language: null,
  status: 'imported',
  latestAnalysisId: null,
  latestConfigSetId: null,
  lastDeployedAt: null,
  deployUrl: null,
  lastAnalysisVersion: 0,
  lastConfigVersion: 0,
  deletedAt: null,
  createdAt: began,
  updatedAt: began,
  version: 1,
  ...values,
});
