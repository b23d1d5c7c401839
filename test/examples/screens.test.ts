import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, password, plant } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';

/* Every screen of PEARL is one document: one request, and few statements, whatever the number of rows. */

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
  at = await plant(api.sql);
});
afterAll(() => api.stop());

const documentOf = (screen: string) => readFileSync(`examples/screens/${screen}.graphql`, 'utf8');

type Screen = {
  readonly who: string | null;
  readonly statements: number;
  readonly variables?: (at: Plant) => Record<string, unknown>;
  /** Something that has to be on it. */
  readonly shows: (at: Plant) => object;
};
const some = expect.arrayContaining([expect.anything()]);

/** Each screen, with the role that uses it. */
const screens: Record<string, Screen> = {
  'sign-in': {
    who: null,
    statements: 5,
    variables: ({ username }) => ({ username, password }),
    shows: ({ username }) => ({ signIn: { user: { username, role: 'ANALYST' } } }),
  },
  'app-shell': { who: 'viewer', statements: 1, shows: () => ({ me: { username: 'viewer' } }) },
  'my-work': {
    who: 'analyst',
    statements: 12,
    shows: () => ({ myWork: { trackers: { nodes: some }, unresolvedComments: { nodes: some } } }),
  },
  'lead-dashboard': {
    who: 'viewer',
    statements: 12,
    variables: () => ({ effort: '1' }),
    shows: () => ({
      reportingEfforts: { nodes: some },
      dashboard: { taskTypes: some, workload: some },
      deadlines: { nodes: some },
    }),
  },
  'study-tree': { who: 'admin', statements: 4, shows: () => ({ studies: { nodes: some } }) },
  users: { who: 'admin', statements: 3, shows: () => ({ users: { nodes: some } }) },
  'text-elements': {
    who: 'admin',
    statements: 4,
    variables: ({ name }) => ({ type: 'TITLE', search: name }),
    shows: ({ text }) => ({
      textElements: {
        totalCount: 2,
        nodes: expect.arrayContaining([
          expect.objectContaining({ id: String(text), usageCount: 2 }),
        ]),
      },
    }),
  },
  packages: { who: 'admin', statements: 2, shows: () => ({ packages: { nodes: some } }) },
  'package-items': {
    who: 'admin',
    statements: 6,
    variables: ({ pack }) => ({ id: String(pack) }),
    shows: ({ text }) => ({
      package: { byKind: some, items: { nodes: [{ textElements: [{ id: String(text) }] }] } },
      texts: { nodes: some },
    }),
  },
  'effort-items': {
    who: 'admin',
    statements: 10,
    variables: ({ effort }) => ({ id: String(effort) }),
    shows: () => ({
      efforts: { nodes: some },
      packages: { nodes: some },
      reportingEffort: { byKind: some, items: { totalCount: 3, nodes: some } },
    }),
  },
  'tracker-management': {
    who: 'analyst',
    statements: 12,
    variables: ({ effort }) => ({ effort: String(effort) }),
    shows: () => ({
      reportingEffort: { items: { totalCount: 3, nodes: some } },
      users: { nodes: some },
      tags: { nodes: some },
    }),
  },
  'comment-dialog': {
    who: 'viewer',
    statements: 7,
    variables: ({ busyTracker }) => ({ tracker: String(busyTracker) }),
    shows: ({ thread, reply }) => ({
      tracker: {
        commentCount: 3,
        threads: {
          totalCount: 2,
          nodes: expect.arrayContaining([
            expect.objectContaining({
              id: String(thread),
              replies: { nodes: [expect.objectContaining({ id: String(reply) })] },
            }),
          ]),
        },
      },
    }),
  },
  audit: {
    who: 'admin',
    statements: 4,
    shows: () => ({
      auditLogs: { nodes: some },
      byAction: some,
      byType: some,
      users: { nodes: some },
    }),
  },
};

test('every screen is here', () => {
  const documents = globSync('examples/screens/*').map((file) => basename(file, '.graphql'));
  expect(documents.sort()).toEqual(Object.keys(screens).sort());
});

test.each(Object.entries(screens))('%s is one request', async (name, screen) => {
  const { data, statements } = await succeeded(
    api.as(screen.who).run<object, unknown>(documentOf(name), screen.variables?.(at)),
  );
  expect(data).toMatchObject(screen.shows(at));
  expect(statements).toBe(screen.statements);
  expect(statements).toBeLessThanOrEqual(12);
});
