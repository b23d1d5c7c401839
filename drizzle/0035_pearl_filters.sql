-- What filters find rows by however many there are: times, what is missing, texts of details, what is copied, and names.

create index "idx_audit_logs_username_values" on "pearl"."audit_logs" using btree ("username") where username is not null;
call kernel.index_trigrams('pearl.reporting_effort_dataset_details', 'data_source');
create index "idx_reporting_effort_item_trackers_primary_completed_at" on "pearl"."reporting_effort_item_trackers" using btree ("primary_completed_at", "id") where primary_completed_at is not null;
create index "idx_reporting_effort_item_trackers_qc_completed_at" on "pearl"."reporting_effort_item_trackers" using btree ("qc_completed_at", "id") where qc_completed_at is not null;
create index "idx_reporting_effort_item_trackers_returned_at" on "pearl"."reporting_effort_item_trackers" using btree ("returned_at", "id") where returned_at is not null;
create index "idx_reporting_effort_items_item_description_missing" on "pearl"."reporting_effort_items" using btree ("id") where item_description is null;
create index "idx_reporting_effort_items_run_order_missing" on "pearl"."reporting_effort_items" using btree ("id") where run_order is null;
create index "idx_reporting_effort_items_source_type" on "pearl"."reporting_effort_items" using btree ("source_type", "source_item_id") where source_type is not null;
call kernel.index_trigrams('pearl.reporting_effort_tlf_details', 'analysis_population');
create index "idx_tracker_comments_resolved_at" on "pearl"."tracker_comments" using btree ("resolved_at", "id") where resolved_at is not null;
