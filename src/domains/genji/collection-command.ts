import { columns, input, mutation, type Row } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { Collection } from './collection.ts';
import { genji } from './domain.ts';
import { activeUser } from './person.ts';
import { assertReach } from './reach.ts';
import { documentCollections, objectSharing } from './tables.ts';
import { User } from './user.ts';

const names = [
  'title',
  'visibility',
  'textDirection',
  'language',
  'hierarchy',
  'collectionMetadata',
] as const;

const NewCollection = input('CreateGenjiCollectionInput', {
  description: 'The values of a new collection.',
  fields: () => columns(Collection, names, { required: true }),
});

mutation(
  'createGenjiCollection',
  {
    description: 'Makes a collection. It belongs to whoever makes it.',
    allow: may('create_document_collection'),
    args: (arg) => ({ input: arg(NewCollection, 'Its values.') }),
    answers: Collection,
  },
  (tx, { input: values }) =>
    tx.insertOne(documentCollections, {
      ...values,
      createdById: genji.idOf(tx.viewer),
      modifiedById: genji.idOf(tx.viewer),
      ownerId: genji.idOf(tx.viewer),
    }),
);

const CollectionChanges = input('UpdateGenjiCollectionInput', {
  description: 'The changes of a collection. A field that is left out stays as it is.',
  fields: () => columns(Collection, names),
});

mutation(
  'updateGenjiCollection',
  {
    description:
      'Changes a collection. This needs the access level EDIT, and MANAGE to change who sees it.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the collection.', { of: Collection }),
      input: arg(CollectionChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: Collection,
  },
  async (tx, { id, input: changes, expectedVersion }) => {
    const collection = await tx.lock(Collection, id, { expectedVersion });
    const { visibility = collection.visibility } = changes;
    const wanted = visibility === collection.visibility ? 'edit' : 'manage';
    await assertReach(tx, 'collection', id, wanted);
    return tx.updateOne(documentCollections, collection, {
      ...changes,
      modifiedById: genji.idOf(tx.viewer),
    });
  },
);

type Followed = Pick<Row<typeof documentCollections>, 'visibility' | 'version'>;

/** What follows from the shares of a collection. Whoever gave it away may not see it any more. */
const followed = 'select visibility, version from app.document_collections where id = $1';

mutation(
  'transferGenjiCollection',
  {
    description:
      'Makes somebody else the owner of a collection. This needs the access level MANAGE.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the collection.', { of: Collection }),
      ownerId: arg.id('The key of the new owner.', { of: User }),
      expectedVersion: arg.version(),
    }),
    answers: Collection,
  },
  async (tx, { id, ownerId, expectedVersion }) => {
    const collection = await tx.lock(Collection, id, { expectedVersion });
    await Promise.all([assertReach(tx, 'collection', id, 'manage'), activeUser(tx, ownerId)]);
    const given = await tx.updateOne(documentCollections, collection, {
      ownerId,
      modifiedById: genji.idOf(tx.viewer),
    });
    await tx.remove(objectSharing, { collectionId: [id], userId: [ownerId] });
    const [now] = await tx.query<Followed>(followed, [id]);
    return { ...given, ...now };
  },
);
