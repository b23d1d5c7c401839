-- PEARL: clinical reporting from the study down to the comment, its packages, texts, people and audit trail.

create schema pearl;

create table pearl.users (
  id serial,
  username varchar not null,
  role varchar not null,
  department varchar,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint users_pkey primary key (id),
  constraint idx_users_username unique (username),
  constraint users_role_check check (role in ('ADMIN', 'ANALYST', 'VIEWER')),
  constraint users_username_check check (kernel.normal_label(username) <> '')
);
create unique index uq_users_username_normal on pearl.users (kernel.normal_label(username));

create table pearl.user_passwords (
  id serial,
  user_id integer not null,
  password_hash text not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint user_passwords_pkey primary key (id),
  constraint user_passwords_user_id_fkey foreign key (user_id) references pearl.users (id) on delete cascade
);
create unique index uq_user_passwords_user on pearl.user_passwords (user_id);

create table pearl.studies (
  id serial,
  study_label varchar not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint studies_pkey primary key (id),
  constraint idx_studies_label unique (study_label),
  constraint studies_study_label_check check (kernel.normal_label(study_label) <> '')
);
create unique index uq_studies_label_normal on pearl.studies (kernel.normal_label(study_label));

create table pearl.database_releases (
  id serial,
  study_id integer not null,
  database_release_label varchar not null,
  database_release_date date not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint database_releases_pkey primary key (id),
  constraint idx_db_releases_study_label unique (study_id, database_release_label),
  constraint database_releases_database_release_label_check check (kernel.normal_label(database_release_label) <> ''),
  constraint database_releases_study_id_fkey foreign key (study_id) references pearl.studies (id) on delete cascade
);
create unique index uq_database_releases_label_normal on pearl.database_releases (study_id, kernel.normal_label(database_release_label));
create index idx_database_releases_study_id on pearl.database_releases (study_id, id);

create table pearl.reporting_efforts (
  id serial,
  database_release_id integer not null,
  database_release_label varchar not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_efforts_pkey primary key (id),
  constraint reporting_efforts_database_release_label_check check (kernel.normal_label(database_release_label) <> ''),
  constraint reporting_efforts_database_release_id_fkey foreign key (database_release_id) references pearl.database_releases (id) on delete cascade
);
create unique index uq_reporting_efforts_label_normal on pearl.reporting_efforts (database_release_id, kernel.normal_label(database_release_label));
create index idx_reporting_efforts_db_release_id on pearl.reporting_efforts (database_release_id, id);

create table pearl.reporting_effort_items (
  id serial,
  reporting_effort_id integer not null,
  item_code varchar not null,
  item_description text,
  item_type varchar not null,
  item_status varchar not null default 'PENDING',
  item_code_key text collate "C" not null generated always as (kernel.natural_key(item_code)) stored,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_effort_items_pkey primary key (id),
  constraint reporting_effort_items_item_code_key unique (item_code),
  constraint reporting_effort_items_item_type_check check (item_type in ('TLF', 'DATASET')),
  constraint reporting_effort_items_item_status_check check (item_status in ('PENDING', 'IN_PROGRESS', 'COMPLETED')),
  constraint reporting_effort_items_item_code_check check (kernel.normal_label(item_code) <> ''),
  constraint reporting_effort_items_reporting_effort_id_fkey foreign key (reporting_effort_id) references pearl.reporting_efforts (id) on delete cascade
);
create unique index uq_reporting_effort_items_code_normal on pearl.reporting_effort_items (kernel.normal_label(item_code));
create index idx_reporting_effort_items_effort_id on pearl.reporting_effort_items (reporting_effort_id, item_code_key, id);
create index idx_reporting_effort_items_code_key on pearl.reporting_effort_items (item_code_key, id);

create table pearl.reporting_effort_tlf_details (
  id serial,
  reporting_effort_item_id integer not null,
  tlf_type varchar,
  primary_endpoint boolean default false,
  analysis_population varchar,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_effort_tlf_details_pkey primary key (id),
  constraint reporting_effort_tlf_details_reporting_effort_item_id_fkey foreign key (reporting_effort_item_id) references pearl.reporting_effort_items (id) on delete cascade
);
create unique index uq_reporting_effort_tlf_details_item on pearl.reporting_effort_tlf_details (reporting_effort_item_id);

create table pearl.reporting_effort_dataset_details (
  id serial,
  reporting_effort_item_id integer not null,
  dataset_type varchar,
  data_source varchar,
  record_count integer,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_effort_dataset_details_pkey primary key (id),
  constraint reporting_effort_dataset_details_reporting_effort_item_id_fkey foreign key (reporting_effort_item_id) references pearl.reporting_effort_items (id) on delete cascade
);
create unique index uq_reporting_effort_dataset_details_item on pearl.reporting_effort_dataset_details (reporting_effort_item_id);

create table pearl.reporting_effort_item_trackers (
  id serial,
  reporting_effort_item_id integer not null,
  primary_programmer_id integer,
  qc_programmer_id integer,
  primary_status varchar not null default 'NOT_STARTED',
  qc_status varchar not null default 'NOT_STARTED',
  due_date date,
  priority varchar not null default 'MEDIUM',
  qc_level smallint,
  in_production boolean not null default false,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_effort_item_trackers_pkey primary key (id),
  constraint reporting_effort_item_trackers_primary_status_check check (primary_status in ('NOT_STARTED', 'IN_PROGRESS', 'COMPLETED')),
  constraint reporting_effort_item_trackers_qc_status_check check (qc_status in ('NOT_STARTED', 'IN_PROGRESS', 'COMPLETED')),
  constraint reporting_effort_item_trackers_priority_check check (priority in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  constraint reporting_effort_item_trackers_qc_level_check check (qc_level between 1 and 3),
  constraint reporting_effort_item_trackers_two_people check (primary_programmer_id <> qc_programmer_id),
  constraint reporting_effort_item_trackers_qc_after_primary check (qc_status = 'NOT_STARTED' or primary_status = 'COMPLETED'),
  constraint reporting_effort_item_trackers_production_after_qc check (not in_production or qc_status = 'COMPLETED'),
  constraint reporting_effort_item_trackers_reporting_effort_item_id_fkey foreign key (reporting_effort_item_id) references pearl.reporting_effort_items (id) on delete cascade,
  constraint reporting_effort_item_trackers_primary_programmer_id_fkey foreign key (primary_programmer_id) references pearl.users (id) on delete set null,
  constraint reporting_effort_item_trackers_qc_programmer_id_fkey foreign key (qc_programmer_id) references pearl.users (id) on delete set null
);
create unique index idx_trackers_item_id on pearl.reporting_effort_item_trackers (reporting_effort_item_id);
create index idx_trackers_primary_programmer on pearl.reporting_effort_item_trackers (primary_programmer_id, id);
create index idx_trackers_qc_programmer on pearl.reporting_effort_item_trackers (qc_programmer_id, id);
create index idx_trackers_status on pearl.reporting_effort_item_trackers (primary_status, qc_status);
create index idx_trackers_due_date on pearl.reporting_effort_item_trackers (due_date, id);

create table pearl.tracker_comments (
  id serial,
  tracker_id integer not null,
  user_id integer not null,
  comment_text text not null,
  comment_type varchar not null default 'GENERAL',
  is_resolved boolean not null default false,
  parent_comment_id integer,
  resolved_by_id integer,
  resolved_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint tracker_comments_pkey primary key (id),
  constraint tracker_comments_comment_type_check check (comment_type in ('GENERAL', 'QUESTION', 'ISSUE', 'RESPONSE')),
  constraint tracker_comments_comment_text_check check (kernel.normal_label(comment_text) <> ''),
  constraint tracker_comments_tracker_id_fkey foreign key (tracker_id) references pearl.reporting_effort_item_trackers (id) on delete cascade,
  constraint tracker_comments_user_id_fkey foreign key (user_id) references pearl.users (id) on delete restrict,
  constraint tracker_comments_parent_comment_id_fkey foreign key (parent_comment_id) references pearl.tracker_comments (id) on delete cascade,
  constraint tracker_comments_resolved_by_id_fkey foreign key (resolved_by_id) references pearl.users (id) on delete set null
);
create index idx_comments_tracker_id on pearl.tracker_comments (tracker_id, id, is_resolved, parent_comment_id);
create index idx_comments_user_id on pearl.tracker_comments (user_id, id);
create index idx_comments_parent_id on pearl.tracker_comments (parent_comment_id, id);
create index idx_comments_resolved_by_id on pearl.tracker_comments (resolved_by_id);
create index idx_comments_resolved on pearl.tracker_comments (is_resolved, tracker_id);
create index idx_comments_type on pearl.tracker_comments (comment_type);

create table pearl.tags (
  id serial,
  name varchar not null,
  color varchar not null default '#3B82F6',
  description text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint tags_pkey primary key (id),
  constraint tags_color_check check (color ~ '^#[0-9A-Fa-f]{6}$'),
  constraint tags_name_check check (kernel.normal_label(name) <> '')
);
create unique index uq_tags_name_normal on pearl.tags (kernel.normal_label(name));

create table pearl.tracker_tags (
  id serial,
  tracker_id integer not null,
  tag_id integer not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint tracker_tags_pkey primary key (id),
  constraint uq_tracker_tags unique (tracker_id, tag_id),
  constraint tracker_tags_tracker_id_fkey foreign key (tracker_id) references pearl.reporting_effort_item_trackers (id) on delete cascade,
  constraint tracker_tags_tag_id_fkey foreign key (tag_id) references pearl.tags (id) on delete cascade
);
create index idx_tracker_tags_tag on pearl.tracker_tags (tag_id);

create table pearl.packages (
  id serial,
  package_name varchar not null,
  study_indication varchar,
  therapeutic_area varchar,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint packages_pkey primary key (id),
  constraint idx_packages_name unique (package_name),
  constraint packages_package_name_check check (kernel.normal_label(package_name) <> '')
);
create unique index uq_packages_name_normal on pearl.packages (kernel.normal_label(package_name));

create table pearl.package_items (
  id serial,
  package_id integer not null,
  item_code varchar not null,
  item_description text,
  item_type varchar not null,
  item_code_key text collate "C" not null generated always as (kernel.natural_key(item_code)) stored,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint package_items_pkey primary key (id),
  constraint idx_package_items_code unique (package_id, item_code),
  constraint package_items_item_type_check check (item_type in ('TLF', 'DATASET')),
  constraint package_items_item_code_check check (kernel.normal_label(item_code) <> ''),
  constraint package_items_package_id_fkey foreign key (package_id) references pearl.packages (id) on delete cascade
);
create unique index uq_package_items_code_normal on pearl.package_items (package_id, kernel.normal_label(item_code));
create index idx_package_items_code_key on pearl.package_items (package_id, item_code_key, id);

create table pearl.package_tlf_details (
  id serial,
  package_item_id integer not null,
  tlf_type varchar,
  primary_endpoint boolean default false,
  analysis_population varchar,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint package_tlf_details_pkey primary key (id),
  constraint package_tlf_details_package_item_id_fkey foreign key (package_item_id) references pearl.package_items (id) on delete cascade
);
create unique index uq_package_tlf_details_item on pearl.package_tlf_details (package_item_id);

create table pearl.package_dataset_details (
  id serial,
  package_item_id integer not null,
  dataset_type varchar,
  data_source varchar,
  record_count integer,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint package_dataset_details_pkey primary key (id),
  constraint package_dataset_details_package_item_id_fkey foreign key (package_item_id) references pearl.package_items (id) on delete cascade
);
create unique index uq_package_dataset_details_item on pearl.package_dataset_details (package_item_id);

create table pearl.text_elements (
  id serial,
  type varchar not null,
  label varchar not null,
  content text not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint text_elements_pkey primary key (id),
  constraint idx_text_elements_type_label unique (type, label),
  constraint text_elements_type_check check (type in ('TITLE', 'FOOTNOTE', 'POPULATION_SET', 'ACRONYMS_SET')),
  constraint text_elements_label_check check (kernel.normal_label(label) <> '')
);
create unique index uq_text_elements_label_normal on pearl.text_elements (type, kernel.normal_label(label));

create table pearl.reporting_effort_item_text_elements (
  id serial,
  reporting_effort_item_id integer not null,
  text_element_id integer not null,
  sequence_number integer not null default 1,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint reporting_effort_item_text_elements_pkey primary key (id),
  constraint uq_reporting_effort_item_text_elements unique (reporting_effort_item_id, text_element_id),
  constraint reporting_effort_item_text_elements_sequence_number_check check (sequence_number > 0),
  constraint reporting_effort_item_text_elements_reporting_effort_item_id_fk foreign key (reporting_effort_item_id) references pearl.reporting_effort_items (id) on delete cascade,
  constraint reporting_effort_item_text_elements_text_element_id_fkey foreign key (text_element_id) references pearl.text_elements (id) on delete restrict
);
create index idx_reporting_effort_item_text_elements_element on pearl.reporting_effort_item_text_elements (text_element_id);

create table pearl.package_item_text_elements (
  id serial,
  package_item_id integer not null,
  text_element_id integer not null,
  sequence_number integer not null default 1,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint package_item_text_elements_pkey primary key (id),
  constraint uq_package_item_text_elements unique (package_item_id, text_element_id),
  constraint package_item_text_elements_sequence_number_check check (sequence_number > 0),
  constraint package_item_text_elements_package_item_id_fkey foreign key (package_item_id) references pearl.package_items (id) on delete cascade,
  constraint package_item_text_elements_text_element_id_fkey foreign key (text_element_id) references pearl.text_elements (id) on delete restrict
);
create index idx_package_item_text_elements_element on pearl.package_item_text_elements (text_element_id);

create table pearl.audit_logs (
  id serial,
  entity_type varchar not null,
  entity_id integer not null,
  action varchar not null,
  user_id integer,
  changes jsonb,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint audit_logs_pkey primary key (id),
  constraint audit_logs_action_check check (action in ('CREATE', 'UPDATE', 'DELETE')),
  constraint audit_logs_user_id_fkey foreign key (user_id) references pearl.users (id) on delete set null
);
create index idx_audit_logs_entity on pearl.audit_logs (entity_type, entity_id, id);
create index idx_audit_logs_user on pearl.audit_logs (user_id, id);
create index idx_audit_logs_timestamp on pearl.audit_logs ("timestamp" desc);

create trigger touch before update on pearl.users for each row execute function kernel.touch();
create trigger touch before update on pearl.user_passwords for each row execute function kernel.touch();
create trigger touch before update on pearl.studies for each row execute function kernel.touch();
create trigger touch before update on pearl.database_releases for each row execute function kernel.touch();
create trigger touch before update on pearl.reporting_efforts for each row execute function kernel.touch();
create trigger touch before update on pearl.reporting_effort_items for each row execute function kernel.touch('item_code_key');
create trigger touch before update on pearl.reporting_effort_tlf_details for each row execute function kernel.touch();
create trigger touch before update on pearl.reporting_effort_dataset_details for each row execute function kernel.touch();
create trigger touch before update on pearl.reporting_effort_item_trackers for each row execute function kernel.touch();
create trigger touch before update on pearl.tracker_comments for each row execute function kernel.touch();
create trigger touch before update on pearl.tags for each row execute function kernel.touch();
create trigger touch before update on pearl.tracker_tags for each row execute function kernel.touch();
create trigger touch before update on pearl.packages for each row execute function kernel.touch();
create trigger touch before update on pearl.package_items for each row execute function kernel.touch('item_code_key');
create trigger touch before update on pearl.package_tlf_details for each row execute function kernel.touch();
create trigger touch before update on pearl.package_dataset_details for each row execute function kernel.touch();
create trigger touch before update on pearl.text_elements for each row execute function kernel.touch();
create trigger touch before update on pearl.reporting_effort_item_text_elements for each row execute function kernel.touch();
create trigger touch before update on pearl.package_item_text_elements for each row execute function kernel.touch();
