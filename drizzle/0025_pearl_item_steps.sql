-- The steps of items, as the trail tells of them, in a form that can be counted: what was added, done, returned, and when.
-- The trail is pruned, and reading a year of it takes too long; this is neither.

create table "pearl"."item_steps" (
  "id" serial not null,
  "item_id" integer not null,
  "reporting_effort_id" integer not null,
  "database_release_id" integer,
  "study_id" integer,
  "at" timestamp with time zone not null,
  "recorded_at" timestamp with time zone not null,
  "added" smallint not null default 0,
  "done" smallint not null default 0,
  "programmed" smallint not null default 0,
  "returned" smallint not null default 0,
  "primary_status" varchar,
  "qc_status" varchar,
  "begun_before" boolean not null default false,
  constraint "item_steps_pkey" primary key ("id")
);
create index "idx_item_steps_item" on "pearl"."item_steps" using btree ("item_id", "at", "id");
create index "idx_item_steps_flow" on "pearl"."item_steps" using btree ("reporting_effort_id", "at", "study_id", "database_release_id", "added", "done", "programmed", "returned") where added <> 0 or done <> 0 or programmed <> 0 or returned <> 0;

-- Whether a tracker is done, as a record of the trail has it: programmed, and checked if somebody is to check it.
create function pearl.is_done(tracker jsonb) returns boolean
  language sql immutable parallel safe
  as $$
    select coalesce(tracker ->> 'primary_status' = 'COMPLETED'
      and (tracker ->> 'qc_status' = 'COMPLETED' or tracker ->> 'qc_programmer_id' is null), false)
  $$;

-- Adds the steps that new records of the trail tell of. An item knows its effort by its own step before: by the time that a
-- cascade comes to its tracker, it is gone. What is made with a past, as by an import, was made and done when it says so;
-- what comes back had its past already. A record has the time at which its transaction began: steps are in the order of the changes.
create function pearl.keep_steps() returns trigger
  language plpgsql
  as $$
  begin
    if exists (select from records where entity_type = 'ReportingEffortItem'
      and (action <> 'UPDATE' or changes -> 'changed_fields' ? 'reporting_effort_id')) then
      insert into pearl.item_steps (item_id, reporting_effort_id, database_release_id, study_id, recorded_at, at, added, done, primary_status, qc_status, begun_before)
      select r.entity_id, (side.item ->> 'reporting_effort_id')::integer,
        case when e.id is null then known.database_release_id else e.database_release_id end,
        case when e.id is null then known.study_id else l.study_id end,
        r."timestamp",
        case when r.action = 'CREATE' and known.id is null then least(r."timestamp", (side.item ->> 'created_at')::timestamptz) else greatest(r."timestamp", known.at) end,
        side.added,
        case when r.action = 'UPDATE' and pearl.is_done(to_jsonb(t)) then side.added else 0 end,
        case when r.action = 'UPDATE' and side.added = 1 then t.primary_status end,
        case when r.action = 'UPDATE' and side.added = 1 then t.qc_status end,
        r.action = 'UPDATE'
      from records r
      cross join lateral (values (r.changes -> 'before', -1), (r.changes -> 'after', 1)) as side (item, added)
      left join pearl.reporting_efforts e on e.id = (side.item ->> 'reporting_effort_id')::integer
      left join pearl.database_releases l on l.id = e.database_release_id
      left join lateral (
        select s.id, s.at, s.database_release_id, s.study_id from pearl.item_steps s
        where s.item_id = r.entity_id order by s.at desc, s.id desc limit 1
      ) known on true
      left join pearl.reporting_effort_item_trackers t on r.action = 'UPDATE' and t.reporting_effort_item_id = r.entity_id
      where r.entity_type = 'ReportingEffortItem' and side.item ->> 'reporting_effort_id' is not null
        and (r.action <> 'UPDATE' or r.changes -> 'changed_fields' ? 'reporting_effort_id')
      order by r.id, side.added;
    end if;
    if exists (select from records where entity_type = 'Tracker'
      and (action <> 'UPDATE' or changes -> 'changed_fields' ?| '{primary_status,qc_status,qc_programmer_id,returned_at}')) then
      insert into pearl.item_steps (item_id, reporting_effort_id, database_release_id, study_id, recorded_at, at, done, programmed, returned, primary_status, qc_status, begun_before)
      select step.item_id, coalesce(known.reporting_effort_id, i.reporting_effort_id),
        case when known.id is null then e.database_release_id else known.database_release_id end,
        case when known.id is null then l.study_id else known.study_id end,
        r."timestamp",
        case when not step.is_new then greatest(r."timestamp", known.at)
          when step.is_done then least(r."timestamp", greatest((step.now ->> 'primary_completed_at')::timestamptz, (step.now ->> 'qc_completed_at')::timestamptz))
          else least(r."timestamp", (step.now ->> 'created_at')::timestamptz) end,
        step.is_done::integer - step.was_done::integer,
        coalesce(step.now ->> 'primary_status' = 'COMPLETED' and (step.is_new or step.was ->> 'primary_status' <> 'COMPLETED'), false)::integer,
        (r.action = 'UPDATE' and (r.changes -> 'changed_fields' ? 'returned_at'
          or not step.now ? 'returned_at' and step.was ->> 'primary_status' = 'COMPLETED' and r.changes -> 'changed_fields' @> '["primary_status", "qc_status"]'))::integer,
        step.now ->> 'primary_status', step.now ->> 'qc_status',
        r.action = 'CREATE' and (not step.is_new or step.now ->> 'primary_status' <> 'NOT_STARTED')
      from records r
      left join lateral (
        select s.*, exists (select from pearl.item_steps o where o.item_id = s.item_id and o.primary_status is not null) as was_tracked
        from pearl.item_steps s
        where s.item_id = (coalesce(nullif(r.changes -> 'after', 'null'), r.changes -> 'before') ->> 'reporting_effort_item_id')::integer
        order by s.at desc, s.id desc limit 1
      ) known on true
      cross join lateral (
        select (coalesce(nullif(r.changes -> 'after', 'null'), r.changes -> 'before') ->> 'reporting_effort_item_id')::integer as item_id,
          r.changes -> 'before' as was, r.changes -> 'after' as now,
          pearl.is_done(r.changes -> 'before') as was_done, pearl.is_done(r.changes -> 'after') as is_done,
          r.action = 'CREATE' and known.was_tracked is not true as is_new
      ) step
      left join pearl.reporting_effort_items i on known.id is null and i.id = step.item_id
      left join pearl.reporting_efforts e on e.id = i.reporting_effort_id
      left join pearl.database_releases l on l.id = e.database_release_id
      where r.entity_type = 'Tracker' and coalesce(known.reporting_effort_id, i.reporting_effort_id) is not null
        and (r.action <> 'UPDATE' or r.changes -> 'changed_fields' ?| '{primary_status,qc_status,qc_programmer_id,returned_at}')
      order by r.id;
    end if;
    return null;
  end
  $$;

create trigger keep_steps after insert on pearl.audit_logs referencing new table as records for each statement execute function pearl.keep_steps();

-- What has happened so far, in the order of the records of each row. Where the trail has been pruned, a row begins as the
-- first record that is left has found it.
create temporary table past on commit drop as
select entity_type, entity_id, action, changes, "timestamp", id, row_number() over (partition by entity_type, entity_id order by id) as nth
from pearl.audit_logs where entity_type in ('ReportingEffortItem', 'Tracker');
insert into past
select entity_type, entity_id, 'CREATE', jsonb_build_object('before', null, 'after', changes -> 'before', 'changed_fields', '[]'::jsonb), "timestamp", 0, 0
from past where nth = 1 and action <> 'CREATE'
union all
select 'ReportingEffortItem', id, 'CREATE', jsonb_build_object('before', null, 'after', to_jsonb(i), 'changed_fields', '[]'::jsonb), now(), 0, 0
from pearl.reporting_effort_items i where id not in (select entity_id from past where entity_type = 'ReportingEffortItem')
union all
select 'Tracker', id, 'CREATE', jsonb_build_object('before', null, 'after', to_jsonb(t), 'changed_fields', '[]'::jsonb), now(), 0, 0
from pearl.reporting_effort_item_trackers t where id not in (select entity_id from past where entity_type = 'Tracker');
create temporary table records_of_past (like pearl.audit_logs) on commit drop;
create trigger keep_steps after insert on records_of_past referencing new table as records for each statement execute function pearl.keep_steps();
do $$
  begin
    for round in 0 .. (select coalesce(max(nth), 0) from past) loop
      insert into records_of_past (id, entity_type, entity_id, action, changes, "timestamp", xact_id, part)
      select id, entity_type, entity_id, action, changes, "timestamp", '0', 0 from past where nth = round order by "timestamp", id;
    end loop;
  end
  $$;
