-- Who has done something is found among few names, and lines of logs by their time.

create index "idx_audit_logs_username_values" on "dx"."audit_logs" using btree ("username") where username is not null;
create index "idx_analysis_activity_logs_timestamp" on "dx"."analysis_activity_logs" using btree ("timestamp", "id");
create index "idx_config_activity_logs_timestamp" on "dx"."config_activity_logs" using btree ("timestamp", "id");
