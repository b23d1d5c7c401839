-- What an item was copied from: no foreign keys, since a copy does not change when that goes, and knows it again when it comes back.
alter table "pearl"."package_items" add column "source_id" integer;
alter table "pearl"."package_items" add column "source_item_id" integer;
alter table "pearl"."package_items" add column "source_type" varchar;
alter table "pearl"."reporting_effort_items" add column "source_id" integer;
alter table "pearl"."reporting_effort_items" add column "source_item_id" integer;
alter table "pearl"."reporting_effort_items" add column "source_type" varchar;
alter table "pearl"."package_items" add constraint "package_items_source_id_check" check (num_nulls(source_type, source_id, source_item_id) in (0, 3));
alter table "pearl"."package_items" add constraint "package_items_source_type_check" check (source_type in ('PACKAGE', 'REPORTING_EFFORT'));
alter table "pearl"."reporting_effort_items" add constraint "reporting_effort_items_source_id_check" check (num_nulls(source_type, source_id, source_item_id) in (0, 3));
alter table "pearl"."reporting_effort_items" add constraint "reporting_effort_items_source_type_check" check (source_type in ('PACKAGE', 'REPORTING_EFFORT'));
