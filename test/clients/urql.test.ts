import { readFileSync } from 'node:fs';
import {
  type AnyVariables,
  fetchExchange,
  type OperationResult,
  subscriptionExchange,
  Client as Urql,
} from '@urql/core';
import { type Cache, cacheExchange } from '@urql/exchange-graphcache';
import { buildSchema, introspectionFromSchema, isObjectType } from 'graphql';
import { createClient } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Client,
  documentsOf,
  goThrough,
  openWorld,
  type Screen,
  type World,
} from './screen.ts';

/* urql's normalised cache over our server. */

const documents = {
  ...documentsOf('id'),
  items: `subscription ($effort: ID, $since: String) {
    itemChanged(reportingEffortId: $effort, since: $since) {
      action entityType entityId textElement { id content } reportingEffortItem { id itemCode }
    }
  }`,
  remove: `mutation ($id: ID!) {
    deleteReportingEffortItem(id: $id, cascade: true) { entityType entityId }
  }`,
};

type Change = { readonly action: string; readonly entityId: string };

const forget = (cache: Cache, id: string) =>
  cache.invalidate({ __typename: 'ReportingEffortItem', id });

const built = buildSchema(readFileSync('schema.graphql', 'utf8'));
const schema = introspectionFromSchema(built);

/** As the README says: what has no `id` is kept with what shows it. */
const keys = Object.fromEntries(
  Object.values(built.getTypeMap())
    .filter((type) => isObjectType(type) && !('id' in type.getFields()))
    .map(({ name }) => [name, () => null]),
);

const start = ({ api, token, asked, since }: World): Client => {
  const authorization = `Bearer ${token}`;
  const sockets = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  const client = new Urql({
    url: `${api.url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization } },
    exchanges: [
      cacheExchange({
        schema: schema as never,
        updates: {
          Subscription: {
            itemChanged: ({ itemChanged }, _args, cache) => {
              const { action, entityId } = itemChanged as Change;
              if (action === 'DELETED') forget(cache, entityId);
            },
          },
          Mutation: {
            deleteReportingEffortItem: (_result, { id }, cache) => forget(cache, id as string),
          },
        },
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: sockets.subscribe(
              { query: query ?? '', variables: { ...variables } },
              sink as never,
            ),
          }),
        }),
      }),
    ],
  });
  let latest: OperationResult<Screen, AnyVariables> | undefined;
  const following = [
    ...[documents.trackers, documents.items].map((each) =>
      client.subscription(each, { ...asked, since }).subscribe(() => {}),
    ),
    client.query<Screen>(documents.screen, asked).subscribe((result) => {
      latest = result;
    }),
  ];
  return {
    load: () => client.query(documents.screen, asked).toPromise(),
    shown: () => latest?.data,
    plan: (id) => client.mutation(documents.plan, { id }).toPromise(),
    planAll: (updates) => client.mutation(documents.planAll, { updates }).toPromise(),
    remove: (id) => client.mutation(documents.remove, { id }).toPromise(),
    stop: async () => {
      for (const each of following) each.unsubscribe();
      await sockets.dispose();
    },
  };
};

test('urql’s normalised cache shows what the server would, without a warning', async () => {
  const world = await openWorld();
  expect(await goThrough(world, start(world))).toEqual([]);
  await world.api.stop();
});

test('what has no id, such as groups and numbers, is kept with what shows it', async () => {
  const { api, token, asked } = await openWorld();
  const warned = vi.spyOn(console, 'warn');
  const client = new Urql({
    url: `${api.url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    exchanges: [cacheExchange({ schema: schema as never, keys }), fetchExchange],
  });
  const numbers = `query ($effort: ID!) {
    of: dashboard(reportingEffortId: $effort) { itemCount completedCount }
    all: dashboard { itemCount completedCount }
    reportingEffort(id: $effort) { id itemGroups(by: [ITEM_TYPE]) { count keys { itemType } } }
    another: reportingEffort(id: "1") { id itemGroups(by: [ITEM_TYPE]) { count keys { itemType } } }
  }`;
  const { data: fetched } = await client.query(numbers, asked).toPromise();
  const kept = await client.query(numbers, asked, { requestPolicy: 'cache-only' }).toPromise();
  const truth = await api.as('admin').run(numbers, asked);
  expect(fetched).toMatchObject(truth.data ?? {});
  expect(kept.data).toMatchObject(truth.data ?? {});
  expect(warned.mock.calls).toEqual([]);
  warned.mockRestore();
  await api.stop();
});
