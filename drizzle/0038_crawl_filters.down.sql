drop index "crawl"."idx_audit_logs_username_values";
