import { count, one, page, refusal, through } from '../../kernel/index.ts';
import { everyone, permissionsOf } from './access.ts';
import { Annotation, annotationCount } from './annotation/type.ts';
import { genji } from './domain.ts';
import { GroupMember } from './group-member.ts';
import { Share } from './share.ts';
import { groupMembers, groups } from './tables.ts';
import { User } from './user.ts';

export const Group = genji.entity('GenjiGroup', groups);

Group.implement({
  description: 'A group that reads together, such as a classroom.',
  called: ['group', 'groups'],
  label: 'name',
  isFew: true,
  columns: {
    id: 'The key of the group.',
    name: 'What it is called; who leads several groups calls each by another name.',
    description: 'What it is about.',
    createdAt: 'When it was made.',
    createdById: 'The key of the user who made it, and who leads it.',
    startDate: 'Its first day. Students may join until two weeks later.',
    endDate: 'Its last day, after which nobody joins.',
    version: genji.stamps.version,
  },
  fields: () => ({
    createdBy: one(User, 'createdById', 'The user who made it, and who leads it.'),
    members: through(User, groupMembers, 'groupId', 'userId', 'The users who are in it.'),
    memberships: page(GroupMember, 'groupId', 'Its members, with the time when they joined.'),
    memberCount: count(GroupMember, 'groupId', 'How many members it has.'),
    annotations: page(Annotation, 'classroomId', 'The annotations that are made in it.'),
    annotationCount: annotationCount('classroomId'),
    shares: page(Share, 'groupId', 'What is shared with it.'),
  }),
  read: { one: 'genjiGroup', many: 'genjiGroups', allow: everyone },
  delete: {
    allow: everyone,
    guard: ({ viewer }, { createdById }) => {
      if (createdById === viewer.id || permissionsOf(viewer).has('manage_users')) return;
      throw refusal('FORBIDDEN', 'Only who leads a group deletes it.');
    },
  },
});
