import { refusal, type Tx } from '../../kernel/index.ts';
import { permissionsOf } from './access.ts';
import {
  type AccessLevel,
  accessTo,
  accessToDocument,
  type Facts,
  type Reader,
  reaches,
} from './access-level.ts';
import { mayModerate, type Permissions, permissionsOfUser } from './permission.ts';
import { readerOf } from './reader.ts';

/*
 * How far whoever asks gets with a collection or a document that they see: what a command needs is looked up in the
 * transaction that does it.
 */

/** The levels of the shares with somebody, who is $2, as a JSON list. */
const sharesWith = (where: string) =>
  `coalesce((select jsonb_agg(s.access_level) from app.object_sharing s where ${where} and (
    s.user_id = $2 or s.group_id in (select m.group_id from app.group_members m where m.user_id = $2))), '[]')`;

type Found = Facts & {
  readonly document: { readonly ownerId: number; readonly shares: readonly AccessLevel[] } | null;
};

const collectionFacts = `select c.visibility, c.owner_id as "ownerId", ${sharesWith('s.collection_id = c.id')} as shares`;

const facts = {
  collection: `${collectionFacts}, null as document from app.document_collections c where c.id = $1`,
  document: `${collectionFacts}, jsonb_build_object('ownerId', d.owner_id, 'shares', ${sharesWith('s.document_id = d.id')}) as document
    from app.documents d join app.document_collections c on c.id = d.document_collection_id where d.id = $1`,
};

const wants = {
  view: 'see',
  edit: 'change',
  manage: 'share or give away',
} as const;

/** How far somebody gets with something. */
const levelOf = async (tx: Tx, what: keyof typeof facts, id: number, reader: Reader) => {
  const [found] = await tx.query<Found>(facts[what], [id, reader.id]);
  if (!found) return undefined;
  return found.document ? accessToDocument(reader, found.document, found) : accessTo(reader, found);
};

/** What somebody may do who need not be the one that asks. */
const permissionsFor = async (tx: Tx, user: number | string): Promise<Permissions> => {
  const held = await tx.query<{ name: string }>(`select n.name ${permissionsOfUser('$1')}`, [user]);
  return new Set(held.map(({ name }) => name));
};

/**
 * Refuses to delete what one has no such share of, unless one may delete whatever there is; and to bring it back, where
 * somebody has deleted it who had no such share either: nobody else overrules them.
 */
export const assertDeletes = async (
  tx: Tx,
  what: keyof typeof facts,
  id: number,
  wanted: AccessLevel,
  deletedBy?: number | string | null,
): Promise<void> => {
  const permissions = permissionsOf(tx.viewer);
  if (permissions.has('delete_any_content')) return;
  await assertReach(tx, what, id, wanted);
  if (deletedBy == null || permissions.has('edit_any_content')) return;
  const own = await levelOf(tx, what, id, { id: Number(deletedBy), permissions: new Set() });
  if (reaches(own, wanted) || !mayModerate(await permissionsFor(tx, deletedBy))) return;
  throw refusal('FORBIDDEN', moderated);
};

/** Why what somebody has deleted who may delete any content is not brought back. */
export const moderated =
  'Somebody has deleted this who may delete any content: only who may do that, too, brings it back.';

/** Refuses to go further with a collection or a document than its owner and its shares allow. */
export const assertReach = async (
  tx: Tx,
  what: keyof typeof facts,
  id: number,
  wanted: AccessLevel,
): Promise<void> => {
  if (!reaches(await levelOf(tx, what, id, readerOf(tx.viewer)), wanted)) {
    throw refusal(
      'FORBIDDEN',
      `You may not ${wants[wanted]} this ${what}: ask its owner for a share.`,
    );
  }
};
