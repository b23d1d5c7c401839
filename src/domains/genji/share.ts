import { one } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { Group } from './group.ts';
import { documentCollections, documents, groups, objectSharing, users } from './tables.ts';
import { User } from './user.ts';
import { seenShare } from './visibility.ts';

export const Share = genji.entity('GenjiShare', objectSharing);

Share.implement({
  description: 'That a document or a collection is shared with a user or a group.',
  called: ['share', 'shares'],
  label: ['objectType', 'objectId', 'sharedWithType', 'sharedWithId'],
  links: [
    {
      column: 'objectId',
      by: 'objectType',
      names: { document: documents, collection: documentCollections },
    },
    { column: 'sharedWithId', by: 'sharedWithType', names: { user: users, group: groups } },
  ],
  columns: {
    id: 'The key of the share.',
    objectType: 'What is shared: a document or a collection.',
    objectId: 'The key of what is shared.',
    sharedWithType: 'With whom: a user or a group.',
    sharedWithId: 'The key of the user or of the group.',
    accessLevel: 'How far they get.',
    createdAt: 'When it was shared.',
    createdById: 'The key of the user who shared it.',
    version: genji.stamps.version,
  },
  fields: () => ({
    collection: one(Collection, 'collectionId', 'The collection, if that is shared.', {
      nullable: true,
    }),
    document: one(Document, 'documentId', 'The document, if that is shared.', { nullable: true }),
    user: one(User, 'userId', 'The user with whom it is shared, if it is one.', {
      nullable: true,
    }),
    group: one(Group, 'groupId', 'The group with which it is shared, if it is one.', {
      nullable: true,
    }),
    createdBy: one(User, 'createdById', 'The user who shared it.'),
  }),
  visible: seenShare,
  read: {
    one: 'genjiShare',
    many: 'genjiShares',
    allow: everyone,
    lists: {
      genjiSharedWithMe: {
        description:
          'What others share with you, directly or with a group that you are in, in pages.',
        where: (viewer) => ({
          or: [
            { userId: { eq: genji.idOf(viewer) } },
            { group: { members: { some: { id: { eq: genji.idOf(viewer) } } } } },
          ],
        }),
      },
    },
  },
});
