-- Identity: a session ends with all that its tokens let in, knows where it comes from, and may be a sign-in that failed.

alter table pearl.sessions
  add column issued_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  add column address varchar,
  add column failed boolean not null default false,
  add constraint sessions_failed_check check (not failed or revoked_at is not null);
create index idx_sessions_address on pearl.sessions (user_id, address) where not failed;

-- Who is deactivated or gets another password is signed out everywhere, whoever does it. The argument names the user.
create function pearl.end_sessions() returns trigger
  language plpgsql
  as $$
  begin
    update pearl.sessions set revoked_at = now()
    where user_id = (to_jsonb(new) ->> tg_argv[0])::integer and revoked_at is null;
    return null;
  end
  $$;
create trigger end_sessions after update of is_active on pearl.users
  for each row when (old.is_active and not new.is_active) execute function pearl.end_sessions('id');
create trigger end_sessions after insert or update of password_hash on pearl.user_passwords
  for each row execute function pearl.end_sessions('user_id');

-- What lets somebody in once, for a moment: only the digest is kept.
create table kernel.tickets (
  digest text primary key,
  claims jsonb not null,
  expires_at timestamp with time zone not null
);
