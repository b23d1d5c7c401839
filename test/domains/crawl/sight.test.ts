import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sight } from '../../../src/domains/crawl/access.ts';
import { type Permission, permissions } from '../../../src/domains/crawl/permission.ts';
import type { Viewer } from '../../../src/kernel/index.ts';
import { openSocket, subscribe } from '../../support/live.ts';
import { ada, startWorld, type World } from './world.ts';

/*
 * A key with one permission, on all ways there are: what it comes in by, and from there along every relation, count and
 * filter. The ways follow from the schema; what is to be seen, from the declaration.
 */

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const typeNamed = (name: string) => schema.getType(name) as GraphQLObjectType;

const typeOf: Record<keyof typeof sight, string> = {
  profiles: 'CrawlProfile',
  projects: 'CrawlProject',
  crawlJobs: 'CrawlJob',
  jobChunks: 'CrawlJobChunk',
  images: 'CrawlImage',
  activityLogs: 'CrawlActivityLog',
  creditAccounts: 'CrawlCreditAccount',
  creditTransactions: 'CrawlCreditTransaction',
  apiKeys: 'CrawlApiKey',
  notifications: 'CrawlNotification',
  notificationPreferences: 'CrawlNotificationPreference',
  usageMetrics: 'CrawlUsageMetric',
};
const keyOf = Object.fromEntries(Object.entries(typeOf).map(([key, type]) => [type, key])) as {
  readonly [type: string]: keyof typeof sight;
};

const withOnly = (permission: Permission): Viewer => ({
  realm: 'crawl',
  id: ada,
  username: ada,
  role: 'admin',
  permissions: [permission],
});
const isSeen = (permission: Permission, type: string): boolean => {
  const key = keyOf[type];
  return key !== undefined && sight[key].seers.lets(withOnly(permission));
};

const counted: Record<string, string> = {
  crawlJobCount: 'CrawlJob',
  runningJobCount: 'CrawlJob',
  imageCount: 'CrawlImage',
  unreadNotificationCount: 'CrawlNotification',
};

/** A way from a row to others: what to ask, and the type of the rows that it leads to. */
type Way = { readonly name: string; readonly to: string; readonly ask: (inner: string) => string };

const wayOf = (name: string, field: GraphQLField<unknown, unknown>): Way | undefined => {
  const type = getNamedType(field.type);
  const node = isObjectType(type) && type.getFields()['nodes'];
  const [to, isPage] = node ? [getNamedType(node.type).name, true] : [type.name, false];
  if (counted[name]) return { name, to: counted[name], ask: () => name };
  if (!keyOf[to]) return undefined;
  const ask = (inner: string) =>
    isPage ? `${name}(first: 1) { totalCount nodes { id ${inner} } }` : `${name} { id ${inner} }`;
  return { name, to, ask };
};

const waysFrom = (type: string): Way[] =>
  Object.entries(typeNamed(type).getFields()).flatMap(([name, field]) => wayOf(name, field) ?? []);

const listOf = (type: string) =>
  Object.entries(schema.getQueryType()?.getFields() ?? {}).find(
    ([, field]) => field.type.toString() === `${type}Connection!`,
  )?.[0] ?? '';

type Ids = { readonly project: string; readonly job: string };

/** How keys come in that may read no list: by their commands. */
const commands: Partial<Record<Permission, (ids: Ids) => readonly [string, string][]>> = {
  write: ({ project }) => [
    ['CrawlProject', `updateCrawlProject(id: "${project}", input: { name: "Cats" })`],
    ['CrawlProfile', `updateCrawlProfile(id: "${ada}", input: { fullName: "Ada" })`],
  ],
  admin: () => [
    [
      'CrawlCreditTransaction',
      `bookCrawlCredits(userId: "${ada}", type: BONUS, credits: 1, description: "x")`,
    ],
    ['CrawlUsageMetric', `recordCrawlUsage(userId: "${ada}", apiCalls: 1)`],
    [
      'CrawlNotification',
      `createCrawlNotification(input: { userId: "${ada}", title: "x", message: "x", type: INFO })`,
    ],
  ],
  'crawl_jobs:create': ({ project }) => [
    [
      'CrawlJob',
      `createCrawlJob(input: { projectId: "${project}", name: "Cats", keywords: ["cat"] })`,
    ],
  ],
  'crawl_jobs:cancel': ({ job }) => [['CrawlJob', `cancelCrawlJob(id: "${job}")`]],
  'crawl_chunks:work': () => [['CrawlJobChunk', 'claimCrawlJobChunks(limit: 1)']],
};

let world: World;
let ids: Ids;
const keys = new Map<Permission, string>();
beforeAll(async () => {
  world = await startWorld();
  const job = await world.runningJob(ada, { keywords: ['cat', 'dog', 'cow'] });
  ids = { project: await world.projectOf(ada), job: await world.newJob(ada) };
  await world.sql`insert into crawl.images (crawl_job_id, original_url, filename) values (${Number(job)}, 'https://x.example/1', '1.jpg')`;
  await world.sql`insert into crawl.notifications (user_id, title, message, type) values (${ada}, 'Hello', 'World', 'info')`;
  await world.sql`insert into crawl.usage_metrics (user_id, metric_date) values (${ada}, '2026-03-01')`;
  for (const permission of permissions) {
    const { createCrawlApiKey } = await world
      .as(ada)
      .done<{ createCrawlApiKey: { key: string } }>(
        'mutation ($of: [CrawlPermission!]!) { createCrawlApiKey(input: { name: "x", permissions: $of }) { key } }',
        { of: [permission.toUpperCase().replace(':', '_')] },
      );
    keys.set(permission, createCrawlApiKey.key);
  }
});
afterAll(() => world.stop());

const as = (permission: Permission) => world.as(keys.get(permission) ?? '');

const isEmpty = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.every(isEmpty);
  if (typeof value !== 'object' || value === null) return value === null || value === 0;
  return 'totalCount' in value && value.totalCount === 0;
};

/** What lies at the ends of a way through an answer. */
const at = (value: unknown, path: readonly string[]): unknown[] => {
  if (Array.isArray(value)) return value.flatMap((each) => at(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if ('nodes' in value) return at(value.nodes, path);
  return at(Reflect.get(value, name), rest);
};

/** Asks all ways from the rows at the end of a path, then goes on along those that lead to rows. */
const walk = async (permission: Permission, how: string, type: string): Promise<string[]> => {
  const wrong: string[] = [];
  const known = new Set([type]);
  const paths: { readonly type: string; readonly steps: readonly Way[] }[] = [{ type, steps: [] }];
  for (let path = paths.shift(); path; path = paths.shift()) {
    const { steps, type: from } = path;
    const ways = waysFrom(from);
    const edges = ways.map(({ ask }) => ask('')).join(' ');
    const selection = steps.reduceRight((inner, step) => step.ask(inner), edges);
    const data = await as(permission).done(how.replace('…', `id ${selection}`));
    for (const way of ways) {
      const found = at(
        Object.values(data)[0],
        [...steps, way].map(({ name }) => name),
      );
      const name = [type, ...[...steps, way].map((each) => each.name)].join('.');
      if (!isSeen(permission, way.to) && !found.every(isEmpty)) wrong.push(`${name} is shown`);
      if (!isSeen(permission, way.to) || known.has(way.to) || counted[way.name]) continue;
      known.add(way.to);
      paths.push({ type: way.to, steps: [...steps, way] });
    }
  }
  return wrong;
};

describe.each(permissions)('a key with nothing but %s', (permission) => {
  test('reads the lists that it may read, and no others', async () => {
    for (const [key, type] of Object.entries(typeOf)) {
      const { data, refused } = await as(permission).run<Record<string, { totalCount: number }>>(
        `{ ${listOf(type)} { totalCount } }`,
      );
      const may = sight[key as keyof typeof sight].readers.lets(withOnly(permission));
      expect([type, refused?.code], type).toEqual([type, may ? undefined : 'FORBIDDEN']);
      expect(Number(data?.[listOf(type)]?.totalCount ?? 0) > 0, type).toBe(may);
    }
  });

  test('sees no more along relations and in counts', async () => {
    const lists = Object.entries(typeOf).flatMap(([key, type]): [string, string][] =>
      sight[key as keyof typeof sight].readers.lets(withOnly(permission))
        ? [[type, `{ ${listOf(type)}(first: 2) { nodes { … } } }`]]
        : [],
    );
    const done = commands[permission]?.(ids).map(([type, command]): [string, string] => [
      type,
      `mutation { ${command} { … } }`,
    ]);
    const wrong = [];
    for (const [type, how] of [...lists, ...(done ?? [])])
      wrong.push(...(await walk(permission, how, type)));
    expect(wrong).toEqual([]);
  });

  test('and finds nothing by filters', async () => {
    const wrong = [];
    for (const [key, type] of Object.entries(typeOf)) {
      if (!sight[key as keyof typeof sight].readers.lets(withOnly(permission))) continue;
      const fields = (schema.getType(`${type}Filter`) as GraphQLInputObjectType).getFields();
      for (const [name, field] of Object.entries(fields)) {
        const [, to = '', many] = /^(Crawl\w+?)(List)?Filter$/.exec(field.type.toString()) ?? [];
        if (!keyOf[to] || isSeen(permission, to)) continue;
        const filter = `{ ${name}: ${many ? '{ some: {} }' : '{ id: { isNull: false } }'} }`;
        const data = await as(permission).done(
          `{ ${listOf(type)}(filter: ${filter}) { totalCount } }`,
        );
        if (!isEmpty(Object.values(data)[0])) wrong.push(`${type}.${name} is found`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('is told who it is only if it may see profiles', async () => {
    const { refused } = await as(permission).run('{ crawlMe { email } }');
    expect(refused?.code).toBe(isSeen(permission, 'CrawlProfile') ? undefined : 'FORBIDDEN');
  });
});

test('what is told live shows no more, either', async () => {
  const job = await world.newJob(ada);
  const socket = await openSocket(world);
  const authorization = `Bearer ${keys.get('crawl_jobs:read')}`;
  socket.send({ type: 'connection_init', payload: { authorization } });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  const query = `subscription { crawlJobChanged(crawlJobId: "${job}") { actor { email } crawlJob { name project { name user { email } } } } }`;
  socket.send(subscribe('1', query));
  const told = (name: string) => ({
    payload: {
      data: { crawlJobChanged: { actor: null, crawlJob: { name, project: { user: null } } } },
    },
  });
  expect(await socket.next()).toMatchObject(told('Cats and dogs'));
  await world
    .as(ada)
    .done(`mutation { updateCrawlJob(id: "${job}", input: { name: "Cows" }) { id } }`);
  expect(await socket.next()).toMatchObject(told('Cows'));
});
