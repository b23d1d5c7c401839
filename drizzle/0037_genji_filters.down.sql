drop index "app"."idx_audit_logs_username_values";
