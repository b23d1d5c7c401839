import { one } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { genji } from './domain.ts';
import { Group } from './group.ts';
import { groupMembers } from './tables.ts';
import { User } from './user.ts';
import { seenMember } from './visibility.ts';

export const GroupMember = genji.entity('GenjiGroupMember', groupMembers);

GroupMember.implement({
  description: 'That a user is a member of a group.',
  called: ['member of a group', 'members of groups'],
  label: ['groupId', 'userId'],
  isFew: true,
  columns: {
    id: 'Its key: those of the group and of the user.',
    groupId: 'The key of the group.',
    userId: 'The key of the user.',
    joinedAt: 'When the user joined.',
    version: genji.stamps.version,
  },
  fields: () => ({
    group: one(Group, 'groupId', 'The group that the user is in.'),
    user: one(User, 'userId', 'The member.'),
  }),
  visible: seenMember,
  read: { one: 'genjiGroupMember', many: 'genjiGroupMembers', allow: everyone },
});
