-- Somebody must be able to let others in. The lock makes those who take the last two away at once wait for each other.
create function dx.keep_an_admin() returns trigger
  language plpgsql
  as $$
  begin
    if exists (select from old_rows where role = 'admin' and is_active) then
      perform pg_advisory_xact_lock(hashtext('dx.keep_an_admin'));
      if not exists (select from dx.users where role = 'admin' and is_active) then
        raise exception 'The last active administrator has to stay.'
          using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = 'users_last_admin';
      end if;
    end if;
    return null;
  end
  $$;
create trigger keep_an_admin_update after update on dx.users referencing old table as old_rows
  for each statement execute function dx.keep_an_admin();
create trigger keep_an_admin_delete after delete on dx.users referencing old table as old_rows
  for each statement execute function dx.keep_an_admin();
