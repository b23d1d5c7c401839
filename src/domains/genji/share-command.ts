import { mutation, refusal, type Tx } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { AccessLevel, ObjectType, ReceiverType } from './enums.ts';
import { Group } from './group.ts';
import { activeUser } from './person.ts';
import { assertReach } from './reach.ts';
import { invalid } from './rule.ts';
import { Share } from './share.ts';
import { objectSharing } from './tables.ts';

/** The owner of what is shared, which whoever shares it has to manage. */
const ownerOf = async (tx: Tx, type: 'document' | 'collection', id: number): Promise<number> => {
  const { ownerId } =
    type === 'collection'
      ? await tx.lock(Collection, id, { field: 'objectId', lock: 'key share' })
      : await tx.lock(Document, id, { field: 'objectId', lock: 'key share' });
  await assertReach(tx, type, id, 'manage');
  return ownerId;
};

mutation(
  'shareGenjiObject',
  {
    description:
      'Shares a collection or a document with a user or a group. If it is shared with them already, the access level is changed. This needs the access level MANAGE.',
    allow: everyone,
    args: (arg) => ({
      objectType: arg(ObjectType, 'What to share: a document or a collection.'),
      objectId: arg.id('The key of the document or the collection.'),
      sharedWithType: arg(ReceiverType, 'With whom: a user or a group.'),
      sharedWithId: arg.id('The key of the user or of the group.'),
      accessLevel: arg(AccessLevel, 'How far they get.'),
    }),
    answers: Share,
  },
  async (tx, share) => {
    const { sharedWithId } = share;
    const owner = await ownerOf(tx, share.objectType, share.objectId);
    if (share.sharedWithType === 'group') {
      await tx.lock(Group, sharedWithId, { field: 'sharedWithId', lock: 'key share' });
    } else {
      await activeUser(tx, sharedWithId);
      if (sharedWithId === owner) {
        throw invalid('OWNER_NEEDS_NO_SHARE', 'This user owns it, and needs no share.');
      }
    }
    const key = ['objectType', 'objectId', 'sharedWithType', 'sharedWithId'] as const;
    const [shared] = await tx.put(objectSharing, key, [
      { ...share, createdById: genji.idOf(tx.viewer) },
    ]);
    if (!shared) throw refusal('NOT_FOUND', 'There is nothing to share.');
    return shared;
  },
);

mutation(
  'updateGenjiShare',
  {
    description: 'Changes how far a share goes. This needs the access level MANAGE.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the share.', { of: Share }),
      accessLevel: arg(AccessLevel, 'How far they get from now on.'),
      expectedVersion: arg.version(),
    }),
    answers: Share,
  },
  async (tx, { id, accessLevel, expectedVersion }) => {
    const share = await tx.lock(Share, id, { expectedVersion });
    await ownerOf(tx, share.objectType, share.objectId);
    return tx.updateOne(objectSharing, share, { accessLevel });
  },
);

mutation(
  'revokeGenjiShare',
  {
    description:
      'Ends a share, and answers with it as it was. This needs the access level MANAGE; whoever it is shared with may end it, too.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the share.', { of: Share }) }),
    answers: Share,
  },
  async (tx, { id }) => {
    const share = await tx.lock(Share, id, { lock: 'update' });
    if (share.userId !== tx.viewer.id) await ownerOf(tx, share.objectType, share.objectId);
    await tx.remove(objectSharing, { id: [id] });
    return share;
  },
);
