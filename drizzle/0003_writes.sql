-- Writing: the audit trail that the database keeps by itself, what the workflow demands of every path, sessions.

-- The triggers that keep a table's audit trail. `entity` is what its rows are called there; `hidden` are columns whose
-- values must not get into it, and with "!" before their names those whose changes are none, since they follow from
-- others. The function that writes it is the schema's own (kernel.keep_audit_in).
create procedure kernel.audited(target regclass, entity text, variadic hidden text[] default '{}')
  language plpgsql
  as $$
  declare
    home text := (select relnamespace::regnamespace::text from pg_class where oid = target);
    arguments text := (select string_agg(quote_literal(each), ', ') from unnest(entity || hidden) each);
  begin
    execute format('create trigger audit_insert after insert on %s referencing new table as new_rows
      for each statement execute function %s.audit(%s)', target, home, arguments);
    execute format('create trigger audit_update after update on %s referencing old table as old_rows new table as new_rows
      for each statement execute function %s.audit(%s)', target, home, arguments);
    execute format('create trigger audit_delete after delete on %s referencing old table as old_rows
      for each statement execute function %s.audit(%s)', target, home, arguments);
    execute format('create trigger audit_truncate before truncate on %s
      for each statement execute function kernel.refuse_truncate()', target);
  end
  $$;

-- Makes a schema's audit function: one row in its audit_logs for every row that a statement makes, changes or deletes,
-- by hand, by a cascade or by a command. An update that changes nothing leaves none. Each schema has a function of its
-- own so that its statements name their tables: put together when they run, they would take three times as long. Who did
-- it is the user of the schema whose id the transaction has set as app.user_id.
create procedure kernel.keep_audit_in(home text)
  language plpgsql
  as $procedure$
  begin
    execute replace($function$
      create function HOME.audit() returns trigger
        language plpgsql
        as $$
        declare
          hidden text[] := '{}';
          ignored text[] := '{version,updated_at}';
          actor text := current_setting('app.user_id', true);
          who_id integer;
          who_name varchar;
        begin
          if tg_nargs > 1 then
            hidden := array(select ltrim(name, '!') from unnest(tg_argv[1:]) name);
            ignored := ignored || array(select ltrim(name, '!') from unnest(tg_argv[1:]) name where name like '!%');
          end if;
          if actor <> '' then
            select u.id, u.username into who_id, who_name from HOME.users u where u.id = actor::integer;
          end if;
          if tg_op = 'INSERT' then
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], id, 'CREATE', who_id, who_name,
              jsonb_build_object('before', null, 'after', to_jsonb(n) - hidden, 'changed_fields', '[]'::jsonb)
            from new_rows n
            order by 2;
          elsif tg_op = 'DELETE' then
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], id, 'DELETE', who_id, who_name,
              jsonb_build_object('before', to_jsonb(o) - hidden, 'after', null, 'changed_fields', '[]'::jsonb)
            from old_rows o
            order by 2;
          else
            -- a row whose key is changed counts as one that is deleted and one that is made
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], id,
              case when o.row is null then 'CREATE' when n.row is null then 'DELETE' else 'UPDATE' end,
              who_id, who_name,
              jsonb_build_object('before', o.row - hidden, 'after', n.row - hidden, 'changed_fields', coalesce(fields, '[]'))
            from (select id, to_jsonb(old_rows) as row from old_rows) o
            full join (select id, to_jsonb(new_rows) as row from new_rows) n using (id)
            cross join lateral (
              select jsonb_agg(key) as fields from jsonb_each(n.row)
              where o.row -> key <> value and key <> all (ignored)
            ) as changed
            where fields is not null or o.row is null or n.row is null
            order by 2;
          end if;
          return null;
        end
        $$
    $function$, 'HOME', home);
    execute format('create trigger keep before update or delete on %s.audit_logs
      for each row execute function kernel.keep()', home);
    execute format('create trigger audit_truncate before truncate on %s.audit_logs
      for each statement execute function kernel.refuse_truncate()', home);
  end
  $procedure$;

create function kernel.refuse_truncate() returns trigger
  language plpgsql
  as $$
  begin
    raise exception '%.% is audited: delete its rows, so that the audit trail knows.', tg_table_schema, tg_table_name
      using errcode = 'feature_not_supported';
  end
  $$;

-- What was recorded stays: a record loses its user when that user is deleted (the name remains), and nothing else.
create function kernel.keep() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'DELETE' then
      if current_setting('app.prune', true) = 'on' then return old; end if;
    elsif new.user_id is null and to_jsonb(new) - 'user_id' = to_jsonb(old) - 'user_id' then
      return new;
    end if;
    raise exception 'The audit trail in %.% cannot be changed.', tg_table_schema, tg_table_name
      using errcode = 'feature_not_supported';
  end
  $$;

-- Tries at something that must not be tried often, such as a sign-in, by what they are counted for.
create table kernel.attempts (
  subject text primary key,
  count integer not null,
  until timestamp with time zone not null
);

-- What mutations with an Idempotency-Key were answered.
create table kernel.answers (
  realm text not null,
  user_id integer not null,
  key text not null,
  request text not null,
  answer text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  primary key (realm, user_id, key)
);
create index idx_answers_created_at on kernel.answers (created_at);

alter table pearl.audit_logs
  add column username varchar,
  add column xact_id xid8 not null default pg_current_xact_id(),
  -- in a transaction that several commands share: which of them
  add column part integer not null default coalesce(nullif(current_setting('app.part', true), ''), '0')::integer;
create index idx_audit_logs_xact on pearl.audit_logs (xact_id, id);

-- One for each sign-in. A refresh token names its session and its turn: one of an earlier turn has been used already.
create table pearl.sessions (
  id serial,
  user_id integer not null,
  turn integer not null default 1,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  version integer not null default 1,
  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id) references pearl.users (id) on delete cascade
);
create index idx_sessions_user on pearl.sessions (user_id);
create trigger touch before update on pearl.sessions for each row execute function kernel.touch();

-- Nobody's work is not in progress. Whoever unassigns a programmer, or deletes one, takes the work back by it.
alter table pearl.reporting_effort_item_trackers
  add constraint reporting_effort_item_trackers_primary_in_hands check (primary_status <> 'IN_PROGRESS' or primary_programmer_id is not null),
  add constraint reporting_effort_item_trackers_qc_in_hands check (qc_status <> 'IN_PROGRESS' or qc_programmer_id is not null);

create function pearl.let_go() returns trigger
  language plpgsql
  as $$
  begin
    if new.primary_programmer_id is null and old.primary_programmer_id is not null and new.primary_status = 'IN_PROGRESS' then
      new.primary_status := 'NOT_STARTED';
    end if;
    if new.qc_programmer_id is null and old.qc_programmer_id is not null and new.qc_status = 'IN_PROGRESS' then
      new.qc_status := 'NOT_STARTED';
    end if;
    return new;
  end
  $$;
create trigger let_go before update of primary_programmer_id, qc_programmer_id on pearl.reporting_effort_item_trackers
  for each row execute function pearl.let_go();

alter table pearl.tracker_comments
  add constraint tracker_comments_resolved_by_check check (is_resolved or (resolved_by_id is null and resolved_at is null));

-- Somebody must be able to let others in. The lock makes those who take the last two away at once wait for each other.
create function pearl.keep_an_admin() returns trigger
  language plpgsql
  as $$
  begin
    if exists (select from old_rows where role = 'ADMIN' and is_active) then
      perform pg_advisory_xact_lock(hashtext('pearl.keep_an_admin'));
      if not exists (select from pearl.users where role = 'ADMIN' and is_active) then
        raise exception 'The last active administrator has to stay.'
          using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'users_last_admin';
      end if;
    end if;
    return null;
  end
  $$;
create trigger keep_an_admin_update after update on pearl.users referencing old table as old_rows
  for each statement execute function pearl.keep_an_admin();
create trigger keep_an_admin_delete after delete on pearl.users referencing old table as old_rows
  for each statement execute function pearl.keep_an_admin();

call kernel.keep_audit_in('pearl');
call kernel.audited('pearl.studies', 'Study');
call kernel.audited('pearl.database_releases', 'DatabaseRelease');
call kernel.audited('pearl.reporting_efforts', 'ReportingEffort');
call kernel.audited('pearl.reporting_effort_items', 'ReportingEffortItem', '!item_code_key');
call kernel.audited('pearl.reporting_effort_tlf_details', 'ReportingEffortTlfDetails');
call kernel.audited('pearl.reporting_effort_dataset_details', 'ReportingEffortDatasetDetails');
call kernel.audited('pearl.reporting_effort_item_text_elements', 'ReportingEffortItemTextElement');
call kernel.audited('pearl.reporting_effort_item_trackers', 'Tracker');
call kernel.audited('pearl.tracker_comments', 'TrackerComment');
call kernel.audited('pearl.tags', 'Tag');
call kernel.audited('pearl.tracker_tags', 'TrackerTag');
call kernel.audited('pearl.packages', 'Package');
call kernel.audited('pearl.package_items', 'PackageItem', '!item_code_key');
call kernel.audited('pearl.package_tlf_details', 'PackageTlfDetails');
call kernel.audited('pearl.package_dataset_details', 'PackageDatasetDetails');
call kernel.audited('pearl.package_item_text_elements', 'PackageItemTextElement');
call kernel.audited('pearl.text_elements', 'TextElement');
call kernel.audited('pearl.users', 'User');
call kernel.audited('pearl.user_passwords', 'UserPassword', 'password_hash');
call kernel.audited('pearl.sessions', 'Session', '!turn');
