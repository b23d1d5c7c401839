import { count, history, one, page } from '../../kernel/index.ts';
import { everyone, readers } from './access.ts';
import { Annotation, annotationCount } from './annotation/type.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { assertDeletes } from './reach.ts';
import { Share } from './share.ts';
import { stamps } from './stamps.ts';
import { documentCollections } from './tables.ts';
import { User } from './user.ts';
import { recalledCollection, seenCollection } from './visibility.ts';

export const Collection = genji.entity('GenjiCollection', documentCollections);

Collection.implement({
  description: 'A collection of documents that belong together, such as the chapters of a book.',
  called: ['collection', 'collections'],
  label: 'title',
  isFew: true,
  columns: {
    id: 'The key of the collection.',
    title: 'Its title; no two of an owner have the same.',
    visibility: 'Who sees it. SHARED follows from its shares.',
    textDirection: 'The direction in which its texts are read.',
    createdById: 'The key of the user who made it.',
    modifiedById: 'The key of the user who was the last to change it.',
    ownerId: 'The key of the user who owns it.',
    language: 'The language of its texts, such as `en`.',
    hierarchy: 'How its texts are divided.',
    collectionMetadata: 'What else is known of it, such as its author, its year and tags.',
    ...stamps,
  },
  fields: () => ({
    createdBy: one(User, 'createdById', 'The user who made it; null for guests.', {
      nullable: true,
    }),
    modifiedBy: one(User, 'modifiedById', 'Who was the last to change it; null for guests.', {
      nullable: true,
    }),
    owner: one(User, 'ownerId', 'The user who owns it; null for guests.', { nullable: true }),
    documents: page(Document, 'documentCollectionId', 'The documents in it, the oldest first.'),
    documentCount: count(Document, 'documentCollectionId', 'How many documents it has.'),
    annotations: page(Annotation, 'documentCollectionId', 'The annotations of its documents.'),
    annotationCount: annotationCount('documentCollectionId'),
    history: history(genji, 'GenjiCollection'),
    shares: page(Share, 'collectionId', 'With whom it is shared.'),
  }),
  visible: seenCollection,
  recalled: recalledCollection,
  read: { one: 'genjiCollection', many: 'genjiCollections', allow: readers },
  search: { title: 'A' },
  delete: {
    allow: everyone,
    guard: (tx, { id }, by) => assertDeletes(tx, 'collection', id, 'manage', by),
  },
});
