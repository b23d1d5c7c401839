alter table "pearl"."reporting_effort_item_trackers" drop column "returned_at";
