drop index "clinic"."idx_documents_due_date";
drop index "clinic"."idx_audit_logs_timestamp";
create index "idx_documents_due_date" on "clinic"."documents" using btree (due_date, id) WHERE due_date IS NOT NULL;
create index "idx_audit_logs_timestamp" on "clinic"."audit_logs" using btree ("timestamp" desc);
