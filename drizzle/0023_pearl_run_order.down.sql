alter table "pearl"."reporting_effort_items" drop constraint "reporting_effort_items_run_order_check";
alter table "pearl"."package_items" drop constraint "package_items_run_order_check";
alter table "pearl"."reporting_effort_items" drop column "run_order";
alter table "pearl"."package_items" drop column "run_order";
