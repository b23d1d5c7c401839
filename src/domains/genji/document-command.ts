import { columns, input, mutation } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { activeUser } from './person.ts';
import { assertReach } from './reach.ts';
import { documents, objectSharing } from './tables.ts';
import { User } from './user.ts';

const NewDocument = input('CreateGenjiDocumentInput', {
  description: 'The values of a new document.',
  fields: () =>
    columns(Document, ['documentCollectionId', 'title', 'description'], { required: true }),
});

mutation(
  'createGenjiDocument',
  {
    description:
      'Makes a document in a collection that one may edit. It belongs to whoever makes it.',
    allow: may('create_document'),
    args: (arg) => ({ input: arg(NewDocument, 'Its values.') }),
    answers: Document,
  },
  async (tx, { input: values }) => {
    const collection = await tx.lock(Collection, values.documentCollectionId, {
      lock: 'key share',
    });
    await assertReach(tx, 'collection', collection.id, 'edit');
    return tx.insertOne(documents, { ...values, ownerId: genji.idOf(tx.viewer) });
  },
);

const DocumentChanges = input('UpdateGenjiDocumentInput', {
  description: 'The changes of a document. A field that is left out stays as it is.',
  fields: () => columns(Document, ['title', 'description']),
});

mutation(
  'updateGenjiDocument',
  {
    description: 'Changes a document. This needs the access level EDIT.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the document.', { of: Document }),
      input: arg(DocumentChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: Document,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const document = await tx.lock(Document, id, { expectedVersion });
    await assertReach(tx, 'document', id, 'edit');
    return tx.updateOne(documents, document, changes);
  },
);

mutation(
  'moveGenjiDocument',
  {
    description:
      'Moves a document, with its annotations, into another collection. This needs MANAGE for the document and EDIT for that collection.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the document.', { of: Document }),
      documentCollectionId: arg.id('The key of the collection to move it into.', {
        of: Collection,
      }),
      expectedVersion: arg.version(),
    }),
    answers: Document,
  },
  async (tx, { id, documentCollectionId, expectedVersion }) => {
    const document = await tx.lock(Document, id, { expectedVersion });
    await tx.lock(Collection, documentCollectionId, { lock: 'key share' });
    await assertReach(tx, 'document', id, 'manage');
    await assertReach(tx, 'collection', documentCollectionId, 'edit');
    return tx.updateOne(documents, document, { documentCollectionId });
  },
);

mutation(
  'transferGenjiDocument',
  {
    description: 'Makes somebody else the owner of a document. This needs the access level MANAGE.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the document.', { of: Document }),
      ownerId: arg.id('The key of the new owner.', { of: User }),
      expectedVersion: arg.version(),
    }),
    answers: Document,
  },
  async (tx, { id, ownerId, expectedVersion }) => {
    const document = await tx.lock(Document, id, { expectedVersion });
    await Promise.all([assertReach(tx, 'document', id, 'manage'), activeUser(tx, ownerId)]);
    await tx.remove(objectSharing, { documentId: [id], userId: [ownerId] });
    return tx.updateOne(documents, document, { ownerId });
  },
);
