import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  id,
  isOneOf,
  notBlank,
  references,
  rule,
  searched,
  sessionColumns,
  sessionRules,
  trailColumns,
  trailRules,
} from '../../database/columns.ts';

/*
 * Names, types, defaults, constraints and indexes are the specification's. What goes beyond it is marked "ours"; besides,
 * every table has a `version`, an index of a foreign key ends in the key that pages go by, and names are never blank.
 * Moments are without a zone, as the specification has them: they are in UTC.
 */
export const app = pgSchema('app');

export const visibilities = ['public', 'private', 'shared'] as const;
export const textDirections = ['ltr', 'rtl'] as const;
export const objectTypes = ['document', 'collection'] as const;
export const receiverTypes = ['user', 'group'] as const;
export const accessLevels = ['view', 'edit', 'manage'] as const;
export const annotationStatuses = ['active', 'resolved', 'deleted'] as const;
/** The purposes that annotations usually have; others are accepted, too. */
export const motivations = [
  'commenting',
  'highlighting',
  'tagging',
  'questioning',
  'replying',
  'linking',
] as const;

/** Where the ids of annotations' bodies and targets come from. */
export const annotationBodyIds = app.sequence('annotation_body_id_seq');
export const annotationTargetIds = app.sequence('annotation_target_id_seq');

const utc = (name: string) => timestamp(name, { mode: 'string' });
const now = sql`timezone('utc', now())`;
const made = (name: string) => utc(name).notNull().default(now);
/** When a row was changed last: a trigger moves it. */
const modified = () => made('modified').$onUpdate(() => now);
const name = (column: string, length: number) => varchar(column, { length });
const version = () => integer('version').notNull().default(1); // ours
const normal = (column: string) => sql.raw(`kernel.normal_label(${column})`);

/** A key that is one of this kind only if something holds. */
const keyOf = (column: string, condition: string, key: string) =>
  integer(column).generatedAlwaysAs(sql.raw(`case when ${condition} then ${key} end`));

/** The keys of two tables whose rows belong together. */
const pairOf = (table: string, ...columns: [AnyPgColumn, AnyPgColumn]) =>
  primaryKey({ name: `${table}_pkey`, columns });

export const users = app.table(
  'users',
  {
    id: id(),
    firstName: name('first_name', 255),
    lastName: name('last_name', 255),
    email: name('email', 255),
    username: name('username', 255).notNull(),
    isActive: boolean('is_active').notNull().default(true),
    userMetadata: jsonb('user_metadata'),
    version: version(),
  },
  (t) => [
    unique('users_email_key').on(t.email),
    unique('users_username_key').on(t.username),
    uniqueIndex('uq_users_email_normal').on(normal('email')), // ours, as the next one
    uniqueIndex('uq_users_username_normal').on(normal('username')),
    index('idx_users_metadata').using('gin', t.userMetadata),
    notBlank(t.username),
  ],
);

export const userPasswords = app.table(
  'user_passwords',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    hashedPassword: name('hashed_password', 255).notNull(),
    createdAt: made('created_at'),
    updatedAt: made('updated_at'),
    version: version(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    unique('idx_user_passwords_user_id').on(t.userId),
  ],
);

export const roles = app.table(
  'roles',
  {
    id: id(),
    name: name('name', 50).notNull(),
    description: name('description', 255),
    version: version(),
  },
  (t) => [unique('roles_name_key').on(t.name), notBlank(t.name)],
);

export const permissions = app.table(
  'permissions',
  {
    id: id(),
    name: name('name', 100).notNull(),
    description: name('description', 255),
    version: version(),
  },
  (t) => [unique('permissions_name_key').on(t.name), notBlank(t.name)],
);

export const groups = app.table(
  'groups',
  {
    id: id(),
    name: name('name', 100).notNull(),
    description: name('description', 255),
    createdAt: made('created_at'),
    createdById: integer('created_by_id').notNull(),
    startDate: date('start_date'),
    endDate: date('end_date'),
    version: version(),
  },
  (t) => [
    references(t.createdById, users.id, 'restrict'),
    index('idx_groups_created_by').on(t.createdById, t.id),
    uniqueIndex('uq_groups_name_normal').on(t.createdById, normal('name')), // ours
    check('ck_groups_end_date_after_start_date', sql.raw('end_date > start_date')), // ours
    notBlank(t.name),
  ],
);

export const objectSharing = app.table(
  'object_sharing',
  {
    id: id(),
    objectId: integer('object_id').notNull(),
    objectType: varchar('object_type', { length: 50, enum: objectTypes }).notNull(),
    sharedWithId: integer('shared_with_id').notNull(),
    sharedWithType: varchar('shared_with_type', { length: 10, enum: receiverTypes }).notNull(),
    accessLevel: varchar('access_level', { length: 20, enum: accessLevels }).notNull(),
    createdAt: made('created_at'),
    createdById: integer('created_by_id').notNull(),
    // ours: the same keys, each where its type says so; these are foreign keys, and a share goes with what they name
    collectionId: keyOf('collection_id', `object_type = 'collection'`, 'object_id'),
    documentId: keyOf('document_id', `object_type = 'document'`, 'object_id'),
    userId: keyOf('user_id', `shared_with_type = 'user'`, 'shared_with_id'),
    groupId: keyOf('group_id', `shared_with_type = 'group'`, 'shared_with_id'),
    version: version(),
  },
  (t) => [
    references(t.createdById, users.id, 'restrict'),
    references(t.collectionId, documentCollections.id, 'cascade'), // ours, as the next three
    references(t.documentId, documents.id, 'cascade'),
    references(t.userId, users.id, 'cascade'),
    references(t.groupId, groups.id, 'cascade'),
    index('idx_object_sharing_object').on(t.objectId, t.objectType, t.id),
    index('idx_object_sharing_shared_with').on(t.sharedWithId, t.sharedWithType, t.id),
    index('idx_object_sharing_created_by').on(t.createdById, t.id), // ours, as all that follow
    unique('uq_object_sharing').on(t.objectType, t.objectId, t.sharedWithType, t.sharedWithId),
    index('idx_object_sharing_collection').on(t.collectionId, t.id),
    index('idx_object_sharing_document').on(t.documentId, t.id),
    index('idx_object_sharing_user').on(t.userId, t.id),
    index('idx_object_sharing_group').on(t.groupId, t.id),
    isOneOf(t.objectType, objectTypes),
    isOneOf(t.sharedWithType, receiverTypes),
    isOneOf(t.accessLevel, accessLevels),
  ],
);

export const documentCollections = app.table(
  'document_collections',
  {
    id: id(),
    title: name('title', 255).notNull(),
    visibility: varchar('visibility', { length: 50, enum: visibilities })
      .notNull()
      .default('private'),
    textDirection: varchar('text_direction', { length: 50, enum: textDirections })
      .notNull()
      .default('ltr'),
    created: made('created'),
    modified: modified(),
    createdById: integer('created_by_id').notNull(),
    modifiedById: integer('modified_by_id').notNull(),
    ownerId: integer('owner_id').notNull(),
    language: name('language', 50),
    hierarchy: jsonb('hierarchy'),
    collectionMetadata: jsonb('collection_metadata'),
    version: version(),
  },
  (t) => [
    references(t.createdById, users.id, 'restrict'),
    references(t.modifiedById, users.id, 'restrict'),
    references(t.ownerId, users.id, 'restrict'),
    index('idx_document_collections_created_by').on(t.createdById, t.id),
    index('idx_document_collections_modified_by').on(t.modifiedById, t.id),
    index('idx_document_collections_owner').on(t.ownerId, t.id),
    index('idx_document_collections_hierarchy').using('gin', t.hierarchy),
    index('idx_document_collections_metadata').using('gin', t.collectionMetadata),
    index('idx_document_collections_public').on(t.id).where(sql`visibility = 'public'`), // ours
    // ours: an owner has no two of one title; others' titles are nobody's business
    uniqueIndex('uq_document_collections_title_normal').on(t.ownerId, normal('title')),
    ...searched(t.id, [t.title]), // ours, as all indexes that searches need
    isOneOf(t.visibility, visibilities),
    isOneOf(t.textDirection, textDirections),
    notBlank(t.title),
  ],
);

export const documents = app.table(
  'documents',
  {
    id: id(),
    documentCollectionId: integer('document_collection_id').notNull(),
    ownerId: integer('owner_id').notNull(),
    title: name('title', 255).notNull(),
    description: text('description'),
    created: made('created'),
    modified: modified(),
    version: version(),
  },
  (t) => [
    references(t.documentCollectionId, documentCollections.id, 'cascade'),
    references(t.ownerId, users.id, 'restrict'),
    index('idx_documents_collection_id').on(t.documentCollectionId, t.id),
    index('idx_documents_owner').on(t.ownerId, t.id),
    index('idx_documents_title').on(t.title, t.id), // ours, as the next one
    uniqueIndex('uq_documents_title_normal').on(t.documentCollectionId, normal('title')), // ours
    ...searched(t.id, [t.title], [t.description]),
    notBlank(t.title),
  ],
);

const orderOf = `case when jsonb_typeof(hierarchy -> 'element_order') = 'number' then (hierarchy ->> 'element_order')::numeric::integer end`;

export const documentElements = app.table(
  'document_elements',
  {
    id: id(),
    documentId: integer('document_id').notNull(),
    created: made('created'),
    modified: modified(),
    hierarchy: jsonb('hierarchy'),
    content: jsonb('content').notNull(),
    elementOrder: integer('element_order').generatedAlwaysAs(sql.raw(orderOf)), // ours, as the next one
    text: text('text').generatedAlwaysAs(sql.raw(`content ->> 'text'`)),
    version: version(),
  },
  (t) => [
    references(t.documentId, documents.id, 'cascade'),
    index('idx_document_elements_document_id').on(t.documentId, t.elementOrder, t.id),
    index('idx_document_elements_hierarchy').using('gin', t.hierarchy),
    index('idx_document_elements_content').using('gin', t.content),
    ...searched(t.id, [], [t.text]),
  ],
);

/** The annotation that the target of a reply names, which is "annotation:7". */
const repliedTo = `substring(target ->> 'source' from '^annotation:([1-9][0-9]{0,8})$')::integer`;

export const annotations = app.table(
  'annotations',
  {
    id: id(),
    documentCollectionId: integer('document_collection_id'),
    documentId: integer('document_id'),
    documentElementId: integer('document_element_id'),
    creatorId: integer('creator_id').notNull(),
    ownerId: integer('owner_id').notNull(),
    classroomId: integer('classroom_id'),
    type: name('type', 100),
    created: made('created'),
    modified: modified(),
    generator: name('generator', 255),
    generated: utc('generated'),
    motivation: name('motivation', 100).notNull(),
    body: jsonb('body'),
    target: jsonb('target'),
    status: varchar('status', { length: 50, enum: annotationStatuses }).notNull().default('active'),
    annotationType: name('annotation_type', 100),
    context: name('context', 255),
    text: text('text').generatedAlwaysAs(sql.raw(`body ->> 'value'`)), // ours, as the next one
    replyToId: integer('reply_to_id').generatedAlwaysAs(sql.raw(repliedTo)),
    lostGroup: boolean('lost_group').notNull().default(false), // ours: it was said in one that is gone
    version: version(),
  },
  (t) => [
    references(t.documentCollectionId, documentCollections.id, 'set null'),
    references(t.documentId, documents.id, 'set null'),
    references(t.documentElementId, documentElements.id, 'cascade'),
    references(t.creatorId, users.id, 'restrict'),
    references(t.ownerId, users.id, 'restrict'),
    references(t.classroomId, groups.id, 'set null'),
    references(t.replyToId, t.id, 'cascade'), // ours: replies go with what they reply to
    index('idx_annotations_document_id').on(t.documentId, t.id),
    index('idx_annotations_document_element_id').on(t.documentElementId, t.id),
    index('idx_annotations_creator_id').on(t.creatorId, t.id),
    index('idx_annotations_owner_id').on(t.ownerId, t.id),
    index('idx_annotations_collection_id').on(t.documentCollectionId, t.id),
    index('idx_annotations_classroom_id').on(t.classroomId, t.id),
    index('idx_annotations_type').on(t.type),
    index('idx_annotations_created').on(t.created),
    index('idx_annotations_motivation').on(t.motivation),
    index('idx_annotations_body').using('gin', t.body),
    index('idx_annotations_target').using('gin', t.target),
    index('idx_annotations_reply_to').on(t.replyToId, t.id), // ours
    ...searched(t.id, [], [t.text]),
    isOneOf(t.status, annotationStatuses),
    rule(t.lostGroup, `not lost_group or status = 'deleted' or classroom_id is not null`),
    notBlank(t.motivation),
  ],
);

export const siteSettings = app.table(
  'site_settings',
  {
    id: id(),
    siteTitle: name('site_title', 50).notNull(),
    siteLogoEnabled: boolean('site_logo_enabled').notNull().default(false),
    updatedById: integer('updated_by_id').notNull(),
    updatedAt: made('updated_at'),
    siteLogoData: text('site_logo_data'),
    siteLogoMimeType: name('site_logo_mime_type', 50),
    siteFaviconData: text('site_favicon_data'),
    siteFaviconMimeType: name('site_favicon_mime_type', 50),
    version: version(),
  },
  (t) => [
    references(t.updatedById, users.id, 'restrict'),
    index('idx_site_settings_updated_by').on(t.updatedById),
    uniqueIndex('uq_site_settings_singleton').on(sql.raw('(true)')), // ours
    notBlank(t.siteTitle),
  ],
);

export const userRoles = app.table(
  'user_roles',
  {
    userId: integer('user_id').notNull(),
    roleId: integer('role_id').notNull(),
    version: version(),
  },
  (t) => [
    pairOf('user_roles', t.userId, t.roleId),
    references(t.userId, users.id, 'cascade'),
    references(t.roleId, roles.id, 'cascade'),
    index('idx_user_roles_role_id').on(t.roleId), // ours
  ],
);

export const rolePermissions = app.table(
  'role_permissions',
  {
    roleId: integer('role_id').notNull(),
    permissionId: integer('permission_id').notNull(),
    version: version(),
  },
  (t) => [
    pairOf('role_permissions', t.roleId, t.permissionId),
    references(t.roleId, roles.id, 'cascade'),
    references(t.permissionId, permissions.id, 'cascade'),
    index('idx_role_permissions_permission_id').on(t.permissionId), // ours
  ],
);

export const groupMembers = app.table(
  'group_members',
  {
    groupId: integer('group_id').notNull(),
    userId: integer('user_id').notNull(),
    joinedAt: made('joined_at'),
    version: version(),
  },
  (t) => [
    pairOf('group_members', t.groupId, t.userId),
    references(t.groupId, groups.id, 'cascade'),
    references(t.userId, users.id, 'cascade'),
    index('idx_group_members_user_id').on(t.userId), // ours
  ],
);

/** Ours: one for each sign-in, for as long as it may be prolonged. */
export const sessions = app.table(
  'sessions',
  {
    id: id(),
    userId: integer('user_id').notNull(),
    ...sessionColumns(),
  },
  (t) => [
    references(t.userId, users.id, 'cascade'),
    index('idx_sessions_user').on(t.userId),
    ...sessionRules(t.userId, t),
  ],
);

/** Ours: what happened, written by triggers alone. Never changed. */
export const auditLogs = app.table('audit_logs', trailColumns(integer('user_id')), (t) =>
  trailRules(users.id, t),
);

/** What decides who manages users and roles, and what of it. */
const managing = [
  'update of is_active or delete on app.users',
  'update or delete on app.user_roles',
  'update or delete on app.role_permissions',
  'update of name or delete on app.permissions',
];

/** Triggers that keep what no constraint can: where an annotation is, what "shared" means, … */
export const guards = [
  'create trigger delete_elements before delete on app.documents for each row execute function app.delete_elements()',
  'create trigger keep_place before insert or update of document_element_id on app.annotations for each row execute function app.keep_place()',
  'create trigger move_annotations after update of document_id on app.document_elements for each row execute function app.move_annotations()',
  'create trigger move_annotations after update of document_collection_id on app.documents for each row execute function app.move_annotations()',
  'create trigger keep_visibility before insert or update of visibility on app.document_collections for each row execute function app.keep_visibility()',
  'create trigger follow_shares after insert or update or delete on app.object_sharing for each row execute function app.follow_shares()',
  "create trigger end_sessions after update of is_active on app.users for each row when (old.is_active and not new.is_active) execute function app.end_sessions('id')",
  "create trigger end_sessions after insert or update of hashed_password on app.user_passwords for each row execute function app.end_sessions('user_id')",
  'create trigger silence before delete on app.groups for each row execute function app.silence()',
  ...['before', 'after'].flatMap((time) =>
    managing.map(
      (deed) =>
        `create trigger keep_a_manager_${time} ${time} ${deed} for each statement execute function app.keep_a_manager()`,
    ),
  ),
];
