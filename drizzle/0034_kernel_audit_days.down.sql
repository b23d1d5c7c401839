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
alter table kernel.epochs drop column counted;
drop table kernel.audit_days;
