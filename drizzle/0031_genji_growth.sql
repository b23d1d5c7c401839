-- The trail by time, documents by title, and texts that hold a text, from an index.

drop index "app"."idx_audit_logs_timestamp";
call kernel.index_trigrams('app.annotations', 'text');
call kernel.index_trigrams('app.document_elements', 'text');
call kernel.index_trigrams('app.documents', 'description');
create index "idx_audit_logs_timestamp" on "app"."audit_logs" using btree ("timestamp" desc, "id" desc);
create index "idx_documents_title" on "app"."documents" using btree ("title", "id");
