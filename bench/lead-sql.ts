/*
 * The numbers of a dashboard as one writes them by hand: a statement that reads the items once, and groups what it has read
 * for each of the lists. `$1` is the key of an effort or of a study.
 */

const numbers = (within: string) => `
with t as materialized (
  select coalesce(l.tlf_type, d.dataset_type) as type, t.id, coalesce(t.primary_status, 'NOT_STARTED') as primary_status,
    coalesce(t.qc_status, 'NOT_STARTED') as qc_status, t.primary_programmer_id, t.qc_programmer_id, t.due_date,
    coalesce(t.primary_status = 'COMPLETED' and (t.qc_status = 'COMPLETED' or t.qc_programmer_id is null), false) as done
  from pearl.reporting_effort_items i
  left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
  left join pearl.reporting_effort_tlf_details l on l.reporting_effort_item_id = i.id
  left join pearl.reporting_effort_dataset_details d on d.reporting_effort_item_id = i.id
  where ${within}
), today as (
  select (now() at time zone 'UTC')::date as day
), counted as (
  select count(*) as items, count(*) filter (where done) as done,
    count(*) filter (where primary_status <> 'NOT_STARTED' and not done) as begun,
    count(*) filter (where due_date < day and not done) as late,
    count(*) filter (where due_date between day and date_trunc('week', day)::date + 6 and not done) as due,
    count(*) filter (where primary_status = 'COMPLETED' and not done) as waiting
  from t cross join today
), types as (
  select json_agg(json_build_object('taskType', type, 'side', side, 'status', status, 'count', count)) as list
  from (
    select type, side, status, count(*) from t
    cross join lateral (values ('PRIMARY', primary_status), ('QC', qc_status)) s (side, status) group by 1, 2, 3
  ) s
), work as (
  select json_agg(json_build_object('programmer', case when u.id is not null then json_build_object('username', u.username) end,
    'side', side, 'openCount', open, 'overdueCount', late, 'dueThisWeekCount', due, 'awaitingCheckCount', waiting)) as list
  from (
    select programmer, side, count(*) filter (where is_open) as open, count(*) filter (where is_open and due_date < day and not done) as late,
      count(*) filter (where is_open and due_date between day and date_trunc('week', day)::date + 6 and not done) as due,
      count(*) filter (where primary_status = 'COMPLETED' and not done) as waiting
    from t cross join today cross join lateral (values
      ('PRIMARY', primary_programmer_id, primary_status <> 'COMPLETED'), ('QC', qc_programmer_id, not done)
    ) s (side, programmer, is_open)
    where side = 'PRIMARY' or programmer is not null group by 1, 2
  ) s left join pearl.users u on u.id = programmer where open + waiting > 0
), said as (
  select count(*) as comments, count(*) filter (where parent_comment_id is null) as threads
  from t join pearl.tracker_comments c on c.tracker_id = t.id where not is_resolved
)
select json_build_object('data', json_build_object('dashboard', json_build_object(
  'itemCount', items, 'completedCount', done, 'inProgressCount', begun, 'overdueCount', late, 'dueThisWeekCount', due,
  'awaitingCheckCount', waiting, 'completionRate', done::float8 / nullif(items, 0), 'taskTypes', types.list,
  'workload', work.list, 'unresolved', json_build_object('commentCount', comments, 'threadCount', threads))))::text
from counted, types, work, said`;

export const statements: Record<string, { text: string; before?: string; after?: string }> = {
  LeadOfEffort: { text: numbers('i.reporting_effort_id = $1::int') },
  LeadOfStudy: {
    text: numbers(`i.reporting_effort_id in (select e.id from pearl.reporting_efforts e
      join pearl.database_releases r on r.id = e.database_release_id where r.study_id = $1::int)`),
  },
};
