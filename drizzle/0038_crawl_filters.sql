-- Who has done something is found among few names, and images by when they were downloaded.

create index "idx_audit_logs_username_values" on "crawl"."audit_logs" using btree ("username") where username is not null;
create index "idx_images_downloaded_at" on "crawl"."images" using btree ("downloaded_at", "id") where downloaded_at is not null;
