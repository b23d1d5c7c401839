import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { entitiesOf } from '../support/entities.ts';
import { succeeded } from '../support/succeeded.ts';

/* Global object identification: every row by one id. */

type Named = { readonly __typename: string; readonly id: string; readonly nodeId: string };

const api: Api = await startApi();
const lists = entitiesOf(builder.toSchema()).map(({ list, type }) => [type.name, list] as const);
const nodeIds = new Map<string, string>();

const firstOf = async (list: string): Promise<Named> => {
  const { data } = await succeeded(
    api
      .as('admin')
      .run<Record<string, { nodes: Named[] }>, never>(
        `{ ${list}(first: 1, orderBy: { field: ID, direction: ASC }) { nodes { __typename id nodeId } } }`,
      ),
  );
  return data[list]?.nodes[0] as Named;
};

const find = (who: string | null, nodeId: unknown, selection = '__typename nodeId') =>
  api
    .as(who)
    .run<{ node: Named | null } | null, object>(
      `query Find($nodeId: ID!) { node(nodeId: $nodeId) { ${selection} } }`,
      { nodeId },
    );

beforeAll(async () => {
  const [admin] = await api.sql`select id from pearl.users where username = 'admin'`;
  const id = Number(admin?.['id']);
  await api.sql`insert into pearl.mentions (comment_id, user_id) values (1, ${id})`;
  await api.sql`insert into pearl.read_marks (user_id, tracker_id, last_comment_id) values (${id}, 1, 1)`;
  for (const [type, list] of lists) nodeIds.set(type, (await firstOf(list)).nodeId);
});
afterAll(() => api.stop());

test('rows of two types with the same key have two ids', () => {
  expect(nodeIds.size).toBe(lists.length);
  expect(new Set(nodeIds.values()).size).toBe(lists.length);
});

describe.each(lists)('a %s', (type, list) => {
  test('is found by its id, in one statement', async () => {
    const row = await firstOf(list);
    const { data, statements } = await succeeded(
      find(
        'admin',
        row.nodeId,
        `__typename ... on ${type} { id } ...Node } } fragment Node on Node { ... { nodeId`,
      ),
    );
    expect(data?.node).toEqual(row);
    expect(statements).toBe(1);
  });

  test('costs no more statements with its id', async () => {
    const { statements } = await succeeded(
      api.as('admin').run(`{ ${list}(first: 3) { nodes { nodeId } } }`),
    );
    expect(statements).toBe(1);
  });
});

test('a row found by its id leads on as it does by its key', async () => {
  const items =
    'items(first: 2) { totalCount nodes { nodeId itemCode tracker { nodeId isOverdue } } }';
  const around = `... on ReportingEffort { ${items} study { nodeId studyLabel } }`;
  const byNode = await succeeded(find('viewer', nodeIds.get('ReportingEffort'), around));
  const byKey = await succeeded(api.as('viewer').run(`{ reportingEffort(id: 1) { ${around} } }`));
  expect(byNode.data).toEqual({
    node: (byKey.data as { reportingEffort: object }).reportingEffort,
  });
  expect(byNode.statements).toBe(byKey.statements);
});

test('several rows of a type are found together', async () => {
  const { data, statements } = await succeeded(
    api.as('viewer').run<Record<string, Named>, never>(
      `{ a: node(nodeId: "${nodeIds.get('Study')}") { ... on Study { id } }
         b: node(nodeId: "${nodeIds.get('Tag')}") { ... on Tag { id } }
         c: node(nodeId: "${nodeIds.get('Study')}") { ... on Study { studyLabel } } }`,
    ),
  );
  expect(data['a']?.id).toBe('1');
  expect(statements).toBe(2);
});

test('a row that is gone is null', async () => {
  const gone = Buffer.from('Study:2000000000').toString('base64url');
  expect((await succeeded(find('viewer', gone))).data).toEqual({ node: null });
});

test.each([
  ['empty', ''],
  ['a key', '1'],
  ['of a type that there is not', Buffer.from('Nothing:1').toString('base64url')],
  ['of a type whose rows are no nodes', Buffer.from('TlfDetails:1').toString('base64url')],
  ['without a key', Buffer.from('Study').toString('base64url')],
  ['with a key that is none', Buffer.from('Study:0').toString('base64url')],
  ['with a key too large', Buffer.from('Study:2147483648').toString('base64url')],
  ['with something after it', `${Buffer.from('Study:1').toString('base64url')}=`],
])('an id that is %s is refused', async (_what, nodeId) => {
  const { data, errors } = await find('admin', nodeId);
  expect(data?.node ?? null).toBeNull();
  expect(errors?.map(({ extensions }) => extensions)).toMatchObject([
    { code: 'BAD_USER_INPUT', field: 'nodeId' },
  ]);
});

test.each([
  ['UNAUTHENTICATED', null, 'Study'],
  ['FORBIDDEN', 'viewer', 'AuditLog'],
  ['FORBIDDEN', 'analyst', 'AuditLog'],
] as const)('is refused as %s to %s for a %s', async (code, who, type) => {
  const { data, errors, extensions } = await find(who, nodeIds.get(type));
  expect(data?.node ?? null).toBeNull();
  expect(errors?.map((each) => each.extensions.code)).toEqual([code]);
  expect(extensions?.sql?.statements ?? 0).toBe(0);
});
