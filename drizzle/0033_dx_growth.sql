-- The trail by time, from an index at any depth: the key breaks ties.

drop index "dx"."idx_audit_logs_timestamp";
create index "idx_audit_logs_timestamp" on "dx"."audit_logs" using btree ("timestamp" desc, "id" desc);
