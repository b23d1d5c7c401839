-- Image crawling: profiles, projects, crawl jobs with their chunks and images; credits, keys, notifications, usage.

create schema crawl;

create table crawl.profiles (
  id uuid not null default gen_random_uuid(),
  email varchar(255) not null,
  full_name varchar(100),
  avatar_url text,
  role varchar(20) not null default 'user',
  user_tier varchar(20) not null default 'FREE',
  is_active boolean not null default true,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint profiles_pkey primary key (id),
  constraint profiles_email_key unique (email),
  constraint profiles_role_check check (role in ('user', 'moderator', 'admin')),
  constraint profiles_user_tier_check check (user_tier in ('FREE', 'PRO', 'ENTERPRISE')),
  constraint profiles_email_check check (kernel.normal_label(email) <> '')
);

create table crawl.projects (
  id serial not null,
  name varchar(100) not null,
  description text,
  user_id uuid not null,
  status varchar(20) not null default 'active',
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint projects_pkey primary key (id),
  constraint projects_status_check check (status in ('active', 'archived', 'deleted')),
  constraint projects_name_check check (kernel.normal_label(name) <> '')
);

create table crawl.crawl_jobs (
  id serial not null,
  project_id integer not null,
  name varchar(100) not null,
  keywords jsonb not null,
  max_images integer not null default 1000,
  status varchar(20) not null default 'pending',
  progress integer not null default 0,
  total_images integer not null default 0,
  downloaded_images integer not null default 0,
  valid_images integer not null default 0,
  total_chunks integer not null default 0,
  active_chunks integer not null default 0,
  completed_chunks integer not null default 0,
  failed_chunks integer not null default 0,
  task_ids jsonb not null default '[]',
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  engines jsonb not null default '["google"]',
  reserved_credits integer not null default 0,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint crawl_jobs_pkey primary key (id),
  constraint crawl_jobs_status_check check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  constraint crawl_jobs_progress_check check (progress between 0 and 100),
  constraint crawl_jobs_total_images_check check (total_images >= 0),
  constraint crawl_jobs_downloaded_images_check check (downloaded_images >= 0),
  constraint crawl_jobs_valid_images_check check (valid_images >= 0),
  constraint crawl_jobs_total_chunks_check check (total_chunks >= 0),
  constraint crawl_jobs_active_chunks_check check (active_chunks >= 0),
  constraint crawl_jobs_completed_chunks_check check (completed_chunks >= 0),
  constraint crawl_jobs_failed_chunks_check check (failed_chunks >= 0),
  constraint crawl_jobs_reserved_credits_check check (reserved_credits >= 0),
  constraint crawl_jobs_name_check check (kernel.normal_label(name) <> '')
);

create table crawl.images (
  id serial not null,
  crawl_job_id integer not null,
  original_url text not null,
  filename varchar(255) not null,
  storage_url text,
  width integer,
  height integer,
  file_size integer,
  format varchar(10),
  hash varchar(64),
  is_valid boolean not null default true,
  is_duplicate boolean not null default false,
  labels jsonb,
  metadata jsonb,
  downloaded_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint images_pkey primary key (id),
  constraint images_width_check check (width > 0),
  constraint images_height_check check (height > 0),
  constraint images_file_size_check check (file_size >= 0)
);

create table crawl.job_chunks (
  id serial not null,
  job_id integer not null,
  chunk_index integer not null,
  status varchar(20) not null default 'pending',
  priority integer not null default 5,
  image_range jsonb not null,
  error_message text,
  retry_count integer not null default 0,
  task_id varchar(255),
  keyword varchar(200),
  engine varchar(20),
  available_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  lease integer not null default 0,
  leased_until timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint job_chunks_pkey primary key (id),
  constraint job_chunks_job_id_chunk_index_key unique (job_id, chunk_index),
  constraint job_chunks_status_check check (status in ('pending', 'processing', 'completed', 'failed')),
  constraint job_chunks_engine_check check (engine in ('google', 'bing', 'duckduckgo', 'baidu')),
  constraint job_chunks_priority_check check (priority between 0 and 10),
  constraint job_chunks_retry_count_check check (retry_count >= 0),
  constraint job_chunks_leased check (leased_until is null or status = 'processing')
);

create table crawl.activity_logs (
  id serial not null,
  user_id uuid,
  action text not null,
  resource_type varchar(50),
  resource_id varchar(50),
  metadata jsonb,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint activity_logs_pkey primary key (id)
);

create table crawl.credit_accounts (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  current_balance integer not null default 0,
  monthly_usage integer not null default 0,
  average_daily_usage numeric(10, 2) not null default '0',
  auto_refill_enabled boolean not null default false,
  refill_threshold integer not null default 100,
  refill_amount integer not null default 500,
  monthly_limit integer not null default 2000,
  usage_month date,
  entries integer not null default 0,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint credit_accounts_pkey primary key (id),
  constraint credit_accounts_current_balance_check check (current_balance >= 0),
  constraint credit_accounts_monthly_usage_check check (monthly_usage >= 0),
  constraint credit_accounts_refill_threshold_check check (refill_threshold > 0),
  constraint credit_accounts_refill_amount_check check (refill_amount > 0),
  constraint credit_accounts_monthly_limit_check check (monthly_limit > 0)
);

create table crawl.credit_transactions (
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  user_id uuid not null,
  type varchar(20) not null,
  description text not null,
  amount integer not null,
  balance_after integer not null,
  status varchar(20) not null default 'completed',
  metadata jsonb,
  entry integer not null,
  reference varchar(200),
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint credit_transactions_pkey primary key (id),
  constraint uq_credit_transactions_entry unique (account_id, entry),
  constraint uq_credit_transactions_reference unique (account_id, reference),
  constraint credit_transactions_type_check check (type in ('purchase', 'usage', 'refund', 'bonus')),
  constraint credit_transactions_status_check check (status in ('completed', 'pending', 'failed', 'cancelled')),
  constraint credit_transactions_balance_after_check check (balance_after >= 0),
  constraint credit_transactions_amount_check check (case type when 'usage' then amount <= 0 else amount >= 0 end)
);

create table crawl.api_keys (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  name varchar(200) not null,
  key_hash varchar(255) not null,
  key_prefix varchar(20) not null,
  status varchar(20) not null default 'active',
  permissions jsonb not null default '[]',
  rate_limit integer not null default 1000,
  usage_count integer not null default 0,
  last_used_at timestamp with time zone,
  last_used_ip varchar(45),
  expires_at timestamp with time zone,
  quota_hour timestamp with time zone,
  quota_taken integer not null default 0,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_key_hash_key unique (key_hash),
  constraint api_keys_status_check check (status in ('active', 'revoked', 'expired')),
  constraint api_keys_rate_limit_check check (rate_limit > 0),
  constraint api_keys_usage_count_check check (usage_count >= 0),
  constraint api_keys_name_check check (kernel.normal_label(name) <> '')
);

create table crawl.notifications (
  id serial not null,
  user_id uuid not null,
  title varchar(255) not null,
  message text not null,
  type varchar(50) not null,
  category varchar(50),
  icon varchar(50),
  color varchar(20),
  action_url text,
  action_label varchar(100),
  is_read boolean not null default false,
  read_at timestamp with time zone,
  metadata jsonb,
  push_at timestamp with time zone,
  pushed_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint notifications_pkey primary key (id),
  constraint notifications_type_check check (type in ('success', 'info', 'warning', 'error')),
  constraint notifications_category_check check (category in ('crawl_job', 'payment', 'system', 'security', 'dataset', 'project'))
);

create table crawl.notification_preferences (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  email_enabled boolean not null default true,
  push_enabled boolean not null default false,
  sms_enabled boolean not null default false,
  crawl_jobs_enabled boolean not null default true,
  datasets_enabled boolean not null default true,
  billing_enabled boolean not null default true,
  security_enabled boolean not null default true,
  marketing_enabled boolean not null default false,
  product_updates_enabled boolean not null default true,
  digest_frequency varchar(20) not null default 'daily',
  quiet_hours_start time,
  quiet_hours_end time,
  time_zone varchar(50) not null default 'UTC',
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint notification_preferences_pkey primary key (id),
  constraint notification_preferences_digest_frequency_check check (digest_frequency in ('realtime', 'daily', 'weekly', 'never')),
  constraint notification_preferences_quiet_hours_start_check check (quiet_hours_start <> quiet_hours_end),
  constraint notification_preferences_quiet_hours_both check ((quiet_hours_start is null) = (quiet_hours_end is null))
);

create table crawl.usage_metrics (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  metric_date date not null,
  images_processed integer not null default 0,
  images_limit integer not null default 10000,
  storage_used_gb numeric(10, 2) not null default '0',
  storage_limit_gb numeric(10, 2) not null default '100',
  api_calls integer not null default 0,
  api_calls_limit integer not null default 50000,
  bandwidth_used_gb numeric(10, 2) not null default '0',
  bandwidth_limit_gb numeric(10, 2) not null default '500',
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint usage_metrics_pkey primary key (id),
  constraint usage_metrics_user_id_metric_date_key unique (user_id, metric_date),
  constraint usage_metrics_images_processed_check check (images_processed >= 0),
  constraint usage_metrics_images_limit_check check (images_limit > 0),
  constraint usage_metrics_storage_used_gb_check check (storage_used_gb >= 0),
  constraint usage_metrics_storage_limit_gb_check check (storage_limit_gb > 0),
  constraint usage_metrics_api_calls_check check (api_calls >= 0),
  constraint usage_metrics_api_calls_limit_check check (api_calls_limit > 0),
  constraint usage_metrics_bandwidth_used_gb_check check (bandwidth_used_gb >= 0),
  constraint usage_metrics_bandwidth_limit_gb_check check (bandwidth_limit_gb > 0)
);

create table crawl.audit_logs (
  id serial not null,
  entity_type varchar not null,
  entity_id text not null,
  action varchar not null,
  user_id uuid,
  changes jsonb,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  username varchar,
  xact_id xid8 not null default pg_current_xact_id(),
  part integer not null default coalesce(nullif(current_setting('app.part', true), ''), '0')::integer,
  constraint audit_logs_pkey primary key (id),
  constraint audit_logs_action_check check (action in ('CREATE', 'UPDATE', 'DELETE'))
);

create unique index uq_profiles_email_normal on crawl.profiles using btree (kernel.normal_label(email));
create index idx_profiles_user_tier on crawl.profiles using btree (user_tier, id);
create index idx_profiles_role on crawl.profiles using btree (role);
create index idx_projects_user_id on crawl.projects using btree (user_id, id);
create index idx_projects_status on crawl.projects using btree (status);
create index idx_crawl_jobs_project_id on crawl.crawl_jobs using btree (project_id, id);
create index idx_crawl_jobs_status on crawl.crawl_jobs using btree (status, id);
create index idx_crawl_jobs_project_id_status on crawl.crawl_jobs using btree (project_id, status, id);
create index idx_crawl_jobs_created_at on crawl.crawl_jobs using btree (created_at);
create index idx_images_crawl_job_id on crawl.images using btree (crawl_job_id, id);
create index idx_images_created_at on crawl.images using btree (created_at);
create index idx_images_hash on crawl.images using btree (hash);
create index idx_images_crawl_job_id_hash on crawl.images using btree (crawl_job_id, hash);
create index idx_job_chunks_job_id on crawl.job_chunks using btree (job_id, id);
create index idx_job_chunks_status on crawl.job_chunks using btree (status);
create index idx_job_chunks_job_id_status on crawl.job_chunks using btree (job_id, status);
create index idx_job_chunks_priority_created_at on crawl.job_chunks using btree (priority, created_at);
create index idx_job_chunks_task_id on crawl.job_chunks using btree (task_id);
create index idx_job_chunks_queue on crawl.job_chunks using btree (priority desc, created_at, id) where status = 'pending';
create index idx_job_chunks_leases on crawl.job_chunks using btree (leased_until) where status = 'processing';
create index idx_activity_logs_user_id on crawl.activity_logs using btree (user_id, id);
create index idx_activity_logs_user_id_timestamp on crawl.activity_logs using btree (user_id, "timestamp");
create index idx_activity_logs_resource on crawl.activity_logs using btree (resource_type, resource_id, id);
create index idx_activity_logs_timestamp on crawl.activity_logs using btree ("timestamp");
create unique index idx_credit_accounts_user_id on crawl.credit_accounts using btree (user_id);
create index idx_credit_transactions_account_id on crawl.credit_transactions using btree (account_id);
create index idx_credit_transactions_user_id on crawl.credit_transactions using btree (user_id);
create index idx_credit_transactions_type on crawl.credit_transactions using btree (type);
create index idx_credit_transactions_status on crawl.credit_transactions using btree (status);
create index idx_credit_transactions_created_at on crawl.credit_transactions using btree (created_at);
create index idx_credit_transactions_user_id_created_at on crawl.credit_transactions using btree (user_id, created_at);
create index idx_api_keys_user_id on crawl.api_keys using btree (user_id);
create index idx_api_keys_key_prefix on crawl.api_keys using btree (key_prefix);
create index idx_api_keys_status on crawl.api_keys using btree (status);
create index idx_api_keys_last_used_at on crawl.api_keys using btree (last_used_at);
create index idx_api_keys_expires_at on crawl.api_keys using btree (expires_at);
create index idx_api_keys_user_id_status on crawl.api_keys using btree (user_id, status);
create index idx_notifications_user_id on crawl.notifications using btree (user_id, id);
create index idx_notifications_is_read on crawl.notifications using btree (is_read);
create index idx_notifications_type on crawl.notifications using btree (type);
create index idx_notifications_category on crawl.notifications using btree (category);
create index idx_notifications_created_at on crawl.notifications using btree (created_at desc);
create index idx_notifications_user_id_created_at on crawl.notifications using btree (user_id, created_at);
create index idx_notifications_unread on crawl.notifications using btree (user_id, is_read) where is_read = false;
create index idx_notifications_held on crawl.notifications using btree (push_at) where pushed_at is null;
create unique index idx_notification_preferences_user_id on crawl.notification_preferences using btree (user_id);
create index idx_usage_metrics_user_id on crawl.usage_metrics using btree (user_id);
create index idx_usage_metrics_metric_date on crawl.usage_metrics using btree (metric_date);
create index idx_audit_logs_entity on crawl.audit_logs using btree (entity_type, entity_id, id);
create index idx_audit_logs_user on crawl.audit_logs using btree (user_id, id);
create index idx_audit_logs_timestamp on crawl.audit_logs using btree ("timestamp" desc);
create index idx_audit_logs_xact on crawl.audit_logs using btree (xact_id, id);
alter table crawl.projects add constraint projects_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.crawl_jobs add constraint crawl_jobs_project_id_fkey foreign key (project_id) references crawl.projects (id) on delete cascade;
alter table crawl.images add constraint images_crawl_job_id_fkey foreign key (crawl_job_id) references crawl.crawl_jobs (id) on delete cascade;
alter table crawl.job_chunks add constraint job_chunks_job_id_fkey foreign key (job_id) references crawl.crawl_jobs (id) on delete cascade;
alter table crawl.activity_logs add constraint activity_logs_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.credit_accounts add constraint credit_accounts_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.credit_transactions add constraint credit_transactions_account_id_fkey foreign key (account_id) references crawl.credit_accounts (id) on delete cascade;
alter table crawl.credit_transactions add constraint credit_transactions_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.api_keys add constraint api_keys_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.notifications add constraint notifications_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.notification_preferences add constraint notification_preferences_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.usage_metrics add constraint usage_metrics_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete cascade;
alter table crawl.audit_logs add constraint audit_logs_user_id_fkey foreign key (user_id) references crawl.profiles (id) on delete set null;

create trigger touch before update on crawl.profiles for each row execute function kernel.touch();
create trigger touch before update on crawl.projects for each row execute function kernel.touch();
create trigger touch before update on crawl.crawl_jobs for each row execute function kernel.touch();
create trigger touch before update on crawl.images for each row execute function kernel.touch();
create trigger touch before update on crawl.job_chunks for each row execute function kernel.touch();
create trigger touch before update on crawl.credit_accounts for each row execute function kernel.touch();
create trigger touch before update on crawl.credit_transactions for each row execute function kernel.touch();
create trigger touch before update on crawl.api_keys for each row execute function kernel.touch();
create trigger touch before update on crawl.notifications for each row execute function kernel.touch();
create trigger touch before update on crawl.notification_preferences for each row execute function kernel.touch();
create trigger touch before update on crawl.usage_metrics for each row execute function kernel.touch();

-- The trail.
call kernel.keep_audit_in('crawl', 'profiles', 'id', 'email');
call kernel.audited('crawl.profiles', 'CrawlProfile');
call kernel.audited('crawl.projects', 'CrawlProject');
call kernel.audited('crawl.crawl_jobs', 'CrawlJob');
call kernel.audited('crawl.images', 'CrawlImage');
call kernel.audited('crawl.job_chunks', 'CrawlJobChunk');
call kernel.audited('crawl.activity_logs', 'CrawlActivityLog', '~');
call kernel.audited('crawl.credit_accounts', 'CrawlCreditAccount');
call kernel.audited('crawl.credit_transactions', 'CrawlCreditTransaction');
call kernel.audited('crawl.api_keys', 'CrawlApiKey', 'key_hash', '!usage_count', '!last_used_at', '!last_used_ip', '!quota_hour', '!quota_taken');
call kernel.audited('crawl.notifications', 'CrawlNotification');
call kernel.audited('crawl.notification_preferences', 'CrawlNotificationPreference');
call kernel.audited('crawl.usage_metrics', 'CrawlUsageMetric');

-- Books an entry of the ledger on its account: moves the balance, counts what is used within the month (in UTC), and
-- numbers the entry. One that has a number already comes back out of the trail: it was booked, and its account knows.
create function crawl.book() returns trigger
  language plpgsql
  as $$
  declare
    account crawl.credit_accounts;
    today date := (now() at time zone 'UTC')::date;
    used integer;
  begin
    select * into account from crawl.credit_accounts where id = new.account_id for no key update;
    if new.entry is not null and new.entry <= account.entries then
      return new;
    end if;
    if account.id is null then -- the foreign key refuses it
      new.entry := 1;
      new.balance_after := 0;
      return new;
    end if;
    if account.current_balance + new.amount < 0 then
      raise exception 'The balance of % is less than the % credits that this needs.', account.current_balance, -new.amount
        using errcode = 'check_violation', schema = 'crawl', table = 'credit_accounts', constraint = 'credit_accounts_insufficient_credits';
    end if;
    used := case when account.usage_month = date_trunc('month', today) then account.monthly_usage else 0 end;
    if new.type = 'usage' then
      used := used - new.amount;
      if used > account.monthly_limit then
        raise exception 'This would go beyond this month''s limit of % credits.', account.monthly_limit
          using errcode = 'check_violation', schema = 'crawl', table = 'credit_accounts', constraint = 'credit_accounts_monthly_limit';
      end if;
    elsif new.type = 'refund' then
      used := greatest(0, used - new.amount);
    end if;
    update crawl.credit_accounts a set
      current_balance = a.current_balance + new.amount,
      entries = a.entries + 1,
      usage_month = date_trunc('month', today),
      monthly_usage = used,
      average_daily_usage = round(used::numeric / extract(day from today)::numeric, 2)
    where a.id = new.account_id
    returning a.current_balance, a.entries, a.user_id into new.balance_after, new.entry, new.user_id;
    return new;
  end
  $$;

-- What has been booked stays; its status may change, and it goes with its account.
create function crawl.keep_ledger() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'UPDATE' then
      if to_jsonb(new) - '{status,metadata,version,updated_at}'::text[] = to_jsonb(old) - '{status,metadata,version,updated_at}'::text[] then
        return new;
      end if;
    elsif pg_trigger_depth() > 1 then -- by a cascade
      return old;
    end if;
    raise exception 'What has been booked stays as it was booked: book the difference.'
      using errcode = 'check_violation', schema = 'crawl', table = 'credit_transactions', constraint = 'credit_transactions_ledger_is_append_only';
  end
  $$;

-- Only the ledger moves a balance (crawl.book).
create function crawl.keep_balance() returns trigger
  language plpgsql
  as $$
  begin
    if pg_trigger_depth() = 1 and (new.current_balance, new.entries) is distinct from (old.current_balance, old.entries) then
      raise exception 'A balance changes by what is booked: add an entry to the ledger.'
        using errcode = 'check_violation', schema = 'crawl', table = 'credit_accounts', constraint = 'credit_accounts_balance_is_booked';
    end if;
    return new;
  end
  $$;

-- The activity log says what people do to their projects and jobs; the trail beside it, what has happened to every row.
-- Whoever is deleted at that moment is nobody any more.
create function crawl.log_activity(action text, resource text, key integer, name text) returns void
  language sql
  as $$
    insert into crawl.activity_logs (user_id, action, resource_type, resource_id, metadata)
    values ((select id from crawl.actor()), action, resource, key::text, jsonb_build_object('name', name))
  $$;

create function crawl.log_project() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'INSERT' then
      perform crawl.log_activity('CREATE_PROJECT', 'project', new.id, new.name);
    elsif tg_op = 'DELETE' then
      perform crawl.log_activity('DELETE_PROJECT', 'project', old.id, old.name);
    elsif (new.name, new.description, new.status) is distinct from (old.name, old.description, old.status) then
      perform crawl.log_activity('UPDATE_PROJECT', 'project', new.id, new.name);
    end if;
    return null;
  end
  $$;

create function crawl.log_crawl_job() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'INSERT' then
      perform crawl.log_activity('CREATE_CRAWL_JOB', 'crawl_job', new.id, new.name);
    elsif tg_op = 'DELETE' then
      perform crawl.log_activity('DELETE_CRAWL_JOB', 'crawl_job', old.id, old.name);
    elsif new.status <> old.status then
      perform crawl.log_activity(
        case new.status
          when 'pending' then 'RETRY' when 'running' then 'START' when 'completed' then 'COMPLETE'
          when 'failed' then 'FAIL' else 'CANCEL'
        end || '_CRAWL_JOB', 'crawl_job', new.id, new.name);
    end if;
    return null;
  end
  $$;

create trigger book before insert on crawl.credit_transactions for each row execute function crawl.book();
create trigger keep_ledger before update or delete on crawl.credit_transactions for each row execute function crawl.keep_ledger();
create trigger keep_balance before update of current_balance, entries on crawl.credit_accounts for each row execute function crawl.keep_balance();
create trigger log_activity after insert or delete or update of name, description, status on crawl.projects for each row execute function crawl.log_project();
create trigger log_activity after insert or delete or update of status on crawl.crawl_jobs for each row execute function crawl.log_crawl_job();
