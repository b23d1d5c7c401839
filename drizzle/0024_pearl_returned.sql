-- When an item was last returned to its programmer: that, and not every completion that is undone, is a return.

alter table "pearl"."reporting_effort_item_trackers" add column "returned_at" timestamp with time zone;

-- So far a return is known for certain where its check had begun: nothing else takes such programming back.
alter table pearl.reporting_effort_item_trackers disable trigger user; -- not a change of the rows that anybody made
update pearl.reporting_effort_item_trackers t
set returned_at = returned.at
from (
  select entity_id, max("timestamp") as at
  from pearl.audit_logs
  where entity_type = 'Tracker' and action = 'UPDATE'
    and changes -> 'before' ->> 'primary_status' = 'COMPLETED' and changes -> 'after' ->> 'primary_status' <> 'COMPLETED'
    and changes -> 'before' ->> 'qc_status' <> 'NOT_STARTED'
  group by 1
) returned
where returned.entity_id = t.id;
alter table pearl.reporting_effort_item_trackers enable trigger user;
