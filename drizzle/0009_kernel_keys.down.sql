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
    return pruned;
  end
  $function$;

create or replace function kernel.touch() returns trigger
  language plpgsql
  as $$
  declare
    generated text[] := coalesce(tg_argv, '{}');
  begin
    if to_jsonb(new) - generated is distinct from to_jsonb(old) - generated then
      new.version := old.version + 1;
      new.updated_at := clock_timestamp();
    end if;
    return new;
  end
  $$;

drop procedure kernel.audited(regclass, text, text[]);
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

drop procedure kernel.keep_audit_in(text, text, text, text);
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

drop trigger keep on pearl.audit_logs;
drop trigger audit_truncate on pearl.audit_logs;
alter function pearl.audit() rename to audit_of_any_key;
call kernel.keep_audit_in('pearl');
do $$
declare
  each record;
begin
  for each in
    select tgname, tgrelid::regclass as target, pg_get_triggerdef(oid) as definition from pg_trigger
    where tgfoid = 'pearl.audit_of_any_key'::regproc
  loop
    execute format('drop trigger %I on %s', each.tgname, each.target);
    execute replace(each.definition, 'audit_of_any_key', 'audit');
  end loop;
end
$$;
drop function pearl.audit_of_any_key();
drop function pearl.actor();
drop procedure kernel.make_audit(text, text, text, text[]);
drop function kernel.key_of(regclass, boolean);
drop function kernel.with_large(text, text, text, jsonb, text[]);
drop function kernel.keep_large(text, text, text, jsonb, text[]);
drop table kernel.large_values;
delete from kernel.answers where user_id !~ '^\d+$';
alter table kernel.answers alter column user_id type integer using user_id::integer;
