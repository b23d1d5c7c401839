import { afterAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { startApi } from '../support/api.ts';
import { subscriptions, who } from './allowed.ts';

const api = await startApi();
afterAll(() => api.stop());

const fields = builder.toSchema().getSubscriptionType()?.getFields() ?? {};

const quietMs = 150;

/** How to ask for what begins with what is so now. */
const others: Record<string, string> = {
  dashboardChanged: 'dashboardChanged { cursor }',
  overdueTrackersChanged: 'overdueTrackersChanged(last: 1) { entityId }',
  progress: 'progress(id: "none") { state }',
  reportingEffortNumbersChanged: 'reportingEffortNumbersChanged(reportingEffortId: 1) { cursor }',
  threadChanged: 'threadChanged(commentId: 1) { entityId }',
};

/** What a subscription begins with: the code of its refusal, or nothing for a while. */
const begins = async (name: string, user: string | null): Promise<string> => {
  const hanging = new AbortController();
  const token = user && (await api.authority.sign(user));
  const answer = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: `subscription { ${others[name] ?? `${name} { entityId }`} }` }),
    signal: hanging.signal,
  });
  let text = '';
  setTimeout(() => hanging.abort(), quietMs);
  const decoder = new TextDecoder();
  try {
    for await (const part of answer.body ?? []) text += decoder.decode(part);
  } catch {
    // nothing came: it waits for changes
  }
  return (
    /"code":"(\w+)"/.exec(text)?.[1] ?? (text.includes('data:') && !others[name] ? text : 'yes')
  );
};

test('every subscription is in a row, and every row is about one', () => {
  expect(Object.keys(subscriptions).sort()).toEqual(Object.keys(fields).sort());
});

describe.for(Object.entries(subscriptions))('%s', ([name, allowed]) => {
  test.for(who.map((user, at) => ({ by: user ?? 'nobody', user, expected: allowed[at] })))(
    'to $by: $expected',
    async ({ user, expected }) => {
      expect(await begins(name, user)).toBe(expected);
    },
  );
});
