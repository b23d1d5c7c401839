drop trigger keep_steps on pearl.audit_logs;
drop function pearl.keep_steps();
drop function pearl.is_done(jsonb);
drop table "pearl"."item_steps";
