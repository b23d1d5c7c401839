-- The digest that counts a notification among others.
alter table "crawl"."notifications" add column "digest_id" integer;
create index "idx_notifications_digest_id" on "crawl"."notifications" using btree ("digest_id");
create index "idx_notifications_undigested" on "crawl"."notifications" using btree ("user_id", "created_at") where push_at is null and pushed_at is null and digest_id is null;
alter table "crawl"."notifications" add constraint "notifications_digest_id_fkey" foreign key ("digest_id") references "crawl"."notifications" ("id") on delete set null;
