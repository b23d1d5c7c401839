-- The order in which the programs of items run: a column of the sheets that people plan in.
alter table "pearl"."package_items" add column "run_order" integer;
alter table "pearl"."reporting_effort_items" add column "run_order" integer;
alter table "pearl"."package_items" add constraint "package_items_run_order_check" check (run_order > 0);
alter table "pearl"."reporting_effort_items" add constraint "reporting_effort_items_run_order_check" check (run_order > 0);
