drop index "dx"."idx_config_activity_logs_timestamp";
drop index "dx"."idx_analysis_activity_logs_timestamp";
drop index "dx"."idx_audit_logs_username_values";
