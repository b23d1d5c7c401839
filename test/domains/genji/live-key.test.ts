import { afterAll, beforeAll, expect, test } from 'vitest';
import '../../../src/domains/genji/index.ts';
import { everyone } from '../../../src/domains/genji/access.ts';
import { admin, priya } from '../../../src/domains/genji/demo/people.ts';
import { genji } from '../../../src/domains/genji/domain.ts';
import { GroupMember } from '../../../src/domains/genji/group-member.ts';
import { nodeIdOf } from '../../../src/kernel/schema/node.ts';
import { type Locate, live } from '../../../src/live/index.ts';
import { listen } from '../../support/live.ts';
import { type Genji, startGenji } from './api.ts';

/* Who is in which group is followed, which is known by a key of two columns. */

const locate: Locate<unknown> = async (_sql, changes) =>
  new Map(changes.map(({ id, entityId }) => [id, entityId]));

live(genji, 'genjiMembershipChanged', {
  allow: everyone,
  description: 'Tells of every change of who is in a group.',
  of: [GroupMember],
  args: { id: { of: GroupMember, description: 'Only the membership with this key.' } },
  locate,
  tells: (key, { id }) => id == null || id === key,
});

let api: Genji;
beforeAll(async () => {
  api = await startGenji();
});
afterAll(() => api.stop());

const group = 1;
const [first, second] = [priya, admin];
const keyOf = (user: number) => `[${group}, ${user}]`;
const join = (user: number) =>
  api.get('admin', `mutation { addGenjiGroupMember(groupId: ${group}, userId: ${user}) { id } }`);
const leave = (user: number) =>
  api.get(
    'admin',
    `mutation { removeGenjiGroupMember(groupId: ${group}, userId: ${user}) { id } }`,
  );
const rejoin = (user: number) => api.sql`
  update app.group_members set joined_at = '2020-02-02' where group_id = ${group} and user_id = ${user}`;

/** Follows from now on, all memberships or one. */
const follow = async (id?: string) => {
  await api.caughtUp();
  const { changeCursor } = await api.get('admin', '{ changeCursor }');
  const sign = (who: string) => api.authority.sign(who, { realm: 'genji' });
  return listen({ url: api.url, authority: { ...api.authority, sign } }, 'admin', {
    query: `subscription ($id: ID, $since: String) { genjiMembershipChanged(id: $id, since: $since) {
      cursor action id: entityId deletedNodeId changedFields genjiGroupMember { id joinedAt user { id } } } }`,
    variables: { id },
    since: changeCursor,
  });
};

test('rows with keys of several columns are told of by these keys, also when they are gone', async () => {
  const all = await follow();
  await join(first);
  await all.until(1); // its row is read when it is told
  await rejoin(first);
  await all.until(2);
  await leave(first);
  const id = keyOf(first);
  const nodeId = nodeIdOf('GenjiGroupMember', id);
  expect(await all.until(3)).toMatchObject([
    { action: 'CREATED', id, genjiGroupMember: { id, user: { id: String(first) } } },
    { action: 'UPDATED', id, changedFields: ['joinedAt'], deletedNodeId: null },
    { action: 'DELETED', id, deletedNodeId: nodeId, genjiGroupMember: null },
  ]);
  await all.stop();
});

test('one is followed by its key, however its JSON is written, and no other is told of', async () => {
  await join(first);
  await join(second);
  const one = await follow(`[${group},${first}]`);
  await rejoin(second);
  await leave(second);
  await rejoin(first);
  await leave(first);
  expect(await one.until(2)).toMatchObject([
    { action: 'UPDATED', id: keyOf(first) },
    { action: 'DELETED', id: keyOf(first) },
  ]);
  await one.stop();
});

test('a key of another form, or of no row, is refused', async () => {
  const refusalOf = async (id: string) => {
    const socket = await api.follow(
      'admin',
      `subscription { genjiMembershipChanged(id: ${JSON.stringify(id)}) { action } }`,
    );
    const { payload } = await socket.next();
    socket.socket.close();
    return JSON.stringify(payload);
  };
  expect(await refusalOf(`${group}`)).toContain('a JSON array of 2 values');
  expect(await refusalOf(keyOf(99))).toContain('NOT_FOUND');
});
