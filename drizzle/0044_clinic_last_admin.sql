-- Somebody must be able to let others in. The lock makes those who take the last two away at once wait for each other.
create function clinic.keep_an_admin() returns trigger
  language plpgsql
  as $$
  begin
    if exists (select from old_rows where role = 'ADMIN' and active) then
      perform pg_advisory_xact_lock(hashtext('clinic.keep_an_admin'));
      if not exists (select from clinic.clinicians where role = 'ADMIN' and active) then
        raise exception 'The last active administrator has to stay.'
          using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'clinicians_last_admin';
      end if;
    end if;
    return null;
  end
  $$;
create trigger keep_an_admin_update after update on clinic.clinicians referencing old table as old_rows for each statement execute function clinic.keep_an_admin();
create trigger keep_an_admin_delete after delete on clinic.clinicians referencing old table as old_rows for each statement execute function clinic.keep_an_admin();
