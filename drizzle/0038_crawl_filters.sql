-- Who has done something is found among few names.

create index "idx_audit_logs_username_values" on "crawl"."audit_logs" using btree ("username") where username is not null;
