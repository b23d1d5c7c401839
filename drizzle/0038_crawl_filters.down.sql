drop index "crawl"."idx_images_downloaded_at";
drop index "crawl"."idx_audit_logs_username_values";
