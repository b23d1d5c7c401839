import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { Tx } from '../../src/kernel/write/tx.ts';
import {
  ada,
  ask,
  bob,
  closeClub,
  contextOf,
  dataOf,
  Membership,
  memberships,
  odd,
  openClub,
  Person,
  people,
  topics,
} from './club.ts';

beforeAll(openClub);
afterAll(closeClub);

const member = (person: string, topic: string) => `["${person}", ${JSON.stringify(topic)}]`;

describe('a row is found by its key', () => {
  test.each([
    ['a UUID', 'person', 'Person', ada, ada],
    ['a UUID in capitals', 'person', 'Person', ada.toUpperCase(), ada],
    ['a text', 'topic', 'Topic', 'sql', 'sql'],
    ['a text with odd characters', 'topic', 'Topic', odd, odd],
    ['a column of another name', 'word', 'Word', 'odd: one', 'odd: one'],
    ['two columns', 'membership', 'Membership', member(bob, 'sql'), member(bob, 'sql')],
    ['two columns, packed', 'membership', 'Membership', `["${bob}","sql"]`, member(bob, 'sql')],
    ['two odd columns', 'membership', 'Membership', member(ada, odd), member(ada, odd)],
  ])('that is %s', async (_what, field, type, id, key) => {
    const query = `query ($id: ID!) { ${field}(id: $id) { id nodeId } }`;
    const found = (await dataOf(query, { id }))[field];
    expect(found).toEqual({ id: key, nodeId: nodeIdOf(type, key) });
    const node = `query ($nodeId: ID!) { node(nodeId: $nodeId) { nodeId ... on ${type} { id } } }`;
    expect((await dataOf(node, { nodeId: found.nodeId })).node).toEqual(found);
  });

  test.each([
    ['person', '1', 'a UUID'],
    ['person', `${ada}0`, 'a UUID'],
    ['topic', '', 'a text of 1 to 255 characters'],
    ['topic', 'x'.repeat(256), 'a text of 1 to 255 characters'],
    ['topic', '\0', 'a text of 1 to 255 characters'],
    ['membership', ada, 'a JSON array of 2 values'],
    ['membership', `["${ada}"]`, 'a JSON array of 2 values'],
    ['membership', `["${ada}", 1]`, 'a JSON array of 2 values'],
    ['membership', '["a", "sql"]', 'a JSON array of 2 values'],
  ])('%s(id: %j) is refused: it must be %s', async (field, id, meaning) => {
    const { errors } = await ask(`query ($id: ID!) { ${field}(id: $id) { id } }`, { id });
    expect(errors?.[0]?.message).toBe(`id must be the id of a row: ${meaning}.`);
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  test('a nodeId in another form of the same key is none', async () => {
    const nodeId = nodeIdOf('Membership', `["${bob}","sql"]`);
    const { errors } = await ask(`{ node(nodeId: "${nodeId}") { nodeId } }`);
    expect(errors?.[0]?.message).toBe('"nodeId" is not the `nodeId` of a row.');
  });
});

describe('relations lead from key to key', () => {
  test.each([
    ['by a UUID', `person(id: "${bob}") { boss { name } }`, 1, { boss: { name: 'Ada' } }],
    [
      'back from it, in pages',
      `person(id: "${ada}") { staff { totalCount nodes { name } } staffCount }`,
      3,
      { staff: { totalCount: 1, nodes: [{ name: 'Bob' }] }, staffCount: 1 },
    ],
    [
      'to rows of two columns',
      `person(id: "${ada}") { memberships(orderBy: { field: RANK }) { nodes { id topic { id } topicOwner { name } } } }`,
      4,
      {
        memberships: {
          nodes: [
            { id: member(ada, odd), topic: { id: odd }, topicOwner: { name: 'Bob' } },
            { id: member(ada, 'sql'), topic: { id: 'sql' }, topicOwner: { name: 'Ada' } },
          ],
        },
      },
    ],
    [
      'through them',
      `topic(id: "sql") { people { name } memberCount }`,
      3,
      { people: [{ name: 'Bob' }, { name: 'Ada' }], memberCount: 2 },
    ],
    [
      'from a key of another name',
      'word(id: "select") { topic { id } }',
      1,
      { topic: { id: 'sql' } },
    ],
    [
      'by a text that holds keys of any type',
      'mark(id: 1) { marks { nodes { id } } markCount }',
      3,
      { marks: { nodes: [{ id: '2' }] }, markCount: 1 },
    ],
    [
      'as of UUIDs',
      `person(id: "${bob}") { marks { totalCount } }`,
      2,
      { marks: { totalCount: 1 } },
    ],
  ])('%s', async (_way, field, statements, expected) => {
    const result = await ask(`{ found: ${field} }`);
    expect(result.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(result.data))).toEqual({ found: expected });
    expect(result.statements).toBe(statements);
  });
});

describe('lists', () => {
  test.each([
    ['people', `bossId: { eq: "${ada.toUpperCase()}" }`, [bob]],
    ['people', `id: { notIn: ["${ada}"] }`, [bob]],
    ['people', 'staffCount: { gt: 0 }', [ada]],
    ['people', 'topics: { some: { id: { eq: "sql" } } }', [ada, bob]],
    ['topics', `id: { in: ["sql", "no"] }`, ['sql']],
    ['topics', 'memberCount: { eq: 1 }', [odd]],
    ['memberships', `id: { in: [${JSON.stringify(`["${bob}","sql"]`)}] }`, [member(bob, 'sql')]],
    [
      'memberships',
      `id: { ne: ${JSON.stringify(member(ada, 'sql'))} }`,
      [member(ada, odd), member(bob, 'sql')],
    ],
    ['memberships', 'topicOwner: { name: { eq: "Bob" } }', [member(ada, odd)]],
    ['words', 'id: { eq: "select" }', ['select']],
    ['people', 'marks: { some: {} }', [bob]],
    ['marks', 'markCount: { eq: 1 }', ['1']],
  ])('%s(filter: { %s })', async (field, filter, ids) => {
    const { [field]: found } = await dataOf(`{ ${field}(filter: { ${filter} }) { nodes { id } } }`);
    expect(found.nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  test('a filter by what is no key is refused', async () => {
    const { errors } = await ask('{ people(filter: { bossId: { eq: "x" } }) { totalCount } }');
    expect(errors?.[0]?.message).toBe('filter.bossId.eq must be the id of a row: a UUID.');
  });

  test.each([
    ['people', 'ID'],
    ['topics', 'ID'],
    ['words', 'ID'],
    ['memberships', 'ID'],
    ['memberships', 'RANK'],
  ])('%s by %s are paged both ways, row by row', async (field, order) => {
    const query = (args: string) =>
      `{ ${field}(${args}, orderBy: { field: ${order} }) { nodes { id } pageInfo { startCursor endCursor hasNextPage } } }`;
    const whole = (await dataOf(query('first: 10')))[field].nodes;
    const forward: object[] = [];
    for (let args = 'first: 1'; ; ) {
      const { nodes, pageInfo } = (await dataOf(query(args)))[field];
      forward.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      args = `first: 1, after: "${pageInfo.endCursor}"`;
    }
    expect(forward).toEqual(whole);
    const last = (await dataOf(query('last: 1')))[field];
    const before = `last: 10, before: "${last.pageInfo.startCursor}"`;
    expect((await dataOf(query(before)))[field].nodes).toEqual(whole.slice(0, -1));
  });
});

describe('a command', () => {
  const tx = () => new Tx(contextOf());

  test('locks and changes rows by keys of two columns', async () => {
    const key = member(bob, 'sql');
    const row = await tx().lock(Membership, key);
    const changed = await tx().updateOne(memberships, row, { rank: 7 });
    expect(changed).toMatchObject({ id: key, rank: 7, personId: bob });
    expect(await tx().updateUnchanged(memberships, changed, { rank: 8 })).toMatchObject({
      rank: 8,
    });
    expect(await tx().touch(memberships, [row])).toMatchObject([{ rank: 8, version: 2 }]);
    const all = await tx().lockAll(Membership, [member(ada, odd), key]);
    expect([...all.keys()]).toEqual([member(ada, odd), key]);
    await expect(tx().lock(Membership, member(bob, odd))).rejects.toThrow(
      `There is no Membership with the id ${member(bob, odd)}.`,
    );
  });

  test('locks and changes rows by UUIDs and texts', async () => {
    const row = await tx().lock(Person, bob);
    expect(await tx().updateOne(people, row, { name: 'Rob' })).toMatchObject({ name: 'Rob' });
    const [made] = await tx().insert(topics, [{ id: 'new', ownerId: bob }]);
    expect(await tx().updateOne(topics, made as never, { ownerId: ada })).toEqual({
      id: 'new',
      ownerId: ada,
    });
  });

  test('makes and removes rows by keys of any type', async () => {
    const [made] = await tx().insert(memberships, [{ personId: bob, topicId: odd, rank: 3 }]);
    expect(made).toMatchObject({ id: member(bob, odd) });
    await tx().remove(memberships, { personId: [bob] }, { topicId: ['sql'] });
    expect([
      ...(await tx().lockAll(Membership, [member(bob, odd), member(bob, 'sql')])).keys(),
    ]).toEqual([member(bob, 'sql')]);
  });
});
