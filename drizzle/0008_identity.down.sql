drop table kernel.tickets;
drop trigger end_sessions on pearl.user_passwords;
drop trigger end_sessions on pearl.users;
drop function pearl.end_sessions();
drop index pearl.idx_sessions_address;
delete from pearl.sessions where failed;
alter table pearl.sessions
  drop constraint sessions_failed_check,
  drop column failed,
  drop column address,
  drop column issued_at;
