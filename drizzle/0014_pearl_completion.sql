-- When both sides of a tracker were completed, and by whom the programming: columns, since a trail that is pruned forgets.

alter table pearl.reporting_effort_item_trackers rename column programmed_by_id to primary_completed_by_id;
alter table pearl.reporting_effort_item_trackers
  rename constraint reporting_effort_item_trackers_programmed_by_id_fkey to reporting_effort_item_trackers_primary_completed_by_id_fkey;
alter index pearl.idx_trackers_programmed_by rename to idx_trackers_primary_completed_by;
alter table pearl.reporting_effort_item_trackers
  add column primary_completed_at timestamp with time zone,
  add column qc_completed_at timestamp with time zone;

-- The last time that the trail tells of. A tracker that is made completed, as undoing a delete makes it, was so before.
alter table pearl.reporting_effort_item_trackers disable trigger user; -- not a change of the rows that anybody made
update pearl.reporting_effort_item_trackers t
set primary_completed_at = case when t.primary_status = 'COMPLETED' then completed.primary_at end,
  qc_completed_at = case when t.qc_status = 'COMPLETED' then completed.qc_at end
from (
  select entity_id,
    coalesce(max("timestamp") filter (where action = 'UPDATE' and changes -> 'changed_fields' ? 'primary_status' and changes -> 'after' ->> 'primary_status' = 'COMPLETED'),
      min("timestamp") filter (where action = 'CREATE' and changes -> 'after' ->> 'primary_status' = 'COMPLETED')) as primary_at,
    coalesce(max("timestamp") filter (where action = 'UPDATE' and changes -> 'changed_fields' ? 'qc_status' and changes -> 'after' ->> 'qc_status' = 'COMPLETED'),
      min("timestamp") filter (where action = 'CREATE' and changes -> 'after' ->> 'qc_status' = 'COMPLETED')) as qc_at
  from pearl.audit_logs where entity_type = 'Tracker' group by 1
) completed
where completed.entity_id = t.id and 'COMPLETED' in (t.primary_status, t.qc_status);
alter table pearl.reporting_effort_item_trackers enable trigger user;

-- Who programs an item, or completed its programming, does not check it: one rule.
alter table pearl.reporting_effort_item_trackers
  drop constraint reporting_effort_item_trackers_checked_by_another,
  drop constraint reporting_effort_item_trackers_two_people,
  drop constraint reporting_effort_item_trackers_programmed,
  add constraint reporting_effort_item_trackers_two_people
    check (primary_programmer_id <> qc_programmer_id and primary_completed_by_id <> qc_programmer_id),
  add constraint reporting_effort_item_trackers_completed check (
    (primary_status = 'COMPLETED' or num_nonnulls(primary_completed_by_id, primary_completed_at) = 0)
    and (qc_status = 'COMPLETED' or qc_completed_at is null));

-- Whoever completes the programming is remembered while it stays completed, and when each side was; nobody completes
-- anything who may not work. A tracker that is made completed was so at the latest when it was made.
drop trigger complete on pearl.reporting_effort_item_trackers;
create or replace function pearl.complete() returns trigger
  language plpgsql
  as $$
  declare
    completing integer[] := '{}';
    worker record;
  begin
    if new.primary_status <> 'COMPLETED' then
      new.primary_completed_by_id := null;
      new.primary_completed_at := null;
    elsif tg_op = 'INSERT' then
      new.primary_completed_by_id := coalesce(new.primary_completed_by_id, new.primary_programmer_id);
      new.primary_completed_at := coalesce(new.primary_completed_at, new.created_at);
    elsif old.primary_status <> 'COMPLETED' then
      new.primary_completed_by_id := new.primary_programmer_id;
      new.primary_completed_at := now();
      completing := completing || new.primary_programmer_id;
    end if;
    if new.qc_status <> 'COMPLETED' then
      new.qc_completed_at := null;
    elsif tg_op = 'INSERT' then
      new.qc_completed_at := coalesce(new.qc_completed_at, new.created_at);
    elsif old.qc_status <> 'COMPLETED' then
      new.qc_completed_at := now();
      completing := completing || new.qc_programmer_id;
    end if;
    if completing <> '{}' then
      for worker in select username, role, is_active from pearl.users where id = any (completing) loop
        if not worker.is_active then
          raise exception 'The user % has been deactivated: assign somebody else.', worker.username
            using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = tg_table_name || '_active_user';
        elsif worker.role = 'VIEWER' then
          raise exception 'The user % is a VIEWER: assign an ANALYST or an ADMIN.', worker.username
            using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = tg_table_name || '_programmer_role';
        end if;
      end loop;
    end if;
    return new;
  end
  $$;
create trigger complete before insert or update of primary_status, qc_status, primary_completed_by_id, primary_completed_at, qc_completed_at
  on pearl.reporting_effort_item_trackers for each row execute function pearl.complete();
