-- Who has done something is found among few names; what is about a day, by its day.

create index "idx_audit_logs_username_values" on "clinic"."audit_logs" using btree ("username") where username is not null;
create index "idx_chart_looks_day" on "clinic"."chart_looks" using btree ("day", "id");
create index "idx_documents_date" on "clinic"."documents" using btree ("date", "id");
create index "idx_session_notes_date" on "clinic"."session_notes" using btree ("date", "id");
