import { type Column, or, type SQL, sql } from 'drizzle-orm';
import type { Viewer } from '../../kernel/index.ts';
import { auditors, permissionsOf } from './access.ts';
import type { AccessLevel } from './access-level.ts';
import { mayModerate } from './permission.ts';
import type {
  annotations,
  documentCollections,
  documents,
  groupMembers,
  objectSharing,
} from './tables.ts';

/*
 * Row-level security: who sees which rows, as conditions that the kernel adds to every way on which rows are read, told of
 * and written. Lists of keys that depend on nobody but the viewer are arrays of subqueries: Postgres finds them once.
 */

type Asking = Viewer | null;

/** Whoever may edit or delete all content sees it, too. */
const seesAll = (viewer: Viewer): boolean => {
  const permissions = permissionsOf(viewer);
  return permissions.has('view_all_content') || mayModerate(permissions);
};

const nothing = sql`false`;

/** One's groups: who has made one oversees it, and reads what its members read. To write there takes a membership. */
const groupsOf = ({ id }: Viewer) =>
  sql`array(select m.group_id from app.group_members m where m.user_id = ${id}
    union all select g.id from app.groups g where g.created_by_id = ${id})`;

/** The keys of what is shared with somebody, directly or with a group. */
const sharedWith = (viewer: Viewer, column: 'collection_id' | 'document_id') => {
  const key = sql.raw(`s.${column}`);
  return sql`array(select ${key} from app.object_sharing s where ${key} is not null
    and (s.user_id = ${viewer.id} or s.group_id = any(${groupsOf(viewer)})))`;
};

type Columns<T, Names extends keyof T> = Pick<T, Names>;
type Collections = Columns<typeof documentCollections, 'id' | 'visibility' | 'ownerId'>;
type Documents = Columns<typeof documents, 'id' | 'ownerId' | 'documentCollectionId'>;

/** Public ones, one's own, and those that are shared with one. */
export const seenCollection = (viewer: Asking, c: Collections): readonly SQL[] | undefined => {
  if (!viewer) return [sql`${c.visibility} = 'public'`];
  if (seesAll(viewer)) return undefined;
  return [
    sql`${c.ownerId} = ${viewer.id}`,
    sql`${c.id} = any(${sharedWith(viewer, 'collection_id')})`,
    sql`${c.visibility} = 'public'`,
  ];
};

const collectionsOf = (viewer: Viewer) =>
  sql`select c.id from app.document_collections c where c.visibility = 'public'
    union all select c.id from app.document_collections c where c.owner_id = ${viewer.id}
    union all select unnest(${sharedWith(viewer, 'collection_id')})`;

const isIn = (collectionId: unknown, viewer: Viewer) =>
  sql`${collectionId} = any(array(${collectionsOf(viewer)}))`;

const ownOrShared = (viewer: Viewer, ownerId: unknown, id: unknown) => [
  sql`${ownerId} = ${viewer.id}`,
  sql`${id} = any(${sharedWith(viewer, 'document_id')})`,
];

const publicCollections = sql`array(select c.id from app.document_collections c where c.visibility = 'public')`;

/** Those of collections that one sees, one's own, and those that are shared with one. */
export const seenDocument = (viewer: Asking, d: Documents) => {
  if (!viewer) return [sql`${d.documentCollectionId} = any(${publicCollections})`];
  return seesAll(viewer)
    ? undefined
    : [
        ...ownOrShared(viewer, d.ownerId, d.id),
        {
          seen: isIn(d.documentCollectionId, viewer),
          column: d.documentCollectionId,
          keys: collectionsOf(viewer),
        },
      ];
};

type Annotations = Columns<
  typeof annotations,
  'documentId' | 'documentCollectionId' | 'classroomId' | 'creatorId' | 'ownerId' | 'status'
>;

/**
 * Annotations of texts that one sees, outside of classrooms or in one's own; one whose text is gone is seen by whose it is.
 * What is deleted is seen by whose it is, and by those who may delete or edit any content.
 */
export const seenAnnotation = (viewer: Asking, a: Annotations): SQL | undefined => {
  if (!viewer) {
    return sql`${a.documentCollectionId} = any(${publicCollections})
      and ${a.classroomId} is null and ${a.status} <> 'deleted'`;
  }
  const own = sql`(${a.creatorId} = ${viewer.id} or ${a.ownerId} = ${viewer.id})`;
  const there = mayModerate(permissionsOf(viewer))
    ? undefined
    : sql`(${a.status} <> 'deleted' or ${own})`;
  if (seesAll(viewer)) return there;
  const text = sql`case
    when ${a.documentId} is not null then exists (select from app.documents d where d.id = ${a.documentId}
      and ${or(...ownOrShared(viewer, sql.raw('d.owner_id'), sql.raw('d.id')), isIn(sql.raw('d.document_collection_id'), viewer))})
    when ${a.documentCollectionId} is not null then ${isIn(a.documentCollectionId, viewer)}
    else ${own} end`;
  const classroom = sql`(${a.classroomId} is null or ${a.classroomId} = any(${groupsOf(viewer)}))`;
  return sql`${text} and ${classroom} and ${there ?? sql`true`}`;
};

/** The members of one's own groups; all, for whoever manages people or sees all content. */
export const seenMember = (
  viewer: Asking,
  m: Columns<typeof groupMembers, 'groupId' | 'userId'>,
): SQL | undefined => {
  if (!viewer) return nothing;
  if (seesAll(viewer) || permissionsOf(viewer).has('manage_users')) return undefined;
  return sql`(${m.userId} = ${viewer.id} or ${m.groupId} = any(${groupsOf(viewer)}))`;
};

/** What is one's own, and what is shared with one as far as these levels. */
const held = (
  viewer: Viewer,
  column: 'collection_id' | 'document_id',
  levels: readonly AccessLevel[],
) => {
  const key = sql.raw(`s.${column}`);
  const table = sql.raw(column === 'collection_id' ? 'document_collections' : 'documents');
  return sql`array(select o.id from app.${table} o where o.owner_id = ${viewer.id}
    union all select ${key} from app.object_sharing s where ${key} is not null and s.access_level = any(${`{${levels.join()}}`})
      and (s.user_id = ${viewer.id} or s.group_id = any(${groupsOf(viewer)})))`;
};

const managed = (viewer: Viewer, column: 'collection_id' | 'document_id') =>
  held(viewer, column, ['manage']);
const edited = (viewer: Viewer, column: 'collection_id' | 'document_id') =>
  held(viewer, column, ['edit', 'manage']);

/*
 * What a text or a remark said before it was published is for those who edit it: others read it as it is.
 */

const recallsAll = (viewer: Viewer) =>
  permissionsOf(viewer).has('edit_any_content') || auditors.lets(viewer);

export const recalledCollection = (viewer: Asking, c: Collections): SQL | undefined => {
  if (!viewer) return nothing;
  return recallsAll(viewer) ? undefined : sql`${c.id} = any(${edited(viewer, 'collection_id')})`;
};

/** Documents by their keys, so that it is said of elements, too. */
const isEdited = (viewer: Viewer, documentId: unknown) =>
  sql`${documentId} = any(array(select d.id from app.documents d
    where d.id = any(${edited(viewer, 'document_id')}) or d.document_collection_id = any(${edited(viewer, 'collection_id')})))`;

export const recalledDocument =
  <Name extends string>(key: Name) =>
  (viewer: Asking, row: { readonly [K in Name]: Column }): SQL | undefined => {
    if (!viewer) return nothing;
    return recallsAll(viewer) ? undefined : isEdited(viewer, row[key]);
  };

export const recalledAnnotation = (
  viewer: Asking,
  { creatorId, ownerId }: Annotations,
): SQL | undefined => {
  if (!viewer) return nothing;
  if (recallsAll(viewer)) return undefined;
  return sql`(${creatorId} = ${viewer.id} or ${ownerId} = ${viewer.id})`;
};

/** Shares that one has given or been given, oneself or by a group, and those of what one manages. */
export const seenShare = (
  viewer: Asking,
  s: Columns<
    typeof objectSharing,
    'createdById' | 'userId' | 'groupId' | 'collectionId' | 'documentId'
  >,
): SQL | undefined => {
  if (!viewer) return nothing;
  if (seesAll(viewer)) return undefined;
  return sql`(${s.createdById} = ${viewer.id} or ${s.userId} = ${viewer.id} or ${s.groupId} = any(${groupsOf(viewer)})
    or ${s.collectionId} = any(${managed(viewer, 'collection_id')})
    or ${s.documentId} = any(${managed(viewer, 'document_id')})
    or ${s.documentId} = any(array(select d.id from app.documents d
      where d.document_collection_id = any(${managed(viewer, 'collection_id')}))))`;
};
