-- Documents by the day they are due, those without one too, and the trail by time, from an index at any depth.

drop index "clinic"."idx_audit_logs_timestamp";
drop index "clinic"."idx_documents_due_date";
create index "idx_audit_logs_timestamp" on "clinic"."audit_logs" using btree ("timestamp" desc, "id" desc);
create index "idx_documents_due_date" on "clinic"."documents" using btree ("due_date", "id");
