-- Orders that all rows are offered in, each from its index at any depth, and what holds a text, from its trigrams.

drop index "pearl"."idx_audit_logs_timestamp";
call kernel.index_trigrams('pearl.package_items', 'item_description');
call kernel.index_trigrams('pearl.packages', 'study_indication');
call kernel.index_trigrams('pearl.packages', 'therapeutic_area');
create index "idx_trackers_updated_at" on "pearl"."reporting_effort_item_trackers" using btree ("updated_at", "id");
call kernel.index_trigrams('pearl.reporting_effort_items', 'item_description');
create index "idx_reporting_effort_items_updated_at" on "pearl"."reporting_effort_items" using btree ("updated_at", "id");
call kernel.index_trigrams('pearl.text_elements', 'content');
create index "idx_comments_created_at" on "pearl"."tracker_comments" using btree ("created_at", "id");
call kernel.index_trigrams('pearl.tracker_comments', 'comment_text');
create index "idx_audit_logs_timestamp" on "pearl"."audit_logs" using btree ("timestamp" desc, "id" desc);
