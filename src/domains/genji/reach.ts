import { refusal, type Tx } from '../../kernel/index.ts';
import { permissionsOf } from './access.ts';
import {
  type AccessLevel,
  accessTo,
  accessToDocument,
  type Facts,
  reaches,
} from './access-level.ts';
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

/** Refuses to delete what one has no such share of, unless one may delete whatever there is. */
export const assertDeletes = async (
  tx: Tx,
  what: keyof typeof facts,
  id: number,
  wanted: AccessLevel,
): Promise<void> => {
  if (permissionsOf(tx.viewer).has('delete_any_content')) return;
  await assertReach(tx, what, id, wanted);
};

/** Refuses to go further with a collection or a document than its owner and its shares allow. */
export const assertReach = async (
  tx: Tx,
  what: keyof typeof facts,
  id: number,
  wanted: AccessLevel,
): Promise<void> => {
  const { viewer } = tx;
  const [found] = await tx.query<Found>(facts[what], [id, viewer.id]);
  const reader = readerOf(viewer);
  const level =
    found &&
    (found.document ? accessToDocument(reader, found.document, found) : accessTo(reader, found));
  if (!reaches(level, wanted)) {
    throw refusal(
      'FORBIDDEN',
      `You may not ${wants[wanted]} this ${what}: ask its owner for a share.`,
    );
  }
};
