-- Rules of the work: what an item is, who may work on it, and that nobody checks what they have programmed.

-- The types of details, however they were written. What is not one of them has to be mended by hand.
do $$
declare
  of record;
  wrong text;
begin
  for of in
    select * from (values
      ('reporting_effort_tlf_details', 'reporting_effort_item', 'tlf_type', '{TABLE,LISTING,FIGURE}'::text[]),
      ('package_tlf_details', 'package_item', 'tlf_type', '{TABLE,LISTING,FIGURE}'),
      ('reporting_effort_dataset_details', 'reporting_effort_item', 'dataset_type', '{SDTM,ADAM}'),
      ('package_dataset_details', 'package_item', 'dataset_type', '{SDTM,ADAM}')
    ) as details("table", item, "column", allowed)
  loop
    execute format(
      'update pearl.%1$I set %2$I = nullif(upper(kernel.normal_label(%2$I)), %3$L)
       where %2$I is distinct from nullif(upper(kernel.normal_label(%2$I)), %3$L)',
      of."table", of."column", '');
    execute format(
      'select string_agg(format(%L, item_code, %I), %L order by d.id) from pearl.%I d join pearl.%I i on i.id = d.%I where %I <> all (%L)',
      '%s (%s)', of."column", ', ', of."table", of.item || 's', of.item || '_id', of."column", of.allowed)
    into wrong;
    if wrong is not null then
      raise exception 'pearl.%.% has to be one of % or null; change it for these items first: %',
        of."table", of."column", array_to_string(of.allowed, ', '), left(wrong, 1000);
    end if;
    execute format(
      'select string_agg(item_code, %L order by i.id) from pearl.%I d join pearl.%I i on i.id = d.%I where item_type <> %L',
      ', ', of."table", of.item || 's', of.item || '_id',
      case of."column" when 'tlf_type' then 'TLF' else 'DATASET' end)
    into wrong;
    if wrong is not null then
      raise exception 'pearl.% has details of another kind than their items; delete them for these items first: %',
        of."table", left(wrong, 1000);
    end if;
  end loop;
end
$$;

alter table pearl.reporting_effort_tlf_details
  add constraint reporting_effort_tlf_details_tlf_type_check check (tlf_type in ('TABLE', 'LISTING', 'FIGURE'));
alter table pearl.package_tlf_details
  add constraint package_tlf_details_tlf_type_check check (tlf_type in ('TABLE', 'LISTING', 'FIGURE'));
alter table pearl.reporting_effort_dataset_details
  add constraint reporting_effort_dataset_details_dataset_type_check check (dataset_type in ('SDTM', 'ADAM'));
alter table pearl.package_dataset_details
  add constraint package_dataset_details_dataset_type_check check (dataset_type in ('SDTM', 'ADAM'));

-- Details are of the kind that their item is of. The arguments: the items, the key that names one, the kind.
create function pearl.keep_kind() returns trigger
  language plpgsql
  as $$
  declare
    kind text;
  begin
    execute format('select item_type from %s where id = $1 for share', tg_argv[0])
      into kind using (to_jsonb(new) ->> tg_argv[1])::integer;
    if kind <> tg_argv[2] then
      raise exception 'An item of type % has no details of a %.', kind, tg_argv[2]
        using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = tg_table_name || '_item_kind';
    end if;
    return new;
  end
  $$;

-- And an item keeps its kind while it has details. The arguments: the tables of both kinds, the key that names the item.
create function pearl.keep_kind_of_item() returns trigger
  language plpgsql
  as $$
  declare
    has_details boolean;
  begin
    execute format('select exists (select from %s where %I = $1)', tg_argv[case old.item_type when 'TLF' then 0 else 1 end], tg_argv[2])
      into has_details using old.id;
    if has_details and new.item_type <> old.item_type then
      raise exception 'The item % has details of a %.', old.item_code, old.item_type
        using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = tg_table_name || '_item_kind';
    end if;
    return new;
  end
  $$;

create trigger keep_kind before insert or update of reporting_effort_item_id on pearl.reporting_effort_tlf_details
  for each row execute function pearl.keep_kind('pearl.reporting_effort_items', 'reporting_effort_item_id', 'TLF');
create trigger keep_kind before insert or update of reporting_effort_item_id on pearl.reporting_effort_dataset_details
  for each row execute function pearl.keep_kind('pearl.reporting_effort_items', 'reporting_effort_item_id', 'DATASET');
create trigger keep_kind before update of item_type on pearl.reporting_effort_items
  for each row execute function pearl.keep_kind_of_item('pearl.reporting_effort_tlf_details', 'pearl.reporting_effort_dataset_details', 'reporting_effort_item_id');
create trigger keep_kind before insert or update of package_item_id on pearl.package_tlf_details
  for each row execute function pearl.keep_kind('pearl.package_items', 'package_item_id', 'TLF');
create trigger keep_kind before insert or update of package_item_id on pearl.package_dataset_details
  for each row execute function pearl.keep_kind('pearl.package_items', 'package_item_id', 'DATASET');
create trigger keep_kind before update of item_type on pearl.package_items
  for each row execute function pearl.keep_kind_of_item('pearl.package_tlf_details', 'pearl.package_dataset_details', 'package_item_id');

-- Who completed the programming of an item. The trail knows it; without its record it is the programmer. Where the same
-- user checks the item already, it stays unknown.
alter table pearl.reporting_effort_item_trackers add column programmed_by_id integer;
alter table pearl.reporting_effort_item_trackers disable trigger user; -- not a change of the rows that anybody made
update pearl.reporting_effort_item_trackers t
set programmed_by_id = nullif(u.id, t.qc_programmer_id)
from pearl.reporting_effort_item_trackers c
left join lateral (
  select changes -> 'after' ->> 'primary_programmer_id' as id from pearl.audit_logs
  where entity_type = 'Tracker' and entity_id = c.id and action = 'UPDATE'
    and changes -> 'changed_fields' ? 'primary_status' and changes -> 'after' ->> 'primary_status' = 'COMPLETED'
  order by audit_logs.id desc limit 1
) completed on true
join pearl.users u on u.id = coalesce(completed.id::integer, c.primary_programmer_id)
where t.id = c.id and t.primary_status = 'COMPLETED';
alter table pearl.reporting_effort_item_trackers enable trigger user;
alter table pearl.reporting_effort_item_trackers
  add constraint reporting_effort_item_trackers_programmed_by_id_fkey foreign key (programmed_by_id) references pearl.users (id) on delete set null,
  add constraint reporting_effort_item_trackers_programmed check (programmed_by_id is null or primary_status = 'COMPLETED'),
  add constraint reporting_effort_item_trackers_checked_by_another check (programmed_by_id <> qc_programmer_id);
create index idx_trackers_programmed_by on pearl.reporting_effort_item_trackers (programmed_by_id);

-- Whoever completes the programming is remembered while it stays completed; nobody completes anything who may not work.
create function pearl.complete() returns trigger
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
