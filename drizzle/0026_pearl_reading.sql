-- Up to where somebody has read what is said about a tracker, and who is mentioned in it.

create table "pearl"."mentions" (
  "id" serial not null,
  "comment_id" integer not null,
  "user_id" integer not null,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "mentions_pkey" primary key ("id"),
  constraint "uq_mentions_comment_user" unique ("comment_id", "user_id")
);
create table "pearl"."read_marks" (
  "id" serial not null,
  "user_id" integer not null,
  "tracker_id" integer not null,
  "thread_id" integer,
  "last_comment_id" integer not null,
  "thread_key" integer generated always as (coalesce(thread_id, 0)) stored,
  "created_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updated_at" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "version" integer not null default 1,
  constraint "read_marks_pkey" primary key ("id"),
  constraint "uq_read_marks" unique ("user_id", "tracker_id", "thread_key")
);
create index "idx_mentions_user_id" on "pearl"."mentions" using btree ("user_id", "id");
create index "idx_read_marks_thread_id" on "pearl"."read_marks" using btree ("thread_id");
create index "idx_read_marks_tracker_id" on "pearl"."read_marks" using btree ("tracker_id");
alter table "pearl"."mentions" add constraint "mentions_comment_id_fkey" foreign key ("comment_id") references "pearl"."tracker_comments" ("id") on delete cascade;
alter table "pearl"."mentions" add constraint "mentions_user_id_fkey" foreign key ("user_id") references "pearl"."users" ("id") on delete cascade;
alter table "pearl"."read_marks" add constraint "read_marks_thread_id_fkey" foreign key ("thread_id") references "pearl"."tracker_comments" ("id") on delete cascade;
alter table "pearl"."read_marks" add constraint "read_marks_tracker_id_fkey" foreign key ("tracker_id") references "pearl"."reporting_effort_item_trackers" ("id") on delete cascade;
alter table "pearl"."read_marks" add constraint "read_marks_user_id_fkey" foreign key ("user_id") references "pearl"."users" ("id") on delete cascade;
create trigger touch before update on "pearl"."mentions" for each row execute function kernel.touch();
create trigger touch before update on "pearl"."read_marks" for each row execute function kernel.touch('thread_key');
call kernel.audited('"pearl"."mentions"', 'Mention');
-- the trail tells that somebody has read something, so that the person's other windows hear of it, and not what
call kernel.audited('"pearl"."read_marks"', 'ReadMark', 'tracker_id', 'thread_id', 'last_comment_id', '!thread_key');
