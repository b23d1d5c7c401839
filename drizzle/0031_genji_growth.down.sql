drop index "app"."idx_documents_title";
drop index "app"."idx_audit_logs_timestamp";
drop index if exists "app"."idx_documents_description_trigrams";
drop index if exists "app"."idx_document_elements_text_trigrams";
drop index if exists "app"."idx_annotations_text_trigrams";
create index "idx_audit_logs_timestamp" on "app"."audit_logs" using btree ("timestamp" desc);
