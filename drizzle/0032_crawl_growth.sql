-- What was made, used or done by time, from an index at any depth: the key breaks ties.

drop index "crawl"."idx_activity_logs_timestamp";
drop index "crawl"."idx_audit_logs_timestamp";
drop index "crawl"."idx_crawl_jobs_created_at";
drop index "crawl"."idx_credit_transactions_created_at";
drop index "crawl"."idx_images_created_at";
drop index "crawl"."idx_notifications_created_at";
drop index "crawl"."idx_usage_metrics_metric_date";
create index "idx_activity_logs_timestamp" on "crawl"."activity_logs" using btree ("timestamp", "id");
create index "idx_audit_logs_timestamp" on "crawl"."audit_logs" using btree ("timestamp" desc, "id" desc);
create index "idx_crawl_jobs_created_at" on "crawl"."crawl_jobs" using btree ("created_at", "id");
create index "idx_credit_transactions_created_at" on "crawl"."credit_transactions" using btree ("created_at", "id");
create index "idx_images_created_at" on "crawl"."images" using btree ("created_at", "id");
create index "idx_notifications_created_at" on "crawl"."notifications" using btree ("created_at" desc, "id" desc);
create index "idx_usage_metrics_metric_date" on "crawl"."usage_metrics" using btree ("metric_date", "id");
