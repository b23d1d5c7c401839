import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type Client,
  documentsOf,
  goThrough,
  openWorld,
  type Screen,
  type World,
} from './screen.ts';

/* Apollo's cache over our server. */

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

const start = ({ api, token, asked, since }: World): Client => {
  const sockets = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const http = new HttpLink({
    uri: `${api.url}/graphql`,
    headers: { authorization: `Bearer ${token}` },
  });
  const cache = new InMemoryCache({
    possibleTypes: { ItemDetails: ['TlfDetails', 'DatasetDetails'] },
  });
  const client = new ApolloClient({
    cache,
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(sockets),
      http,
    ),
  });
  const forget = (id: string) => {
    cache.evict({ id: cache.identify({ __typename: 'ReportingEffortItem', id }) ?? '' });
  };
  type Told = { itemChanged: { action: string; entityId: string } };
  const following = [
    client
      .subscribe({ query: gql(documents.trackers), variables: { ...asked, since } })
      .subscribe({}),
    client
      .subscribe<Told>({ query: gql(documents.items), variables: { ...asked, since } })
      .subscribe(({ data }) => {
        if (data?.itemChanged.action === 'DELETED') forget(data.itemChanged.entityId);
      }),
  ];
  const screen = { query: gql(documents.screen), variables: asked };
  const mutate = (document: string, variables: object) =>
    client.mutate({ mutation: gql(document), variables: { ...variables } });
  return {
    load: () => client.query(screen),
    shown: () => client.readQuery<Screen>(screen) ?? undefined,
    plan: (id) => mutate(documents.plan, { id }),
    planAll: (updates) => mutate(documents.planAll, { updates }),
    remove: async (id) => {
      await mutate(documents.remove, { id });
      forget(id);
    },
    stop: async () => {
      for (const each of following) each.unsubscribe();
      client.stop();
      await sockets.dispose();
    },
  };
};

test('Apollo’s cache shows what the server would, without a warning', async () => {
  const world = await openWorld();
  expect(await goThrough(world, start(world))).toEqual([]);
  await world.api.stop();
});
