drop index "clinic"."idx_session_notes_date";
drop index "clinic"."idx_documents_date";
drop index "clinic"."idx_chart_looks_day";
drop index "clinic"."idx_audit_logs_username_values";
