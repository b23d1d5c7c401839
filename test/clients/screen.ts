import { expect, vi } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { cursorOf } from '../support/live.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';

/* What every client is tried with: a screen, what changes on it, and what should be seen then. */

/** Rows as a screen shows them, of three types with the same key among them. */
export type Screen = {
  readonly study: { readonly studyLabel: string };
  readonly first: { readonly databaseReleaseLabel: string };
  readonly tag: { readonly name: string };
  readonly reportingEffort: { readonly items: { readonly nodes: readonly (object | null)[] } };
};

const details = (key: string) =>
  `__typename ... on TlfDetails { ${key} tlfType } ... on DatasetDetails { ${key} recordCount }`;

/** The documents, with what the client's cache wants to know rows by. */
export const documentsOf = (key: 'id' | '') => ({
  screen: `query ScreenQuery($effort: ID!) {
    study(id: "1") { ${key} studyLabel }
    first: reportingEffort(id: "1") { ${key} databaseReleaseLabel }
    tag(id: "1") { ${key} name }
    reportingEffort(id: $effort) { ${key} items(first: 50) { nodes {
      ${key} itemCode details { ${details(key)} } textElements { ${key} content }
      tracker { ${key} priority openThreadCount commentCount tags { ${key} name color } }
    } } }
  }`,
  plan: `mutation ScreenPlanMutation($id: ID!) {
    updateTracker(id: $id, input: { priority: HIGH }) { ${key} priority }
  }`,
  planAll: `mutation ScreenPlanAllMutation($updates: [TrackerPlanInput!]!) {
    updateTrackers(updates: $updates) { outcomes { entityType entityId ok } trackers { ${key} priority } }
  }`,
  trackers: `subscription ScreenTrackersSubscription($effort: ID, $since: String) {
    trackerChanged(reportingEffortId: $effort, since: $since) {
      entityType entityId tag { ${key} name color }
      tracker { ${key} priority openThreadCount commentCount tags { ${key} name color } }
    }
  }`,
});

/** A client of some kind over a server: what it shows, and what it does. */
export type Client = {
  /** Asks the server. */
  readonly load: () => Promise<unknown>;
  /** What it shows by now, out of its cache. */
  readonly shown: () => Screen | undefined;
  readonly plan: (trackerId: string) => Promise<unknown>;
  readonly planAll: (updates: readonly object[]) => Promise<unknown>;
  readonly remove: (itemId: string) => Promise<unknown>;
  readonly stop: () => Promise<unknown>;
};

export type World = Awaited<ReturnType<typeof openWorld>>;

export const openWorld = async () => {
  const api = await startApi();
  const at = await plant(api.sql);
  const token = await api.authority.sign('admin');
  return { api, at, token, asked: { effort: String(at.effort) }, since: await cursorOf(api) };
};

/** Rows without what only a cache is interested in. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((each) => each !== null).map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) => !name.startsWith('__') && !['id', 'nodeId'].includes(name),
  );
  return Object.fromEntries(kept.map(([name, each]) => [name, plain(each)]));
};

const truth = async (api: Api, asked: object) => {
  const { data } = await succeeded(api.as('admin').run(documentsOf('').screen, asked));
  return plain(data);
};

/** What other people do, each of which the screen has to learn. */
const othersDo = (api: Api, at: Plant): (() => Promise<unknown>)[] => {
  const as = (who: string, name: string, given: object) => performed(api, who, name, given);
  return [
    () =>
      as('viewer', 'addComment', { trackerId: String(at.idleTracker), commentText: 'Look here.' }),
    () => as('admin', 'updateTag', { id: String(at.tag), input: { name: `${at.name} renamed` } }),
    () =>
      as('admin', 'updateTextElement', { id: String(at.text), input: { content: 'Other words.' } }),
    () => as('admin', 'deleteReportingEffortItem', { id: String(at.busy), cascade: true }),
  ];
};

/** Takes a client through everything: after each step it shows what the server would say. Gives what it has warned of. */
export const goThrough = async ({ api, at, asked }: World, client: Client): Promise<unknown[]> => {
  const warned = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  const showsTheTruth = async () => {
    const expected = await truth(api, asked);
    await expect.poll(() => plain(client.shown())).toEqual(expected);
  };
  await client.load();
  await showsTheTruth();
  await client.plan(String(at.idleTracker));
  await showsTheTruth();
  const levels = [at.idleTracker, at.busyTracker].map(String);
  await client.planAll(levels.map((trackerId) => ({ trackerId, priority: 'CRITICAL' })));
  await showsTheTruth();
  for (const act of othersDo(api, at)) {
    await act();
    await showsTheTruth();
  }
  await client.remove(String(at.done));
  await showsTheTruth();
  await client.stop();
  const warnings = warned.flatMap(({ mock }) => mock.calls);
  for (const each of warned) each.mockRestore();
  return warnings;
};

/** Sends a document over HTTP. */
export const fetchOf =
  ({ api, token }: World) =>
  async (query: string, variables: object) => {
    const answer = await api.post({ query, variables }, { authorization: `Bearer ${token}` });
    return answer.json();
  };
