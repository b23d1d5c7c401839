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

-- Who is deactivated or gets another password is signed out everywhere, whoever does it. The argument names the clinician.
create function clinic.end_sessions() returns trigger
  language plpgsql
  as $$
  begin
    update clinic.clinician_sessions set revoked_at = now()
    where clinician_id = (to_jsonb(new) ->> tg_argv[0])::integer and revoked_at is null;
    return null;
  end
  $$;
create trigger end_sessions after update of active on clinic.clinicians for each row when (old.active and not new.active) execute function clinic.end_sessions('id');
create trigger end_sessions after insert or update of password_hash on clinic.clinician_passwords for each row execute function clinic.end_sessions('clinician_id');
