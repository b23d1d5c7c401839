create schema "clinic";
create table "clinic"."audit_logs" (
  "id" serial not null,
  "entity_type" varchar not null,
  "entity_id" text not null,
  "action" varchar not null,
  "user_id" integer,
  "changes" jsonb,
  "timestamp" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "username" text,
  "xact_id" xid8 not null default pg_current_xact_id(),
  "part" integer not null default coalesce(nullif(current_setting('app.part', true), ''), '0')::integer,
  constraint "audit_logs_pkey" primary key ("id"),
  constraint "audit_logs_action_check" check (action in ('CREATE', 'UPDATE', 'DELETE'))
);
create table "clinic"."clinician_passwords" (
  "id" serial not null,
  "clinician_id" integer not null,
  "password_hash" text not null,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "clinician_passwords_pkey" primary key ("id")
);
create table "clinic"."clinician_sessions" (
  "id" serial not null,
  "clinician_id" integer not null,
  "turn" integer not null default 1,
  "issued_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "expires_at" timestamp with time zone not null,
  "revoked_at" timestamp with time zone,
  "address" varchar,
  "failed" boolean not null default false,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "clinician_sessions_pkey" primary key ("id"),
  constraint "clinician_sessions_failed_check" check (not failed or revoked_at is not null)
);
create table "clinic"."clinicians" (
  "id" serial not null,
  "name" text not null,
  "title" text,
  "email" text not null,
  "specialization" text,
  "active" boolean not null default true,
  "notes" text,
  "role" varchar not null default 'CLINICIAN',
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "clinicians_pkey" primary key ("id"),
  constraint "clinicians_role_check" check (role in ('CLINICIAN', 'ADMIN')),
  constraint "clinicians_name_check" check (kernel.normal_label(name) <> ''),
  constraint "clinicians_email_check" check (kernel.normal_label(email) <> '')
);
create table "clinic"."documents" (
  "id" serial not null,
  "patient_id" integer not null,
  "therapist_id" integer,
  "title" text not null,
  "name" text not null,
  "type" text not null,
  "date" timestamp not null,
  "due_date" date,
  "allocated_units" integer not null,
  "contents" text,
  "status" text not null default 'completed',
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "documents_pkey" primary key ("id"),
  constraint "documents_type_check" check (type in ('progress-report', 'assessment-report', 'letter')),
  constraint "documents_status_check" check (status in ('draft', 'completed')),
  constraint "documents_allocated_units_check" check (allocated_units >= 0),
  constraint "documents_title_check" check (kernel.normal_label(title) <> ''),
  constraint "documents_name_check" check (kernel.normal_label(name) <> '')
);
create table "clinic"."patient_clinicians" (
  "id" serial not null,
  "patient_id" integer not null,
  "clinician_id" integer not null,
  "role" text not null,
  "assigned_date" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "notes" text,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "patient_clinicians_pkey" primary key ("id"),
  constraint "uq_patient_clinicians_pair" unique ("clinician_id", "patient_id"),
  constraint "patient_clinicians_role_check" check (role in ('Primary Therapist', 'Secondary Therapist', 'Supervisor', 'Support Staff'))
);
create table "clinic"."patients" (
  "id" serial not null,
  "name" text not null,
  "original_name" text,
  "unique_identifier" text,
  "date_of_birth" date not null,
  "gender" text,
  "preferred_language" text,
  "contact_email" text,
  "contact_phone" text,
  "address" varchar,
  "medical_history" text,
  "communication_needs" text,
  "therapy_preferences" text,
  "funds_management" text,
  "ndis_funds" numeric not null default '0',
  "onboarding_status" text not null default 'incomplete',
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "patients_pkey" primary key ("id"),
  constraint "patients_unique_identifier_check" check (unique_identifier ~ '^[0-9]{6}$'),
  constraint "patients_ndis_funds_check" check (ndis_funds >= 0),
  constraint "patients_funds_management_check" check (funds_management in ('Self-Managed', 'Advisor-Managed', 'Custodian-Managed')),
  constraint "patients_onboarding_status_check" check (onboarding_status in ('incomplete', 'complete')),
  constraint "patients_name_check" check (kernel.normal_label(name) <> '')
);
create table "clinic"."session_note_amendments" (
  "id" serial not null,
  "session_note_id" integer not null,
  "clinician_id" integer,
  "text" text not null,
  "reason" text not null,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "session_note_amendments_pkey" primary key ("id"),
  constraint "session_note_amendments_text_check" check (kernel.normal_label(text) <> ''),
  constraint "session_note_amendments_reason_check" check (kernel.normal_label(reason) <> '')
);
create table "clinic"."session_notes" (
  "id" serial not null,
  "session_id" integer not null,
  "patient_id" integer not null,
  "present_caregivers" text[],
  "mood_rating" integer,
  "physical_activity_rating" integer,
  "focus_rating" integer,
  "cooperation_rating" integer,
  "notes" text,
  "products" jsonb,
  "status" text not null default 'draft',
  "date" timestamp not null default CURRENT_TIMESTAMP,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "session_notes_pkey" primary key ("id"),
  constraint "session_notes_mood_rating_check" check (mood_rating between 0 and 10),
  constraint "session_notes_physical_activity_rating_check" check (physical_activity_rating between 0 and 10),
  constraint "session_notes_focus_rating_check" check (focus_rating between 0 and 10),
  constraint "session_notes_cooperation_rating_check" check (cooperation_rating between 0 and 10),
  constraint "session_notes_status_check" check (status in ('draft', 'completed'))
);
create table "clinic"."sessions" (
  "id" serial not null,
  "patient_id" integer not null,
  "therapist_id" integer,
  "title" text not null,
  "description" text,
  "session_date" timestamp not null,
  "duration" integer not null,
  "status" text not null default 'draft',
  "location" text,
  "notes" text,
  "ai_summary" text,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "sessions_pkey" primary key ("id"),
  constraint "uq_sessions_patient" unique ("id", "patient_id"),
  constraint "sessions_duration_check" check (duration >= 1),
  constraint "sessions_status_check" check (status in ('draft', 'completed')),
  constraint "sessions_title_check" check (kernel.normal_label(title) <> '')
);
create index "idx_audit_logs_entity" on "clinic"."audit_logs" using btree ("entity_type", "entity_id", "id");
create index "idx_audit_logs_timestamp" on "clinic"."audit_logs" using btree ("timestamp" desc);
create index "idx_audit_logs_user" on "clinic"."audit_logs" using btree ("user_id", "id");
create index "idx_audit_logs_xact" on "clinic"."audit_logs" using btree ("xact_id", "id");
create unique index "uq_clinician_passwords_clinician" on "clinic"."clinician_passwords" using btree ("clinician_id");
create index "idx_clinician_sessions_address" on "clinic"."clinician_sessions" using btree ("clinician_id", "address") where not failed;
create index "idx_clinician_sessions_clinician_id" on "clinic"."clinician_sessions" using btree ("clinician_id");
create unique index "uq_clinicians_email_normal" on "clinic"."clinicians" using btree (kernel.normal_label(email));
create index "idx_documents_due_date" on "clinic"."documents" using btree ("due_date", "id") where due_date is not null;
create index "idx_documents_patient_id" on "clinic"."documents" using btree ("patient_id", "date", "id");
create index "idx_documents_therapist_id" on "clinic"."documents" using btree ("therapist_id");
create index "idx_patient_clinicians_patient_id" on "clinic"."patient_clinicians" using btree ("patient_id");
create index "idx_patients_name" on "clinic"."patients" using btree ("name", "id");
create unique index "uq_patients_unique_identifier" on "clinic"."patients" using btree ("unique_identifier");
create index "idx_session_note_amendments_clinician_id" on "clinic"."session_note_amendments" using btree ("clinician_id");
create index "idx_session_note_amendments_note_id" on "clinic"."session_note_amendments" using btree ("session_note_id", "id");
create index "idx_session_notes_patient_id" on "clinic"."session_notes" using btree ("patient_id", "date", "id");
create index "idx_session_notes_session_id" on "clinic"."session_notes" using btree ("session_id", "patient_id");
create index "idx_sessions_patient_id" on "clinic"."sessions" using btree ("patient_id", "session_date", "id");
create index "idx_sessions_session_date" on "clinic"."sessions" using btree ("session_date", "id");
create index "idx_sessions_therapist_id" on "clinic"."sessions" using btree ("therapist_id", "session_date", "id");
alter table "clinic"."audit_logs" add constraint "audit_logs_user_id_fkey" foreign key ("user_id") references "clinic"."clinicians" ("id") on delete set null;
alter table "clinic"."clinician_passwords" add constraint "clinician_passwords_clinician_id_fkey" foreign key ("clinician_id") references "clinic"."clinicians" ("id") on delete cascade;
alter table "clinic"."clinician_sessions" add constraint "clinician_sessions_clinician_id_fkey" foreign key ("clinician_id") references "clinic"."clinicians" ("id") on delete cascade;
alter table "clinic"."documents" add constraint "documents_therapist_id_fkey" foreign key ("therapist_id") references "clinic"."clinicians" ("id") on delete set null;
alter table "clinic"."documents" add constraint "fk_documents_patient" foreign key ("patient_id") references "clinic"."patients" ("id") on delete cascade;
alter table "clinic"."patient_clinicians" add constraint "patient_clinicians_clinician_id_fkey" foreign key ("clinician_id") references "clinic"."clinicians" ("id") on delete cascade;
alter table "clinic"."patient_clinicians" add constraint "patient_clinicians_patient_id_fkey" foreign key ("patient_id") references "clinic"."patients" ("id") on delete cascade;
alter table "clinic"."session_note_amendments" add constraint "session_note_amendments_clinician_id_fkey" foreign key ("clinician_id") references "clinic"."clinicians" ("id") on delete set null;
alter table "clinic"."session_note_amendments" add constraint "session_note_amendments_session_note_id_fkey" foreign key ("session_note_id") references "clinic"."session_notes" ("id") on delete cascade;
alter table "clinic"."session_notes" add constraint "fk_session_notes_patient" foreign key ("patient_id") references "clinic"."patients" ("id") on delete cascade;
alter table "clinic"."session_notes" add constraint "session_notes_session_id_fkey" foreign key ("session_id", "patient_id") references "clinic"."sessions" ("id", "patient_id") on delete cascade;
alter table "clinic"."sessions" add constraint "sessions_patient_id_fkey" foreign key ("patient_id") references "clinic"."patients" ("id") on delete cascade;
alter table "clinic"."sessions" add constraint "sessions_therapist_id_fkey" foreign key ("therapist_id") references "clinic"."clinicians" ("id") on delete set null;
create trigger touch before update on "clinic"."clinician_passwords" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."clinician_sessions" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."clinicians" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."documents" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."patient_clinicians" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."patients" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."session_note_amendments" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."session_notes" for each row execute function kernel.touch();
create trigger touch before update on "clinic"."sessions" for each row execute function kernel.touch();
call kernel.keep_audit_in('clinic', 'clinicians', 'id', 'email');
call kernel.audited('"clinic"."clinicians"', 'ClinicClinician');
call kernel.audited('"clinic"."clinician_passwords"', 'ClinicClinicianPassword', 'password_hash');
call kernel.audited('"clinic"."clinician_sessions"', 'ClinicClinicianSession', '!turn');
call kernel.audited('"clinic"."patients"', 'ClinicPatient');
call kernel.audited('"clinic"."documents"', 'ClinicDocument');
call kernel.audited('"clinic"."patient_clinicians"', 'ClinicPatientClinician');
call kernel.audited('"clinic"."sessions"', 'ClinicSession');
call kernel.audited('"clinic"."session_notes"', 'ClinicSessionNote');
call kernel.audited('"clinic"."session_note_amendments"', 'ClinicSessionNoteAmendment');
