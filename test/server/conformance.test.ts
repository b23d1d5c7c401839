import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** The audit's own client, with the header that GET needs. */
const fetchFn = (url: string, init: { headers?: Record<string, string> } = {}) =>
  fetch(url, { ...init, headers: { ...init.headers, 'x-graphql-yoga-csrf': 'audit' } });

const audits = serverAudits({ url: () => `${api.url}/graphql`, fetchFn });

test('the audit of GraphQL over HTTP has 61 parts', () => {
  expect(audits).toHaveLength(61);
});

test.for(audits)('audit $id: a server $name', async ({ fn }) => {
  const result = await fn();
  expect(result).toMatchObject({ status: 'ok' });
});
