-- Genji: collections, documents and their elements, annotations, people and what they may do, groups, shares.

create schema app;

create sequence app.annotation_body_id_seq as bigint increment 1 minvalue 1 maxvalue 9223372036854775807 start 1 cache 1;
create sequence app.annotation_target_id_seq as bigint increment 1 minvalue 1 maxvalue 9223372036854775807 start 1 cache 1;
create table app.users (
  id serial not null,
  first_name varchar(255),
  last_name varchar(255),
  email varchar(255),
  username varchar(255) not null,
  is_active boolean not null default true,
  user_metadata jsonb,
  version integer not null default 1,
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email),
  constraint users_username_key unique (username),
  constraint users_username_check check (kernel.normal_label(username) <> '')
);
create table app.user_passwords (
  id serial not null,
  user_id integer not null,
  hashed_password varchar(255) not null,
  created_at timestamp not null default timezone('utc', now()),
  updated_at timestamp not null default timezone('utc', now()),
  version integer not null default 1,
  constraint user_passwords_pkey primary key (id),
  constraint idx_user_passwords_user_id unique (user_id)
);
create table app.sessions (
  id serial not null,
  user_id integer not null,
  turn integer not null default 1,
  issued_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  address varchar,
  failed boolean not null default false,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint sessions_pkey primary key (id),
  constraint sessions_failed_check check (not failed or revoked_at is not null)
);
create table app.roles (
  id serial not null,
  name varchar(50) not null,
  description varchar(255),
  version integer not null default 1,
  constraint roles_pkey primary key (id),
  constraint roles_name_key unique (name),
  constraint roles_name_check check (kernel.normal_label(name) <> '')
);
create table app.permissions (
  id serial not null,
  name varchar(100) not null,
  description varchar(255),
  version integer not null default 1,
  constraint permissions_pkey primary key (id),
  constraint permissions_name_key unique (name),
  constraint permissions_name_check check (kernel.normal_label(name) <> '')
);
create table app.user_roles (
  user_id integer not null,
  role_id integer not null,
  version integer not null default 1,
  constraint user_roles_pkey primary key (user_id, role_id)
);
create table app.role_permissions (
  role_id integer not null,
  permission_id integer not null,
  version integer not null default 1,
  constraint role_permissions_pkey primary key (role_id, permission_id)
);
create table app.groups (
  id serial not null,
  name varchar(100) not null,
  description varchar(255),
  created_at timestamp not null default timezone('utc', now()),
  created_by_id integer not null,
  start_date date,
  end_date date,
  version integer not null default 1,
  constraint groups_pkey primary key (id),
  constraint ck_groups_end_date_after_start_date check (end_date > start_date),
  constraint groups_name_check check (kernel.normal_label(name) <> '')
);
create table app.group_members (
  group_id integer not null,
  user_id integer not null,
  joined_at timestamp not null default timezone('utc', now()),
  version integer not null default 1,
  constraint group_members_pkey primary key (group_id, user_id)
);
create table app.document_collections (
  id serial not null,
  title varchar(255) not null,
  visibility varchar(50) not null default 'private',
  text_direction varchar(50) not null default 'ltr',
  created timestamp not null default timezone('utc', now()),
  modified timestamp not null default timezone('utc', now()),
  created_by_id integer not null,
  modified_by_id integer not null,
  owner_id integer not null,
  language varchar(50),
  hierarchy jsonb,
  collection_metadata jsonb,
  version integer not null default 1,
  constraint document_collections_pkey primary key (id),
  constraint document_collections_visibility_check check (visibility in ('public', 'private', 'shared')),
  constraint document_collections_text_direction_check check (text_direction in ('ltr', 'rtl')),
  constraint document_collections_title_check check (kernel.normal_label(title) <> '')
);
create table app.documents (
  id serial not null,
  document_collection_id integer not null,
  owner_id integer not null,
  title varchar(255) not null,
  description text,
  created timestamp not null default timezone('utc', now()),
  modified timestamp not null default timezone('utc', now()),
  version integer not null default 1,
  constraint documents_pkey primary key (id),
  constraint documents_title_check check (kernel.normal_label(title) <> '')
);
create table app.document_elements (
  id serial not null,
  document_id integer not null,
  created timestamp not null default timezone('utc', now()),
  modified timestamp not null default timezone('utc', now()),
  hierarchy jsonb,
  content jsonb not null,
  element_order integer generated always as (case when jsonb_typeof(hierarchy -> 'element_order') = 'number' then (hierarchy ->> 'element_order')::numeric::integer end) stored,
  text text generated always as (content ->> 'text') stored,
  version integer not null default 1,
  constraint document_elements_pkey primary key (id)
);
create table app.annotations (
  id serial not null,
  document_collection_id integer,
  document_id integer,
  document_element_id integer,
  creator_id integer not null,
  owner_id integer not null,
  classroom_id integer,
  type varchar(100),
  created timestamp not null default timezone('utc', now()),
  modified timestamp not null default timezone('utc', now()),
  generator varchar(255),
  generated timestamp,
  motivation varchar(100) not null,
  body jsonb,
  target jsonb,
  status varchar(50) not null default 'active',
  annotation_type varchar(100),
  context varchar(255),
  text text generated always as (body ->> 'value') stored,
  reply_to_id integer generated always as (substring(target ->> 'source' from '^annotation:([1-9][0-9]{0,8})$')::integer) stored,
  version integer not null default 1,
  constraint annotations_pkey primary key (id),
  constraint annotations_status_check check (status in ('active', 'resolved', 'deleted')),
  constraint annotations_motivation_check check (kernel.normal_label(motivation) <> '')
);
create table app.object_sharing (
  id serial not null,
  object_id integer not null,
  object_type varchar(50) not null,
  shared_with_id integer not null,
  shared_with_type varchar(10) not null,
  access_level varchar(20) not null,
  created_at timestamp not null default timezone('utc', now()),
  created_by_id integer not null,
  collection_id integer generated always as (case when object_type = 'collection' then object_id end) stored,
  document_id integer generated always as (case when object_type = 'document' then object_id end) stored,
  user_id integer generated always as (case when shared_with_type = 'user' then shared_with_id end) stored,
  group_id integer generated always as (case when shared_with_type = 'group' then shared_with_id end) stored,
  version integer not null default 1,
  constraint object_sharing_pkey primary key (id),
  constraint uq_object_sharing unique (object_type, object_id, shared_with_type, shared_with_id),
  constraint object_sharing_object_type_check check (object_type in ('document', 'collection')),
  constraint object_sharing_shared_with_type_check check (shared_with_type in ('user', 'group')),
  constraint object_sharing_access_level_check check (access_level in ('view', 'edit', 'manage'))
);
create table app.site_settings (
  id serial not null,
  site_title varchar(50) not null,
  site_logo_enabled boolean not null default false,
  updated_by_id integer not null,
  updated_at timestamp not null default timezone('utc', now()),
  site_logo_data text,
  site_logo_mime_type varchar(50),
  site_favicon_data text,
  site_favicon_mime_type varchar(50),
  version integer not null default 1,
  constraint site_settings_pkey primary key (id),
  constraint site_settings_site_title_check check (kernel.normal_label(site_title) <> '')
);
create table app.audit_logs (
  id serial not null,
  entity_type varchar not null,
  entity_id text not null,
  action varchar not null,
  user_id integer,
  changes jsonb,
  timestamp timestamp with time zone not null default CURRENT_TIMESTAMP,
  username varchar,
  xact_id xid8 not null default pg_current_xact_id(),
  part integer not null default coalesce(nullif(current_setting('app.part', true), ''), '0')::integer,
  constraint audit_logs_pkey primary key (id),
  constraint audit_logs_action_check check (action in ('CREATE', 'UPDATE', 'DELETE'))
);
create unique index uq_users_email_normal on app.users using btree (kernel.normal_label(email));
create unique index uq_users_username_normal on app.users using btree (kernel.normal_label(username));
create index idx_users_metadata on app.users using gin (user_metadata);
create index idx_sessions_user on app.sessions using btree (user_id);
create index idx_sessions_address on app.sessions using btree (user_id, address) where not failed;
create index idx_user_roles_role_id on app.user_roles using btree (role_id);
create index idx_role_permissions_permission_id on app.role_permissions using btree (permission_id);
create index idx_groups_created_by on app.groups using btree (created_by_id, id);
create unique index uq_groups_name_normal on app.groups using btree (created_by_id, kernel.normal_label(name));
create index idx_group_members_user_id on app.group_members using btree (user_id);
create index idx_document_collections_created_by on app.document_collections using btree (created_by_id, id);
create index idx_document_collections_modified_by on app.document_collections using btree (modified_by_id, id);
create index idx_document_collections_owner on app.document_collections using btree (owner_id, id);
create index idx_document_collections_hierarchy on app.document_collections using gin (hierarchy);
create index idx_document_collections_metadata on app.document_collections using gin (collection_metadata);
create index idx_document_collections_public on app.document_collections using btree (id) where visibility = 'public';
create unique index uq_document_collections_title_normal on app.document_collections using btree (owner_id, kernel.normal_label(title));
create index idx_documents_collection_id on app.documents using btree (document_collection_id, id);
create index idx_documents_owner on app.documents using btree (owner_id, id);
create unique index uq_documents_title_normal on app.documents using btree (document_collection_id, kernel.normal_label(title));
create index idx_document_elements_document_id on app.document_elements using btree (document_id, element_order, id);
create index idx_document_elements_hierarchy on app.document_elements using gin (hierarchy);
create index idx_document_elements_content on app.document_elements using gin (content);
create index idx_annotations_document_id on app.annotations using btree (document_id, id);
create index idx_annotations_document_element_id on app.annotations using btree (document_element_id, id);
create index idx_annotations_creator_id on app.annotations using btree (creator_id, id);
create index idx_annotations_owner_id on app.annotations using btree (owner_id, id);
create index idx_annotations_collection_id on app.annotations using btree (document_collection_id, id);
create index idx_annotations_classroom_id on app.annotations using btree (classroom_id, id);
create index idx_annotations_type on app.annotations using btree (type);
create index idx_annotations_created on app.annotations using btree (created);
create index idx_annotations_motivation on app.annotations using btree (motivation);
create index idx_annotations_body on app.annotations using gin (body);
create index idx_annotations_target on app.annotations using gin (target);
create index idx_annotations_reply_to on app.annotations using btree (reply_to_id, id);
create index idx_object_sharing_object on app.object_sharing using btree (object_id, object_type, id);
create index idx_object_sharing_shared_with on app.object_sharing using btree (shared_with_id, shared_with_type, id);
create index idx_object_sharing_created_by on app.object_sharing using btree (created_by_id, id);
create index idx_object_sharing_collection on app.object_sharing using btree (collection_id, id);
create index idx_object_sharing_document on app.object_sharing using btree (document_id, id);
create index idx_object_sharing_user on app.object_sharing using btree (user_id, id);
create index idx_object_sharing_group on app.object_sharing using btree (group_id, id);
create index idx_site_settings_updated_by on app.site_settings using btree (updated_by_id);
create unique index uq_site_settings_singleton on app.site_settings using btree ((true));
create index idx_audit_logs_entity on app.audit_logs using btree (entity_type, entity_id, id);
create index idx_audit_logs_user on app.audit_logs using btree (user_id, id);
create index idx_audit_logs_timestamp on app.audit_logs using btree (timestamp desc);
create index idx_audit_logs_xact on app.audit_logs using btree (xact_id, id);
alter table app.user_passwords add constraint user_passwords_user_id_fkey foreign key (user_id) references app.users (id) on delete cascade;
alter table app.sessions add constraint sessions_user_id_fkey foreign key (user_id) references app.users (id) on delete cascade;
alter table app.user_roles add constraint user_roles_user_id_fkey foreign key (user_id) references app.users (id) on delete cascade;
alter table app.user_roles add constraint user_roles_role_id_fkey foreign key (role_id) references app.roles (id) on delete cascade;
alter table app.role_permissions add constraint role_permissions_role_id_fkey foreign key (role_id) references app.roles (id) on delete cascade;
alter table app.role_permissions add constraint role_permissions_permission_id_fkey foreign key (permission_id) references app.permissions (id) on delete cascade;
alter table app.groups add constraint groups_created_by_id_fkey foreign key (created_by_id) references app.users (id) on delete restrict;
alter table app.group_members add constraint group_members_group_id_fkey foreign key (group_id) references app.groups (id) on delete cascade;
alter table app.group_members add constraint group_members_user_id_fkey foreign key (user_id) references app.users (id) on delete cascade;
alter table app.document_collections add constraint document_collections_created_by_id_fkey foreign key (created_by_id) references app.users (id) on delete restrict;
alter table app.document_collections add constraint document_collections_modified_by_id_fkey foreign key (modified_by_id) references app.users (id) on delete restrict;
alter table app.document_collections add constraint document_collections_owner_id_fkey foreign key (owner_id) references app.users (id) on delete restrict;
alter table app.documents add constraint documents_document_collection_id_fkey foreign key (document_collection_id) references app.document_collections (id) on delete cascade;
alter table app.documents add constraint documents_owner_id_fkey foreign key (owner_id) references app.users (id) on delete restrict;
alter table app.document_elements add constraint document_elements_document_id_fkey foreign key (document_id) references app.documents (id) on delete cascade;
alter table app.annotations add constraint annotations_document_collection_id_fkey foreign key (document_collection_id) references app.document_collections (id) on delete set null;
alter table app.annotations add constraint annotations_document_id_fkey foreign key (document_id) references app.documents (id) on delete set null;
alter table app.annotations add constraint annotations_document_element_id_fkey foreign key (document_element_id) references app.document_elements (id) on delete cascade;
alter table app.annotations add constraint annotations_creator_id_fkey foreign key (creator_id) references app.users (id) on delete restrict;
alter table app.annotations add constraint annotations_owner_id_fkey foreign key (owner_id) references app.users (id) on delete restrict;
alter table app.annotations add constraint annotations_classroom_id_fkey foreign key (classroom_id) references app.groups (id) on delete set null;
alter table app.annotations add constraint annotations_reply_to_id_fkey foreign key (reply_to_id) references app.annotations (id) on delete cascade;
alter table app.object_sharing add constraint object_sharing_created_by_id_fkey foreign key (created_by_id) references app.users (id) on delete restrict;
alter table app.object_sharing add constraint object_sharing_collection_id_fkey foreign key (collection_id) references app.document_collections (id) on delete cascade;
alter table app.object_sharing add constraint object_sharing_document_id_fkey foreign key (document_id) references app.documents (id) on delete cascade;
alter table app.object_sharing add constraint object_sharing_user_id_fkey foreign key (user_id) references app.users (id) on delete cascade;
alter table app.object_sharing add constraint object_sharing_group_id_fkey foreign key (group_id) references app.groups (id) on delete cascade;
alter table app.site_settings add constraint site_settings_updated_by_id_fkey foreign key (updated_by_id) references app.users (id) on delete restrict;
alter table app.audit_logs add constraint audit_logs_user_id_fkey foreign key (user_id) references app.users (id) on delete set null;

create trigger touch before update on app.users for each row execute function kernel.touch('~');
create trigger touch before update on app.user_passwords for each row execute function kernel.touch();
create trigger touch before update on app.sessions for each row execute function kernel.touch();
create trigger touch before update on app.roles for each row execute function kernel.touch('~');
create trigger touch before update on app.permissions for each row execute function kernel.touch('~');
create trigger touch before update on app.user_roles for each row execute function kernel.touch('~');
create trigger touch before update on app.role_permissions for each row execute function kernel.touch('~');
create trigger touch before update on app.groups for each row execute function kernel.touch('~');
create trigger touch before update on app.group_members for each row execute function kernel.touch('~');
create trigger touch before update on app.document_collections for each row execute function kernel.touch('~modified');
create trigger touch before update on app.documents for each row execute function kernel.touch('~modified');
create trigger touch before update on app.document_elements for each row execute function kernel.touch('~modified', 'element_order', 'text');
create trigger touch before update on app.annotations for each row execute function kernel.touch('~modified', 'text', 'reply_to_id');
create trigger touch before update on app.object_sharing for each row execute function kernel.touch('~', 'collection_id', 'document_id', 'user_id', 'group_id');
create trigger touch before update on app.site_settings for each row execute function kernel.touch();

-- An annotation of an element is in the element's document, and one of a document in the document's collection.
create function app.keep_place() returns trigger
  language plpgsql
  as $$
  begin
    if new.document_element_id is not null then
      select document_id into new.document_id from app.document_elements where id = new.document_element_id;
    end if;
    if new.document_id is not null then
      select document_collection_id into new.document_collection_id from app.documents where id = new.document_id;
    end if;
    return new;
  end
  $$;

-- Annotations go with what they are about.
create function app.move_annotations() returns trigger
  language plpgsql
  as $$
  begin
    if tg_table_name = 'documents' then
      update app.annotations set document_collection_id = new.document_collection_id
      where document_id = new.id and document_collection_id is distinct from new.document_collection_id;
    else
      update app.annotations set document_id = d.id, document_collection_id = d.document_collection_id
      from app.documents d where document_element_id = new.id and d.id = new.document_id;
    end if;
    return null;
  end
  $$;

-- The elements of a document go before it does. Left to the foreign keys, its annotations would first lose the document and
-- then be found to name an element that is gone, or not, depending on the order in which the keys were made.
create function app.delete_elements() returns trigger
  language plpgsql
  as $$
  begin
    delete from app.document_elements where document_id = old.id;
    return old;
  end
  $$;

-- A collection that is not public is shared if there is a share of it, and else private.
create function app.visibility_of(collection integer) returns varchar
  language sql stable
  as $$
    select case when exists (select from app.object_sharing where collection_id = collection) then 'shared' else 'private' end
  $$;

create function app.keep_visibility() returns trigger
  language plpgsql
  as $$
  begin
    if new.visibility in ('private', 'shared') then
      new.visibility := app.visibility_of(new.id);
    end if;
    return new;
  end
  $$;

create function app.follow_shares() returns trigger
  language plpgsql
  as $$
  begin
    update app.document_collections set visibility = app.visibility_of(id)
    where visibility in ('private', 'shared') and visibility <> app.visibility_of(id)
      and id in (coalesce(old.collection_id, new.collection_id), coalesce(new.collection_id, old.collection_id));
    return null;
  end
  $$;

-- Who is deactivated or gets another password is signed out everywhere, whoever does it. The argument names the user.
create function app.end_sessions() returns trigger
  language plpgsql
  as $$
  begin
    update app.sessions set revoked_at = now()
    where user_id = (to_jsonb(new) ->> tg_argv[0])::integer and revoked_at is null;
    return null;
  end
  $$;

create trigger delete_elements before delete on app.documents for each row execute function app.delete_elements();
create trigger keep_place before insert or update of document_element_id on app.annotations for each row execute function app.keep_place();
create trigger move_annotations after update of document_id on app.document_elements for each row execute function app.move_annotations();
create trigger move_annotations after update of document_collection_id on app.documents for each row execute function app.move_annotations();
create trigger keep_visibility before insert or update of visibility on app.document_collections for each row execute function app.keep_visibility();
create trigger follow_shares after insert or update or delete on app.object_sharing for each row execute function app.follow_shares();
create trigger end_sessions after update of is_active on app.users for each row when (old.is_active and not new.is_active) execute function app.end_sessions('id');
create trigger end_sessions after insert or update of hashed_password on app.user_passwords for each row execute function app.end_sessions('user_id');

call kernel.keep_audit_in('app');
call kernel.audited('app.user_passwords', 'GenjiUserPassword', 'hashed_password');
call kernel.audited('app.sessions', 'GenjiSession', '!turn');
call kernel.audited('app.user_roles', 'GenjiUserRole', '~');
call kernel.audited('app.role_permissions', 'GenjiRolePermission', '~');
call kernel.audited('app.users', 'GenjiUser', '~');
call kernel.audited('app.roles', 'GenjiRole', '~');
call kernel.audited('app.permissions', 'GenjiPermission', '~');
call kernel.audited('app.groups', 'GenjiGroup', '~');
call kernel.audited('app.group_members', 'GenjiGroupMember', '~');
call kernel.audited('app.object_sharing', 'GenjiShare', '~');
call kernel.audited('app.document_collections', 'GenjiCollection', '~modified');
call kernel.audited('app.documents', 'GenjiDocument', '~modified');
call kernel.audited('app.document_elements', 'GenjiElement', '!element_order', '!text', '~modified');
call kernel.audited('app.annotations', 'GenjiAnnotation', '!text', '~modified');
call kernel.audited('app.site_settings', 'GenjiSiteSettings');

-- What may be done, and who may do it at first: both are rows that can be changed.
insert into app.permissions (name, description) values
  ('create_document_collection', 'Make collections.'),
  ('create_document', 'Make documents in a collection that one may edit.'),
  ('create_document_element', 'Add elements to a document that one may edit.'),
  ('create_scholarly_annotation', 'Make scholarly annotations, which everybody sees who sees the text.'),
  ('create_commenting_annotation', 'Comment, highlight, tag, ask, link and the like.'),
  ('comment_on_scholarly_annotation', 'Reply to scholarly annotations.'),
  ('comment_on_commenting_annotation', 'Reply to all other annotations.'),
  ('access_admin_dashboard', 'See what only administrators see: the audit trail and the site settings.'),
  ('manage_users', 'Make, change and deactivate people, and their groups.'),
  ('manage_roles', 'Change roles, their permissions and who has them.'),
  ('edit_any_content', 'Change and share whatever there is.'),
  ('delete_any_content', 'Delete whatever there is.'),
  ('view_all_content', 'See whatever there is.'),
  ('create_group', 'Make groups and lead them.');
insert into app.roles (name, description) values
  ('admin', 'Full system access'),
  ('instructor', 'Classroom and content management'),
  ('student', 'Document viewing and annotation');
insert into app.role_permissions (role_id, permission_id)
  select r.id, p.id from app.roles r cross join app.permissions p where r.name = 'admin';
insert into app.role_permissions (role_id, permission_id)
  select r.id, p.id from app.roles r join app.permissions p on p.name in (
    'create_commenting_annotation',
    'comment_on_commenting_annotation',
    'create_document_collection',
    'create_document',
    'create_document_element',
    'create_group')
  where r.name = 'instructor';
insert into app.role_permissions (role_id, permission_id)
  select r.id, p.id from app.roles r join app.permissions p on p.name in (
    'create_commenting_annotation',
    'comment_on_commenting_annotation')
  where r.name = 'student';
