-- Keys of any type in the trail, and columns that it keeps once instead of in every record.

alter table kernel.answers alter column user_id type text;

-- Content-addressed: what a large column of a row has held, once for each value, whatever number of records tell of it.
create table kernel.large_values (
  trail text not null,
  entity_type text not null,
  entity_id text not null,
  digest text not null,
  value jsonb not null,
  used_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  primary key (trail, entity_type, entity_id, digest)
);
create index idx_large_values_used_at on kernel.large_values (trail, used_at);

-- Puts the digests of a row's large values in their place.
create function kernel.keep_large(home text, entity text, key text, image jsonb, large text[]) returns jsonb
  language sql
  as $$
    with found as (
      select name, image -> name as value, encode(sha256(convert_to((image -> name)::text, 'UTF8')), 'hex') as digest
      from unnest(large) name where jsonb_typeof(image -> name) <> 'null'
    ), kept as (
      insert into kernel.large_values as v (trail, entity_type, entity_id, digest, value)
      select distinct on (digest) home, entity, key, digest, value from found order by digest
      on conflict on constraint large_values_pkey do update set used_at = excluded.used_at where v.used_at < excluded.used_at
    )
    select image || coalesce(jsonb_object_agg(name,
      jsonb_build_object('large', digest, 'bytes', octet_length(value::text))), '{}') from found
  $$;

-- Puts a row's large values back where their digests are.
create function kernel.with_large(home text, entity text, key text, image jsonb, large text[]) returns jsonb
  language sql stable
  as $$
    select image || coalesce(jsonb_object_agg(name, value), '{}')
    from unnest(large) name
    join kernel.large_values on trail = home and entity_type = entity and entity_id = key and digest = image -> name ->> 'large'
  $$;

-- The primary key of a table as SQL, of the row r. In a trail of texts, a key of several columns is a JSON array of them.
create function kernel.key_of(target regclass, is_text boolean) returns text
  language sql stable
  as $$
    select case
      when count(*) = 1 then format('r.%I', min(attname)) || case when is_text then '::text' else '' end
      when is_text then format('jsonb_build_array(%s)::text', string_agg(format('r.%I', attname), ', ' order by place))
    end
    from pg_index, unnest(indkey::int2[]) with ordinality as keys (number, place)
    join pg_attribute on attnum = number
    where indrelid = target and indisprimary and attrelid = target
  $$;

-- Makes a trigger function that keeps a trail: one row in the schema's audit_logs for every row that a statement makes,
-- changes or deletes, by hand, by a cascade or by a command. An update that changes nothing leaves none. It is made for a
-- schema and a key, since statements that are put together when they run take three times as long. Who did it is the
-- person of the schema whose key the transaction has set as app.user_id.
create procedure kernel.make_audit(home text, function_name text, key text, large text[])
  language plpgsql
  as $procedure$
  declare
    -- the image of a row that a record holds
    kept text := case
      when large = '{}' then '(\2)'
      else format('kernel.keep_large(%L, tg_argv[0], \1::text, \2, %L)', format('"%s"."audit_logs"', home), large)
    end;
    body text := $function$
      create or replace function HOME.NAME() returns trigger
        language plpgsql
        as $$
        declare
          hidden text[] := '{}';
          ignored text[] := '{version,updated_at}';
          who_id HOME.audit_logs.user_id%type;
          who_name varchar;
        begin
          if tg_nargs > 1 then
            hidden := array(select ltrim(name, '!') from unnest(tg_argv[1:]) name where name !~ '^[~#]');
            ignored := ignored || array(select substr(name, 2) from unnest(tg_argv[1:]) name where name ~ '^[!~]');
          end if;
          if current_setting('app.user_id', true) <> '' then
            select a.id, a.name into who_id, who_name from HOME.actor() a;
          end if;
          if tg_op = 'INSERT' then
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], KEY, 'CREATE', who_id, who_name,
              jsonb_build_object('before', null, 'after', <<KEY, to_jsonb(r) - hidden>>, 'changed_fields', '[]'::jsonb)
            from new_rows r
            order by 2;
          elsif tg_op = 'DELETE' then
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], KEY, 'DELETE', who_id, who_name,
              jsonb_build_object('before', <<KEY, to_jsonb(r) - hidden>>, 'after', null, 'changed_fields', '[]'::jsonb)
            from old_rows r
            order by 2;
          else
            -- a row whose key is changed counts as one that is deleted and one that is made
            insert into HOME.audit_logs (entity_type, entity_id, action, user_id, username, changes)
            select tg_argv[0], id,
              case when o.row is null then 'CREATE' when n.row is null then 'DELETE' else 'UPDATE' end,
              who_id, who_name,
              jsonb_build_object('before', <<id, o.row - hidden>>, 'after', <<id, n.row - hidden>>, 'changed_fields', coalesce(fields, '[]'))
            from (select KEY as id, to_jsonb(r) as row from old_rows r) o
            full join (select KEY as id, to_jsonb(r) as row from new_rows r) n using (id)
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
    $function$;
  begin
    body := regexp_replace(body, '<<(\w+), ([^>]+)>>', kept, 'g');
    execute replace(replace(replace(body, 'HOME', home), 'NAME', function_name), 'KEY', key);
  end
  $procedure$;

-- Lets a schema keep a trail in its audit_logs, which says by its types what keys it takes. The people who act there are
-- the rows of a table of its own.
drop procedure kernel.keep_audit_in(text);
create procedure kernel.keep_audit_in(home text, people text default 'users', person text default 'id', name text default 'username')
  language plpgsql
  as $procedure$
  declare
    key_type text := (select format_type(atttypid, atttypmod) from pg_attribute
      where attrelid = to_regclass(home || '.' || people) and attname = person);
  begin
    execute format($function$
      create or replace function %1$s.actor() returns table (id %2$s, name text)
        language sql stable
        as $$ select u.%3$I, u.%4$I::text from %1$s.%5$I u where u.%3$I = nullif(current_setting('app.user_id', true), '')::%2$s $$
    $function$, home, key_type, person, name, people);
    execute format('create trigger keep before update or delete on %s.audit_logs
      for each row execute function kernel.keep()', home);
    execute format('create trigger audit_truncate before truncate on %s.audit_logs
      for each statement execute function kernel.refuse_truncate()', home);
  end
  $procedure$;

-- Lets a table's changes be recorded. `entity` is what its rows are called in the trail; what it is told besides are
-- columns: secret ones as they are; with "!" those that follow from others, with "~" those whose changes alone are none
-- (a time of the last change), with "#" large ones. It may be called again, with other columns.
drop procedure kernel.audited(regclass, text, text[]);
create procedure kernel.audited(target regclass, entity text, variadic told text[] default '{}')
  language plpgsql
  as $$
  declare
    home text := (select relnamespace::regnamespace::text from pg_class where oid = target);
    own_name text := (select relname from pg_class where oid = target);
    is_text boolean := (select atttypid = 'text'::regtype from pg_attribute
      where attrelid = (home || '.audit_logs')::regclass and attname = 'entity_id');
    key text := kernel.key_of(target, is_text);
    large text[] := array(select substr(name, 2) from unnest(told) name where name like '#%' order by 1);
    -- tables of one kind share a function
    recorder text := case when large = '{}' and key like 'r.id%' then 'audit' else 'audit_' || own_name end;
    arguments text := (select string_agg(quote_literal(each), ', ') from unnest(entity || told) each);
    each record;
  begin
    if key is null then
      raise exception '% has no primary key that its audit trail can name.', target;
    end if;
    call kernel.make_audit(home, recorder, key, large);
    for each in select tgname from pg_trigger where tgrelid = target and tgname in ('audit_insert', 'audit_update', 'audit_delete', 'audit_truncate') loop
      execute format('drop trigger %I on %s', each.tgname, target);
    end loop;
    execute format('create trigger audit_insert after insert on %s referencing new table as new_rows
      for each statement execute function %s.%I(%s)', target, home, recorder, arguments);
    execute format('create trigger audit_update after update on %s referencing old table as old_rows new table as new_rows
      for each statement execute function %s.%I(%s)', target, home, recorder, arguments);
    execute format('create trigger audit_delete after delete on %s referencing old table as old_rows
      for each statement execute function %s.%I(%s)', target, home, recorder, arguments);
    execute format('create trigger audit_truncate before truncate on %s
      for each statement execute function kernel.refuse_truncate()', target);
  end
  $$;

-- PEARL's trail is kept by a function that is made in this way, too.
drop trigger keep on pearl.audit_logs;
drop trigger audit_truncate on pearl.audit_logs;
call kernel.keep_audit_in('pearl');
call kernel.make_audit('pearl', 'audit', 'r.id', '{}');

-- An update that changes something moves the version and the time; one that changes nothing leaves both. The arguments
-- are the table's generated columns: before the update they are not computed yet and would always differ. With "~" it is
-- the column of the time, where that is not updated_at.
create or replace function kernel.touch() returns trigger
  language plpgsql
  as $$
  declare
    generated text[] := coalesce(tg_argv, '{}');
  begin
    if to_jsonb(new) - generated is distinct from to_jsonb(old) - generated then
      new.version := old.version + 1;
      if generated[0] like '~%' then
        new := jsonb_populate_record(new, jsonb_build_object(substr(generated[0], 2), clock_timestamp()));
      else
        new.updated_at := clock_timestamp();
      end if;
    end if;
    return new;
  end
  $$;

-- With the last record that tells of a large value, the value goes.
create or replace function kernel.prune(trail text, days integer, at_once integer) returns integer
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set app.prune = 'on'
  as $function$
  declare
    pruned integer;
  begin
    execute format($$
      with gone as (
        delete from %1$s where id in (
          select id from %1$s where "timestamp" < now() - make_interval(days => $1)
          order by "timestamp" fetch first ($2) rows with ties
        ) returning xact_id, id
      ), remembered as (
        insert into kernel.pruned as p (trail, xact_id, record)
        select %2$L, xact_id, (select max(id) from gone) from gone
        where id > coalesce((select record from kernel.epochs where trail = %2$L), 0)
        order by xact_id desc limit 1
        on conflict (trail) do update
        set xact_id = greatest(p.xact_id, excluded.xact_id), record = greatest(p.record, excluded.record)
      )
      select count(*) from gone
    $$, trail::regclass, trail) into pruned using days, at_once;
    execute format($$
      delete from kernel.large_values where trail = %2$L and used_at < now() - make_interval(days => $1)
        and used_at < coalesce((select min("timestamp") from %1$s), now())
    $$, trail::regclass, trail) using days;
    return pruned;
  end
  $function$;
