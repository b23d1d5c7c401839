import { sql } from 'drizzle-orm';
import { page, through } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { Annotation } from './annotation/type.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { Group } from './group.ts';
import { GroupMember } from './group-member.ts';
import { Role } from './role.ts';
import { Share } from './share.ts';
import { groupMembers, userRoles, users } from './tables.ts';

export const email = { pattern: /^[^\s@]+@[^\s@]+$/, meaning: 'an e-mail address' };

export const User = genji.entity('GenjiUser', users);

User.implement({
  description: 'Somebody who reads and annotates.',
  called: ['user', 'users'],
  label: 'username',
  isFew: true,
  columns: {
    id: 'The key of the user.',
    firstName: 'The name that friends call the user by.',
    lastName: 'The name of the family.',
    email: 'The e-mail address, unique whatever its case. One can sign in with it.',
    username: 'The name to sign in with, unique whatever its case.',
    isActive: 'Whether the user may use Genji at all.',
    userMetadata: 'What else is known of the user.',
    version: genji.stamps.version,
  },
  fields: () => ({
    roles: through(
      Role,
      userRoles,
      'userId',
      'roleId',
      'The roles of the user, whose permissions add up.',
    ),
    groups: through(
      Group,
      groupMembers,
      'userId',
      'groupId',
      'The groups that the user is a member of.',
    ),
    memberships: page(GroupMember, 'userId', 'The same, with the time when the user joined.'),
    createdGroups: page(Group, 'createdById', 'The groups that the user has made.'),
    ownedCollections: page(Collection, 'ownerId', 'The collections that the user owns.'),
    createdCollections: page(Collection, 'createdById', 'The collections that the user has made.'),
    modifiedCollections: page(
      Collection,
      'modifiedById',
      'The collections that the user was the last to change.',
    ),
    ownedDocuments: page(Document, 'ownerId', 'The documents that the user owns.'),
    annotations: page(Annotation, 'creatorId', 'The annotations that the user has made.'),
    ownedAnnotations: page(Annotation, 'ownerId', 'The annotations that the user owns.'),
    receivedShares: page(Share, 'userId', 'What is shared with the user, not counting groups.'),
    createdShares: page(Share, 'createdById', 'What the user has shared with others.'),
  }),
  // guests see texts, and nobody who wrote them
  visible: (viewer) => (viewer ? undefined : sql`false`),
  read: { one: 'genjiUser', many: 'genjiUsers', allow: everyone },
  write: {
    allow: may('manage_users'),
    columns: ['username', 'email', 'firstName', 'lastName', 'userMetadata'],
    rules: {
      username: {
        max: 100,
        pattern: /^[\w.@+-]+$/,
        meaning: 'of letters, digits and . _ @ + - only',
      },
      email,
    },
  },
  delete: { allow: may('manage_users') },
});
