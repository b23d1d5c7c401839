drop trigger complete on pearl.reporting_effort_item_trackers;
alter table pearl.reporting_effort_item_trackers
  drop constraint reporting_effort_item_trackers_two_people,
  drop constraint reporting_effort_item_trackers_completed,
  drop column primary_completed_at,
  drop column qc_completed_at;
alter table pearl.reporting_effort_item_trackers rename column primary_completed_by_id to programmed_by_id;
alter table pearl.reporting_effort_item_trackers
  rename constraint reporting_effort_item_trackers_primary_completed_by_id_fkey to reporting_effort_item_trackers_programmed_by_id_fkey;
alter index pearl.idx_trackers_primary_completed_by rename to idx_trackers_programmed_by;
alter table pearl.reporting_effort_item_trackers
  add constraint reporting_effort_item_trackers_two_people check (primary_programmer_id <> qc_programmer_id),
  add constraint reporting_effort_item_trackers_programmed check (programmed_by_id is null or primary_status = 'COMPLETED'),
  add constraint reporting_effort_item_trackers_checked_by_another check (programmed_by_id <> qc_programmer_id);
create or replace function pearl.complete() returns trigger
  language plpgsql
  as $$
  declare
    completing integer[] := '{}';
    worker record;
  begin
    if new.primary_status <> 'COMPLETED' then
      new.programmed_by_id := null;
    elsif tg_op = 'INSERT' then
      new.programmed_by_id := coalesce(new.programmed_by_id, new.primary_programmer_id);
    elsif old.primary_status <> 'COMPLETED' then
      new.programmed_by_id := new.primary_programmer_id;
      completing := completing || new.primary_programmer_id;
    end if;
    if tg_op = 'UPDATE' then
      if new.qc_status = 'COMPLETED' and old.qc_status <> 'COMPLETED' then
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
    end if;
    return new;
  end
  $$;
create trigger complete before insert or update of primary_status, qc_status, programmed_by_id on pearl.reporting_effort_item_trackers
  for each row execute function pearl.complete();
