do $$
declare
  each record;
begin
  for each in
    select tgname, tgrelid::regclass as target from pg_trigger
    join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'pearl'::regnamespace
      and (tgname like 'audit\_%' or tgname like 'keep%' or tgname = 'let_go')
  loop
    execute format('drop trigger %I on %s', each.tgname, each.target);
  end loop;
end
$$;
drop function pearl.audit();
drop function pearl.keep_an_admin();
drop function pearl.let_go();
drop table pearl.sessions;
alter table pearl.tracker_comments drop constraint tracker_comments_resolved_by_check;
alter table pearl.reporting_effort_item_trackers
  drop constraint reporting_effort_item_trackers_primary_in_hands,
  drop constraint reporting_effort_item_trackers_qc_in_hands;
alter table pearl.audit_logs drop column username, drop column xact_id, drop column part;
drop table kernel.answers;
drop table kernel.attempts;
drop procedure kernel.audited(regclass, text, text[]);
drop procedure kernel.keep_audit_in(text);
drop function kernel.keep();
drop function kernel.refuse_truncate();
