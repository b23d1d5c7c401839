-- Old records are thrown away by a function of the owner's: a setting that anybody may set had opened the trail to every
-- role that may delete from it.

create or replace function kernel.keep() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'DELETE' then
      if current_setting('app.prune', true) = 'on'
        and current_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
        return old;
      end if;
    elsif new.user_id is null and to_jsonb(new) - 'user_id' = to_jsonb(old) - 'user_id' then
      return new;
    end if;
    raise exception 'The audit trail in %.% cannot be changed.', tg_table_schema, tg_table_name
      using errcode = 'feature_not_supported';
  end
  $$;

-- Throws away at least so many of a trail's oldest records, if they are older than so many days, and remembers up to
-- where: nobody goes on from there. What one command has recorded goes together: half of it would bring half of what it
-- deleted back.
create function kernel.prune(trail text, days integer, at_once integer) returns integer
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
revoke execute on function kernel.prune(text, integer, integer) from public;
