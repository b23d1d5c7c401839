-- dx: the deployment suite, from the project down to the lines of its logs, its people and its audit trail. What goes
-- with a deleted row is what the seed lists; what the children of a project have of each other is set null.

create schema dx;

create table dx.users (
  id text not null default gen_random_uuid()::text,
  email text not null,
  password_hash text,
  name text,
  role varchar not null default 'admin',
  is_active boolean not null default true,
  last_login_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email),
  constraint users_role_check check (role in ('admin', 'user')),
  constraint users_email_check check (kernel.normal_label(email) <> '')
);

create table dx.sessions (
  id serial not null,
  user_id text not null,
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

create table dx.projects (
  id text not null default gen_random_uuid()::text,
  user_id text not null,
  name text not null,
  description text,
  source_type varchar not null,
  source_url text,
  source_hash text not null,
  source_branch text,
  local_path text,
  files_count integer,
  project_size numeric,
  language text,
  status varchar not null default 'imported',
  latest_analysis_id text,
  latest_config_set_id text,
  last_deployed_at timestamp with time zone,
  deploy_url text,
  last_analysis_version integer not null default 0,
  last_config_version integer not null default 0,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint projects_pkey primary key (id),
  constraint uq_projects_source unique (user_id, source_hash),
  constraint projects_source_type_check check (source_type in ('github', 'gitlab', 'bitbucket', 'zip', 'git', 'local')),
  constraint projects_status_check check (status in ('imported', 'configured', 'deployed')),
  constraint projects_name_check check (kernel.normal_label(name) <> ''),
  constraint projects_files_count_check check (files_count >= 0),
  constraint projects_project_size_check check (project_size >= 0),
  constraint projects_last_analysis_version_check check (last_analysis_version >= 0),
  constraint projects_last_config_version_check check (last_config_version >= 0)
);

create table dx.analysis_runs (
  id text not null default gen_random_uuid()::text,
  project_id text not null,
  user_id text not null,
  version_number integer not null,
  status varchar not null default 'pending',
  progress integer not null default 0,
  ai_model text,
  ai_provider text,
  confidence integer,
  results jsonb,
  error_message text,
  error_details text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  duration integer,
  retry_of_id text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint analysis_runs_pkey primary key (id),
  constraint uq_analysis_runs_version unique (project_id, version_number),
  constraint analysis_runs_status_check check (status in ('pending', 'analyzing', 'complete', 'failed', 'cancelled')),
  constraint analysis_runs_version_number_check check (version_number > 0),
  constraint analysis_runs_progress_check check (progress between 0 and 100),
  constraint analysis_runs_confidence_check check (confidence between 0 and 100),
  constraint analysis_runs_duration_check check (duration >= 0)
);

create table dx.analysis_activity_logs (
  id text not null default gen_random_uuid()::text,
  analysis_run_id text not null,
  line integer not null,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  action text not null,
  status varchar not null,
  result text,
  details jsonb,
  file_name text,
  duration integer,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint analysis_activity_logs_pkey primary key (id),
  constraint uq_analysis_activity_logs_line unique (analysis_run_id, line),
  constraint analysis_activity_logs_status_check check (status in ('pending', 'in_progress', 'complete', 'error')),
  constraint analysis_activity_logs_line_check check (line > 0),
  constraint analysis_activity_logs_duration_check check (duration >= 0)
);

create table dx.config_sets (
  id text not null default gen_random_uuid()::text,
  project_id text not null,
  analysis_run_id text,
  user_id text not null,
  name text not null,
  type varchar not null,
  version_number integer not null,
  local_path text,
  status varchar not null default 'pending',
  progress integer not null default 0,
  generated_by varchar not null,
  ai_model text,
  description text,
  tags jsonb,
  notes text,
  error_message text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  duration integer,
  retry_of_id text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint config_sets_pkey primary key (id),
  constraint uq_config_sets_version unique (project_id, version_number),
  constraint config_sets_type_check check (type in ('docker', 'kubernetes', 'bash', 'ci-cd')),
  constraint config_sets_status_check check (status in ('pending', 'generating', 'complete', 'failed')),
  constraint config_sets_generated_by_check check (generated_by in ('ai', 'user', 'template')),
  constraint config_sets_name_check check (kernel.normal_label(name) <> ''),
  constraint config_sets_version_number_check check (version_number > 0),
  constraint config_sets_progress_check check (progress between 0 and 100),
  constraint config_sets_duration_check check (duration >= 0)
);

create table dx.config_activity_logs (
  id text not null default gen_random_uuid()::text,
  config_set_id text not null,
  line integer not null,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  action text not null,
  status varchar not null,
  result text,
  details jsonb,
  constraint config_activity_logs_pkey primary key (id),
  constraint uq_config_activity_logs_line unique (config_set_id, line),
  constraint config_activity_logs_status_check check (status in ('started', 'completed', 'failed')),
  constraint config_activity_logs_line_check check (line > 0)
);

create table dx.config_files (
  id text not null default gen_random_uuid()::text,
  config_set_id text not null,
  file_name text not null,
  file_path text,
  file_type text not null,
  content text not null,
  description text,
  language text,
  is_valid boolean not null default true,
  validation_errors jsonb,
  size_bytes integer,
  order_index integer not null default 0,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint config_files_pkey primary key (id),
  constraint config_files_file_name_check check (kernel.normal_label(file_name) <> ''),
  constraint config_files_size_bytes_check check (size_bytes >= 0)
);

create table dx.config_optimizations (
  id text not null default gen_random_uuid()::text,
  config_set_id text not null,
  name text not null,
  category text not null,
  description text,
  impact text,
  estimated_savings text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint config_optimizations_pkey primary key (id),
  constraint config_optimizations_name_check check (kernel.normal_label(name) <> '')
);

create table dx.build_runs (
  id text not null default gen_random_uuid()::text,
  project_id text not null,
  config_set_id text,
  user_id text not null,
  build_type varchar not null,
  status varchar not null default 'pending',
  image_size numeric,
  build_logs text,
  error_message text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  duration integer,
  retry_of_id text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint build_runs_pkey primary key (id),
  constraint build_runs_build_type_check check (build_type in ('local', 'ci', 'cloud')),
  constraint build_runs_status_check check (status in ('pending', 'running', 'complete', 'failed', 'cancelled')),
  constraint build_runs_image_size_check check (image_size >= 0),
  constraint build_runs_duration_check check (duration >= 0)
);

create table dx.deployments (
  id text not null default gen_random_uuid()::text,
  project_id text not null,
  config_set_id text,
  build_run_id text,
  user_id text not null,
  name text,
  platform text not null,
  environment text not null default 'production',
  status varchar not null default 'pending',
  deploy_url text,
  preview_url text,
  service_urls jsonb,
  build_logs text,
  runtime_logs text,
  error_message text,
  notes text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  stopped_at timestamp with time zone,
  retry_of_id text,
  rollback_of_id text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint deployments_pkey primary key (id),
  constraint deployments_status_check check (status in ('pending', 'pre_flight', 'building', 'deploying', 'running', 'stopped', 'failed', 'terminated')),
  constraint deployments_platform_check check (kernel.normal_label(platform) <> ''),
  constraint deployments_environment_check check (kernel.normal_label(environment) <> '')
);

create table dx.audit_logs (
  id serial not null,
  entity_type varchar not null,
  entity_id text not null,
  action varchar not null,
  user_id text,
  changes jsonb,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  username varchar,
  xact_id xid8 not null default pg_current_xact_id(),
  part integer not null default coalesce(nullif(current_setting('app.part', true), ''), '0')::integer,
  constraint audit_logs_pkey primary key (id),
  constraint audit_logs_action_check check (action in ('CREATE', 'UPDATE', 'DELETE'))
);

create unique index uq_users_email_normal on dx.users (kernel.normal_label(email));
create index idx_users_role on dx.users (role);
create index idx_sessions_user on dx.sessions (user_id);
create index idx_sessions_address on dx.sessions (user_id, address) where not failed;
create index idx_projects_user_id on dx.projects (user_id, created_at, id);
create index idx_projects_status on dx.projects (status);
create index idx_projects_source_hash on dx.projects (source_hash);
create index idx_projects_latest_analysis_id on dx.projects (latest_analysis_id);
create index idx_projects_latest_config_set_id on dx.projects (latest_config_set_id);
create index idx_analysis_runs_project_id on dx.analysis_runs (project_id, id);
create index idx_analysis_runs_failed on dx.analysis_runs (project_id, created_at, id) where status = 'failed';
create index idx_analysis_runs_status on dx.analysis_runs (status);
create index idx_analysis_runs_user_id on dx.analysis_runs (user_id);
create index idx_analysis_runs_retry_of_id on dx.analysis_runs (retry_of_id);
create index idx_config_sets_project_id on dx.config_sets (project_id, id);
create index idx_config_sets_failed on dx.config_sets (project_id, created_at, id) where status = 'failed';
create index idx_config_sets_analysis_run_id on dx.config_sets (analysis_run_id);
create index idx_config_sets_status on dx.config_sets (status);
create index idx_config_sets_type on dx.config_sets (type);
create index idx_config_sets_user_id on dx.config_sets (user_id);
create index idx_config_sets_retry_of_id on dx.config_sets (retry_of_id);
create index idx_config_files_config_set_id on dx.config_files (config_set_id, order_index, id);
create index idx_config_files_file_name on dx.config_files (file_name);
create index idx_config_optimizations_config_set_id on dx.config_optimizations (config_set_id, id);
create index idx_build_runs_project_id on dx.build_runs (project_id, created_at, id);
create index idx_build_runs_failed on dx.build_runs (project_id, created_at, id) where status = 'failed';
create index idx_build_runs_config_set_id on dx.build_runs (config_set_id, id);
create index idx_build_runs_status on dx.build_runs (status);
create index idx_build_runs_user_id on dx.build_runs (user_id);
create index idx_build_runs_retry_of_id on dx.build_runs (retry_of_id);
create index idx_deployments_project_id on dx.deployments (project_id, created_at, id);
create index idx_deployments_failed on dx.deployments (project_id, created_at, id) where status = 'failed';
create index idx_deployments_config_set_id on dx.deployments (config_set_id, id);
create index idx_deployments_build_run_id on dx.deployments (build_run_id, id);
create index idx_deployments_status on dx.deployments (status);
create index idx_deployments_user_id on dx.deployments (user_id);
create index idx_deployments_retry_of_id on dx.deployments (retry_of_id);
create index idx_deployments_rollback_of_id on dx.deployments (rollback_of_id);
create index idx_audit_logs_entity on dx.audit_logs (entity_type, entity_id, id);
create index idx_audit_logs_user on dx.audit_logs (user_id, id);
create index idx_audit_logs_timestamp on dx.audit_logs ("timestamp" desc);
create index idx_audit_logs_xact on dx.audit_logs (xact_id, id);

alter table dx.sessions add constraint sessions_user_id_fkey foreign key (user_id) references dx.users (id) on delete cascade;
alter table dx.projects add constraint projects_user_id_fkey foreign key (user_id) references dx.users (id) on delete restrict;
alter table dx.projects add constraint projects_latest_analysis_id_fkey foreign key (latest_analysis_id) references dx.analysis_runs (id) on delete set null;
alter table dx.projects add constraint projects_latest_config_set_id_fkey foreign key (latest_config_set_id) references dx.config_sets (id) on delete set null;
alter table dx.analysis_runs add constraint analysis_runs_project_id_fkey foreign key (project_id) references dx.projects (id) on delete cascade;
alter table dx.analysis_runs add constraint analysis_runs_user_id_fkey foreign key (user_id) references dx.users (id) on delete restrict;
alter table dx.analysis_runs add constraint analysis_runs_retry_of_id_fkey foreign key (retry_of_id) references dx.analysis_runs (id) on delete set null;
alter table dx.analysis_activity_logs add constraint analysis_activity_logs_analysis_run_id_fkey foreign key (analysis_run_id) references dx.analysis_runs (id) on delete cascade;
alter table dx.config_sets add constraint config_sets_project_id_fkey foreign key (project_id) references dx.projects (id) on delete cascade;
alter table dx.config_sets add constraint config_sets_analysis_run_id_fkey foreign key (analysis_run_id) references dx.analysis_runs (id) on delete set null;
alter table dx.config_sets add constraint config_sets_user_id_fkey foreign key (user_id) references dx.users (id) on delete restrict;
alter table dx.config_sets add constraint config_sets_retry_of_id_fkey foreign key (retry_of_id) references dx.config_sets (id) on delete set null;
alter table dx.config_activity_logs add constraint config_activity_logs_config_set_id_fkey foreign key (config_set_id) references dx.config_sets (id) on delete cascade;
alter table dx.config_files add constraint config_files_config_set_id_fkey foreign key (config_set_id) references dx.config_sets (id) on delete cascade;
alter table dx.config_optimizations add constraint config_optimizations_config_set_id_fkey foreign key (config_set_id) references dx.config_sets (id) on delete cascade;
alter table dx.build_runs add constraint build_runs_project_id_fkey foreign key (project_id) references dx.projects (id) on delete cascade;
alter table dx.build_runs add constraint build_runs_config_set_id_fkey foreign key (config_set_id) references dx.config_sets (id) on delete set null;
alter table dx.build_runs add constraint build_runs_user_id_fkey foreign key (user_id) references dx.users (id) on delete restrict;
alter table dx.build_runs add constraint build_runs_retry_of_id_fkey foreign key (retry_of_id) references dx.build_runs (id) on delete set null;
alter table dx.deployments add constraint deployments_project_id_fkey foreign key (project_id) references dx.projects (id) on delete cascade;
alter table dx.deployments add constraint deployments_config_set_id_fkey foreign key (config_set_id) references dx.config_sets (id) on delete set null;
alter table dx.deployments add constraint deployments_build_run_id_fkey foreign key (build_run_id) references dx.build_runs (id) on delete set null;
alter table dx.deployments add constraint deployments_user_id_fkey foreign key (user_id) references dx.users (id) on delete restrict;
alter table dx.deployments add constraint deployments_retry_of_id_fkey foreign key (retry_of_id) references dx.deployments (id) on delete set null;
alter table dx.deployments add constraint deployments_rollback_of_id_fkey foreign key (rollback_of_id) references dx.deployments (id) on delete set null;
alter table dx.audit_logs add constraint audit_logs_user_id_fkey foreign key (user_id) references dx.users (id) on delete set null;

create trigger touch before update on dx.users for each row execute function kernel.touch();
create trigger touch before update on dx.sessions for each row execute function kernel.touch();
create trigger touch before update on dx.projects for each row execute function kernel.touch();
create trigger touch before update on dx.analysis_runs for each row execute function kernel.touch();
create trigger touch before update on dx.config_sets for each row execute function kernel.touch();
create trigger touch before update on dx.config_files for each row execute function kernel.touch();
create trigger touch before update on dx.config_optimizations for each row execute function kernel.touch();
create trigger touch before update on dx.build_runs for each row execute function kernel.touch();
create trigger touch before update on dx.deployments for each row execute function kernel.touch();

-- Who is deactivated or gets another password is signed out everywhere, whoever does it.
create function dx.end_sessions() returns trigger
  language plpgsql
  as $$
  begin
    update dx.sessions set revoked_at = now() where user_id = new.id and revoked_at is null;
    return null;
  end
  $$;
create trigger end_sessions after update of is_active, password_hash on dx.users
  for each row when (old.is_active and not new.is_active or old.password_hash is distinct from new.password_hash)
  execute function dx.end_sessions();

-- What has failed and was not deleted yet. Each branch has an index on the failed rows of a project by their time.
create view dx.failed_attempts as
  select id, 'analysis' as kind, project_id, user_id, 'Analysis ' || version_number as title, version_number,
    error_message as message, error_details as details, created_at, completed_at,
    id as analysis_run_id, null::text as config_set_id, null::text as build_run_id, null::text as deployment_id
  from dx.analysis_runs where status = 'failed'
  union all
  select id, 'config_set', project_id, user_id, name, version_number, error_message, null, created_at, completed_at,
    null, id, null, null
  from dx.config_sets where status = 'failed'
  union all
  select id, 'build', project_id, user_id, 'Build (' || build_type || ')', null, error_message, build_logs, created_at, completed_at,
    null, null, id, null
  from dx.build_runs where status = 'failed'
  union all
  select id, 'deployment', project_id, user_id, coalesce(name, platform || ' (' || environment || ')'), null, error_message,
    coalesce(runtime_logs, build_logs), created_at, completed_at,
    null, null, null, id
  from dx.deployments where status = 'failed';

call kernel.keep_audit_in('dx', 'users', 'id', 'email');
call kernel.audited('dx.users', 'DxUser', 'password_hash');
call kernel.audited('dx.sessions', 'DxSession', '!turn');
call kernel.audited('dx.projects', 'DxProject');
call kernel.audited('dx.analysis_runs', 'DxAnalysisRun', '#results', '#error_details');
call kernel.audited('dx.analysis_activity_logs', 'DxAnalysisActivityLog', '~', '#result', '#details');
call kernel.audited('dx.build_runs', 'DxBuildRun', '#build_logs');
call kernel.audited('dx.config_sets', 'DxConfigSet');
call kernel.audited('dx.config_activity_logs', 'DxConfigActivityLog', '~', '#result', '#details');
call kernel.audited('dx.config_files', 'DxConfigFile', '#content');
call kernel.audited('dx.config_optimizations', 'DxConfigOptimization');
call kernel.audited('dx.deployments', 'DxDeployment', '#build_logs', '#runtime_logs');
