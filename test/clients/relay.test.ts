import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import { createClient } from 'graphql-ws';
import {
  type ConcreteRequest,
  commitMutation,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getRequest,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import {
  type Client,
  documentsOf,
  fetchOf,
  goThrough,
  openWorld,
  type Screen,
  type World,
} from './screen.ts';

/* Relay: its compiler over our schema, and its store over our server. */

/** What the README says of Relay, as it stands there. */
const [, schemaConfig = '', dataId = ''] =
  /`("schemaConfig": [^`]+)`[^`]+``getDataID: (.+?)``/.exec(readFileSync('README.md', 'utf8')) ??
  [];
const config = {
  src: './src',
  schema: './schema.graphql',
  language: 'javascript',
  eagerEsModules: false,
  ...JSON.parse(`{${schemaConfig}}`),
};
type Row = { readonly nodeId?: string; readonly id?: string };
const getDataID: (row: Row, typename: string) => string | undefined = runInThisContext(dataId);

const documentsBy = (key: 'id' | '') => ({
  ...documentsOf(key),
  items: `subscription ScreenItemsSubscription($effort: ID, $since: String) {
    itemChanged(reportingEffortId: $effort, since: $since) {
      deletedNodeId @deleteRecord textElement { ${key} content } reportingEffortItem { ${key} itemCode }
    }
  }`,
  remove: `mutation ScreenRemoveMutation($id: ID!) {
    deleteReportingEffortItem(id: $id, cascade: true) { deletedNodeId @deleteRecord }
  }`,
  page: `fragment ScreenItems on ReportingEffort
    @refetchable(queryName: "ScreenItemsQuery")
    @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" }) {
    items(first: $count, after: $cursor) @connection(key: "Screen_items") { edges { node { itemCode } } }
  }`,
});

type Artifact = (name: string) => ConcreteRequest;

/** The documents, compiled: with rows' own keys, or as somebody writes them who asks for none. */
const compile = async (folder: string, key: 'id' | ''): Promise<Artifact> => {
  await mkdir(join(folder, 'src'), { recursive: true });
  const sources = Object.values(documentsBy(key)).map((each) => `graphql\`${each}\`;`);
  await writeFile(join(folder, 'src', 'Screen.js'), sources.join('\n'));
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  await copyFile('schema.graphql', join(folder, 'schema.graphql'));
  await promisify(execFile)('node', [resolve('node_modules/relay-compiler/cli.js')], {
    cwd: folder,
  });
  const load = createRequire(join(folder, 'src', 'Screen.js'));
  return (name) => load(`./__generated__/${name}.graphql.js`) as ConcreteRequest;
};

let folder: string;
let keyed: Artifact;
let plain: Artifact;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relay-'));
  keyed = await compile(join(folder, 'keyed'), 'id');
  plain = await compile(join(folder, 'plain'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const start = (world: World, artifact: Artifact, ids?: typeof getDataID) => {
  const { api, token, asked, since } = world;
  const sockets = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
  });
  const ask = fetchOf(world);
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(
      ({ text }, variables) => ask(String(text), variables),
      ({ text }, variables) =>
        Observable.create((sink) =>
          sockets.subscribe({ query: String(text), variables }, sink as never),
        ),
    ),
    ...(ids && { getDataID: ids }),
  });
  const screen = artifact('ScreenQuery');
  const operation = createOperationDescriptor(getRequest(screen), asked);
  const kept = environment.retain(operation);
  const commit = (name: string, variables: Record<string, unknown>) =>
    new Promise((onCompleted, onError) => {
      commitMutation(environment, { mutation: artifact(name), variables, onCompleted, onError });
    });
  const follow = (name: string) =>
    requestSubscription(environment, {
      subscription: artifact(name),
      variables: { ...asked, since },
    });
  const following = ids
    ? ['ScreenTrackersSubscription', 'ScreenItemsSubscription'].map(follow)
    : [];
  const client: Client = {
    load: () => fetchQuery(environment, screen, asked).toPromise(),
    shown: () => environment.lookup(operation.fragment).data as Screen | undefined,
    plan: (id) => commit('ScreenPlanMutation', { id }),
    planAll: (updates) => commit('ScreenPlanAllMutation', { updates }),
    remove: (id) => commit('ScreenRemoveMutation', { id }),
    stop: async () => {
      for (const each of following) each.dispose();
      kept.dispose();
      await sockets.dispose();
    },
  };
  return { client, environment };
};

test('Relay’s store, set up as the README says, shows what the server would, without a warning', async () => {
  const world = await openWorld();
  expect(await goThrough(world, start(world, keyed, getDataID).client)).toEqual([]);
  await world.api.stop();
});

test('Relay’s store as it comes shows it too, when asked anew', async () => {
  const world = await openWorld();
  const { client } = start(world, plain);
  const shown = () => {
    client.load().catch(() => {}); // for the next look
    return client.shown();
  };
  expect(await goThrough(world, { ...client, shown })).toEqual([]);
  await world.api.stop();
});

test('@refetchable loads the next page of an effort found by its id', async () => {
  const world = await openWorld();
  const { client, environment } = start(world, keyed, getDataID);
  const nodeId = nodeIdOf('ReportingEffort', world.at.effort);
  const more = keyed('ScreenItemsQuery');
  const codes = () => {
    const store = environment.getStore().getSource();
    const edges = store.get(`client:${nodeId}:__Screen_items_connection`)?.['edges'];
    return (edges as { __refs: string[] } | undefined)?.__refs.length;
  };
  const load = (variables: object) =>
    fetchQuery(environment, more, { nodeId, ...variables }).toPromise();
  await load({ count: 2 });
  expect(codes()).toBe(2);
  const cursor = environment
    .getStore()
    .getSource()
    .get(`client:${nodeId}:__Screen_items_connection:pageInfo`)?.['endCursor'];
  await load({ count: 2, cursor });
  expect(codes()).toBe(3);
  await client.stop();
  await world.api.stop();
});
