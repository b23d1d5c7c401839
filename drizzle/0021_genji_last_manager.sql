-- Somebody active has to manage users, and somebody roles. What is changed by way of a cascade nests, and what was
-- managed before the first of these changes has to be managed after each of them. The lock makes those who take the
-- last two away at once wait for each other.
create function app.keep_a_manager() returns trigger
  language plpgsql
  as $$
  declare
    managed text[] := array(
      select distinct p.name from app.permissions p
        join app.role_permissions r on r.permission_id = p.id
        join app.user_roles o on o.role_id = r.role_id
        join app.users u on u.id = o.user_id
      where u.is_active and p.name in ('manage_users', 'manage_roles'));
    needed text[] := coalesce(nullif(current_setting('genji.managed', true), ''), '{}');
  begin
    if tg_when = 'BEFORE' then
      perform pg_advisory_xact_lock(hashtext('app.keep_a_manager'));
      perform set_config('genji.managed', (needed || managed)::text, true);
    elsif not managed @> needed then
      raise exception 'The last user who manages users, or roles, has to stay.'
        using errcode = 'check_violation', schema = tg_table_schema, table = tg_table_name, constraint = tg_table_name || '_last_manager';
    end if;
    return null;
  end
  $$;
create trigger keep_a_manager_before before update of is_active or delete on app.users for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_after after update of is_active or delete on app.users for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_before before update or delete on app.user_roles for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_after after update or delete on app.user_roles for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_before before update or delete on app.role_permissions for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_after after update or delete on app.role_permissions for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_before before update of name or delete on app.permissions for each statement execute function app.keep_a_manager();
create trigger keep_a_manager_after after update of name or delete on app.permissions for each statement execute function app.keep_a_manager();
