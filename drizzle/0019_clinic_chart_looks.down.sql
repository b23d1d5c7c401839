call kernel.audited('"clinic"."sessions"', 'ClinicSession');
drop trigger "touch" on "clinic"."sessions";
create trigger "touch" BEFORE UPDATE ON "clinic".sessions FOR EACH ROW EXECUTE FUNCTION kernel.touch();
drop index "clinic"."idx_sessions_week";
drop index "clinic"."idx_sessions_day";
alter table "clinic"."sessions" drop column "week";
alter table "clinic"."sessions" drop column "day";
drop table "clinic"."chart_looks";
