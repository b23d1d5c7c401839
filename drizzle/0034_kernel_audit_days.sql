-- Materialized counts: how many records of a trail there are of each day, so that the summary of a month reads days. They
-- have what the snapshot `counted` sees of the trail; what it does not see, whenever it is committed and whatever time it
-- bears, is counted from the trail itself. So nothing is counted while it is written.
create table kernel.audit_days (
  id bigint generated always as identity primary key,
  trail text not null,
  day date not null, -- in UTC
  entity_type text not null,
  action text not null,
  username text,
  count integer not null -- below zero: what has been pruned, until the day is counted up anew
);
create index idx_audit_days_day on kernel.audit_days (trail, day);

-- Null: the days of the trail are to be counted from its beginning.
alter table kernel.epochs add column counted pg_snapshot;

-- What is pruned is taken off its days, if it has been counted there. Nobody counts meanwhile.
create or replace function kernel.prune(trail text, days integer, at_once integer) returns integer
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set app.prune = 'on'
  as $function$
  declare
    pruned integer;
  begin
    -- in the order in which a new epoch takes its locks
    execute format('lock table %s in row exclusive mode', trail::regclass);
    perform from kernel.epochs e where e.trail = $1 for update;
    execute format($$
      with gone as (
        delete from %1$s where id in (
          select id from %1$s where "timestamp" < now() - make_interval(days => $1)
          order by "timestamp" fetch first ($2) rows with ties
        ) returning xact_id, id, "timestamp", entity_type, action, username
      ), remembered as (
        insert into kernel.pruned as p (trail, xact_id, record)
        select %2$L, xact_id, (select max(id) from gone) from gone
        where id > coalesce((select record from kernel.epochs where trail = %2$L), 0)
        order by xact_id desc limit 1
        on conflict (trail) do update
        set xact_id = greatest(p.xact_id, excluded.xact_id), record = greatest(p.record, excluded.record)
      ), taken_off as (
        insert into kernel.audit_days (trail, day, entity_type, action, username, count)
        select %2$L, ("timestamp" at time zone 'UTC')::date, entity_type, action, username, -count(*)
        from gone join kernel.epochs e on e.trail = %2$L
        where counted is not null and (gone.id <= e.record or pg_visible_in_snapshot(gone.xact_id, counted))
        group by 2, 3, 4, 5
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
