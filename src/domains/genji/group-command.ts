import {
  type ArgBuilder,
  columns,
  input,
  mutation,
  type Row,
  refusal,
  type Tx,
} from '../../kernel/index.ts';
import { everyone, may, permissionsOf } from './access.ts';
import { assertJoinable } from './classroom.ts';
import { genji } from './domain.ts';
import { Group } from './group.ts';
import { activeUser } from './person.ts';
import { groupMembers, groups } from './tables.ts';
import { User } from './user.ts';

const names = ['name', 'description', 'startDate', 'endDate'] as const;
const ofGroup = { of: Group };
const theGroup = 'The key of the group.';

const NewGroup = input('CreateGenjiGroupInput', {
  description: 'The values of a new group.',
  fields: () => columns(Group, names, { required: true }),
});

mutation(
  'createGenjiGroup',
  {
    description: 'Makes a group. Whoever makes it leads it, and is its first member.',
    allow: may('create_group'),
    args: (arg) => ({ input: arg(NewGroup, 'Its values.') }),
    answers: Group,
  },
  async (tx, { input: values }) => {
    const group = await tx.insertOne(groups, { ...values, createdById: genji.idOf(tx.viewer) });
    await tx.insertOne(groupMembers, { groupId: group.id, userId: genji.idOf(tx.viewer) });
    return group;
  },
);

/** A group that whoever asks leads, locked. */
const led = async (tx: Tx, id: number, expectedVersion?: number | null) => {
  const group = await tx.lock(Group, id, { expectedVersion });
  if (group.createdById === tx.viewer.id || permissionsOf(tx.viewer).has('manage_users')) {
    return group;
  }
  throw refusal('FORBIDDEN', `Only who leads the group “${group.name}” may do this.`);
};

const GroupChanges = input('UpdateGenjiGroupInput', {
  description: 'The changes of a group. A field that is left out stays as it is.',
  fields: () => columns(Group, names),
});

mutation(
  'updateGenjiGroup',
  {
    description: 'Changes a group. Only who leads it may do this.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id(theGroup, ofGroup),
      input: arg(GroupChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: Group,
  },
  async (tx, { id, input: changes, expectedVersion }) =>
    tx.updateOne(groups, await led(tx, id, expectedVersion), changes),
);

const addMember = async (tx: Tx, group: Row<typeof groups>, userId: number) => {
  const permissions = permissionsOf(tx.viewer);
  const leads = permissions.has('create_group') || permissions.has('manage_users');
  assertJoinable(group, new Date().toISOString().slice(0, 10), leads);
  await tx.insertMissing(groupMembers, [{ groupId: group.id, userId }]);
  return group;
};

mutation(
  'joinGenjiGroup',
  {
    description:
      'Makes whoever asks a member of a group. Students may join until two weeks after its first day, and nobody after its last one.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(theGroup, ofGroup) }),
    answers: Group,
  },
  async (tx, { id }) =>
    addMember(tx, await tx.lock(Group, id, { lock: 'key share' }), genji.idOf(tx.viewer)),
);

mutation(
  'leaveGenjiGroup',
  {
    description: 'Takes whoever asks out of a group. What they have written there stays.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(theGroup, ofGroup) }),
    answers: Group,
  },
  async (tx, { id }) => {
    const group = await tx.lock(Group, id, { lock: 'key share' });
    await tx.remove(groupMembers, { groupId: [id], userId: [tx.viewer.id] });
    return group;
  },
);

const member = {
  args: (arg: ArgBuilder) => ({
    groupId: arg.id(theGroup, ofGroup),
    userId: arg.id('The key of the user.', { of: User }),
  }),
};

mutation(
  'addGenjiGroupMember',
  {
    description: 'Makes somebody a member of a group. Only who leads it may do this.',
    allow: everyone,
    ...member,
    answers: Group,
  },
  async (tx, { groupId, userId }) => {
    const group = await led(tx, groupId);
    await activeUser(tx, userId);
    return addMember(tx, group, userId);
  },
);

mutation(
  'removeGenjiGroupMember',
  {
    description: 'Takes somebody out of a group. Only who leads it may do this.',
    allow: everyone,
    ...member,
    answers: Group,
  },
  async (tx, { groupId, userId }) => {
    const group = await led(tx, groupId);
    await tx.remove(groupMembers, { groupId: [groupId], userId: [userId] });
    return group;
  },
);
