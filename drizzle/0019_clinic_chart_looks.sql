create table "clinic"."chart_looks" (
  "id" serial not null,
  "patient_id" integer not null,
  "clinician_id" integer,
  "username" text not null,
  "day" date not null,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "chart_looks_pkey" primary key ("id"),
  constraint "uq_chart_looks_once" unique ("patient_id", "clinician_id", "day")
);
alter table "clinic"."sessions" add column "day" date generated always as (session_date::date) stored;
alter table "clinic"."sessions" add column "week" date generated always as (date_trunc('week', session_date)::date) stored;
create index "idx_chart_looks_clinician_id" on "clinic"."chart_looks" using btree ("clinician_id", "id");
create index "idx_chart_looks_patient_id" on "clinic"."chart_looks" using btree ("patient_id", "id");
create index "idx_sessions_day" on "clinic"."sessions" using btree ("day", "session_date", "id");
create index "idx_sessions_week" on "clinic"."sessions" using btree ("week", "session_date", "id");
alter table "clinic"."chart_looks" add constraint "chart_looks_clinician_id_fkey" foreign key ("clinician_id") references "clinic"."clinicians" ("id") on delete set null;
create trigger touch before update on "clinic"."chart_looks" for each row execute function kernel.touch();
drop trigger "touch" on "clinic"."sessions";
create trigger touch before update on "clinic"."sessions" for each row execute function kernel.touch('day', 'week');
call kernel.audited('"clinic"."chart_looks"', 'ClinicChartLook');
call kernel.audited('"clinic"."sessions"', 'ClinicSession', '!day', '!week');
