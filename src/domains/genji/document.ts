import { count, history, one, page } from '../../kernel/index.ts';
import { everyone, readers } from './access.ts';
import { Annotation, annotationCount } from './annotation/type.ts';
import { Collection } from './collection.ts';
import { genji } from './domain.ts';
import { Element } from './element.ts';
import { assertDeletes } from './reach.ts';
import { Share } from './share.ts';
import { stamps } from './stamps.ts';
import { documents } from './tables.ts';
import { User } from './user.ts';
import { recalledDocument, seenDocument } from './visibility.ts';

export const Document = genji.entity('GenjiDocument', documents);

Document.implement({
  description: 'A document. Its text is in its elements.',
  called: ['document', 'documents'],
  label: 'title',
  columns: {
    id: 'The key of the document.',
    documentCollectionId: 'The key of its collection.',
    ownerId: 'The key of the user who owns it.',
    title: 'Its title, unique in its collection.',
    description: 'What it is about.',
    ...stamps,
  },
  fields: () => ({
    collection: one(
      Collection,
      'documentCollectionId',
      'The collection; null for whom it is not shared with.',
      {
        nullable: true,
      },
    ),
    owner: one(User, 'ownerId', 'The user who owns it; null for guests.', { nullable: true }),
    elements: page(Element, 'documentId', 'Its paragraphs, headings and the like, in their order.'),
    elementCount: count(Element, 'documentId', 'How many elements it has.'),
    annotations: page(Annotation, 'documentId', 'Its annotations, and those of its elements.'),
    annotationCount: annotationCount('documentId'),
    history: history(genji, 'GenjiDocument'),
    shares: page(Share, 'documentId', 'With whom it is shared, besides its collection.'),
  }),
  visible: seenDocument,
  recalled: recalledDocument('id'),
  read: { one: 'genjiDocument', many: 'genjiDocuments', allow: readers },
  search: { title: 'A', description: 'B' },
  delete: {
    allow: everyone,
    guard: (tx, { id }, by) => assertDeletes(tx, 'document', id, 'manage', by),
  },
});
