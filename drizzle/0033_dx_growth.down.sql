drop index "dx"."idx_audit_logs_timestamp";
create index "idx_audit_logs_timestamp" on "dx"."audit_logs" using btree ("timestamp" desc);
