alter table "crawl"."notifications" drop constraint "notifications_digest_id_fkey";
drop index "crawl"."idx_notifications_undigested";
drop index "crawl"."idx_notifications_digest_id";
alter table "crawl"."notifications" drop column "digest_id";
