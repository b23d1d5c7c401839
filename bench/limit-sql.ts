/*
 * The statements of the limit, each the fastest of the shapes that were tried. They write JSON as text: `||`, and
 * `to_json` for what needs escaping, take two thirds of the time of `json_build_object` and `json_agg`. Comment counts are
 * an index-only scan per tracker: one grouped join reads as much and hashes it, too. Threads are joined flat: a lateral
 * join per thread hashes the users each time. Big answers come in rows, since Postgres copies one big value once more.
 * Plain columns from which JavaScript writes the JSON are slower everywhere, but for the threads, where they are even.
 */

const counts = `
  left join lateral (
    select count(*) as every, count(*) filter (where not is_resolved) as unresolved
    from pearl.tracker_comments where tracker_id = t.id
  ) c on true`;

const total = `case
    when p.rows <= 200 then p.rows
    else (select count(*) from pearl.reporting_effort_items where reporting_effort_id = e.id)
  end`;

/** One row. The cursor is the last item's id, which a next page would look its place up by. */
const dashboard = (counted: boolean) => `
select '{"data":{"reportingEffort":{"id":"' || e.id || '","databaseReleaseLabel":' || to_json(e.database_release_label)
  || ',"databaseRelease":{"study":{"studyLabel":' || to_json(s.study_label) || '}},"items":{'
  ${counted ? `|| '"totalCount":' || ${total} || ','` : ''}
  || '"pageInfo":{"endCursor":' || coalesce('"' || p.last || '"', 'null')
  || ',"hasNextPage":' || (p.rows > 200) || '},"nodes":[' || coalesce(p.nodes, '') || ']}}}}'
from pearl.reporting_efforts e
join pearl.database_releases r on r.id = e.database_release_id
join pearl.studies s on s.id = r.study_id
cross join lateral (
  select
    count(*) as rows,
    (max(array[i.place, i.id]) filter (where i.place <= 200))[2] as last,
    string_agg(
      '{"id":"' || i.id || '","itemCode":' || to_json(i.item_code) || ',"itemType":"' || i.item_type
        || '","itemStatus":"' || i.item_status || '","tracker":' || coalesce('{"id":"' || t.id
        || '","primaryStatus":"' || t.primary_status || '","qcStatus":"' || t.qc_status
        || '","primaryProgrammer":' || coalesce('{"username":' || to_json(p.username) || '}', 'null')
        || ',"qcProgrammer":' || coalesce('{"username":' || to_json(q.username) || '}', 'null')
        ${counted ? `|| ',"commentCount":' || c.every || ',"unresolvedCommentCount":' || c.unresolved` : ''}
        || '}', 'null') || '}',
      ',' order by i.place
    ) filter (where i.place <= 200) as nodes
  from (
    select id, item_code, item_type, item_status, row_number() over (order by item_code_key, id) as place
    from pearl.reporting_effort_items where reporting_effort_id = e.id order by item_code_key, id limit 201
  ) i
  left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
  left join pearl.users p on p.id = t.primary_programmer_id
  left join pearl.users q on q.id = t.qc_programmer_id
  ${counted ? counts : ''}
) p
where e.id = $1`;

const comment = (more = '') => `'{"id":"' || c.id || '","commentText":' || to_json(c.comment_text)
  || ',"commentType":"' || c.comment_type || '"' ${more} || ',"createdAt":' || to_json(c.created_at)
  || ',"user":{"username":' || to_json(u.username) || '}'`;

/** A row for the effort, then one per item. */
const threads = `
with items as materialized (
  select i.id, i.item_code, i.place, t.id as tracker_id
  from (
    select id, item_code, row_number() over (order by item_code_key, id) as place
    from pearl.reporting_effort_items where reporting_effort_id = $1 order by item_code_key, id limit 200
  ) i
  left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
), roots as materialized (
  select c.*
  from items i, lateral (
    select * from pearl.tracker_comments
    where tracker_id = i.tracker_id and parent_comment_id is null order by id limit 50
  ) c
), replies as (
  select c.parent_comment_id as id, array_to_string((array_agg(${comment()} || '}' order by c.id))[:50], ',') as nodes
  from pearl.tracker_comments c join pearl.users u on u.id = c.user_id
  where c.parent_comment_id = any(array(select id from roots))
  group by 1
), comments as (
  select c.tracker_id, string_agg(${comment(`|| ',"isResolved":' || c.is_resolved`)}
    || ',"replies":{"nodes":[' || coalesce(r.nodes, '') || ']}}', ',' order by c.id) as nodes
  from roots c join pearl.users u on u.id = c.user_id left join replies r on r.id = c.id
  group by 1
)
select '{"data":{"reportingEffort":{"id":"' || id || '","items":{"nodes":['
from pearl.reporting_efforts where id = $1
union all
(select case place when 1 then '' else ',' end || '{"id":"' || id || '","itemCode":' || to_json(item_code) || ',"tracker":'
  || coalesce('{"id":"' || tracker_id || '","comments":{"nodes":[' || coalesce(nodes, '') || ']}}', 'null') || '}'
from items left join comments using (tracker_id)
order by place)`;

/** A row per study. */
const tree = `
select case row_number() over (order by s.id) when 1 then '' else ',' end
  || '{"id":"' || s.id || '","studyLabel":' || to_json(s.study_label)
  || ',"databaseReleases":{"nodes":[' || coalesce(r.nodes, '') || ']}}'
from (select id, study_label from pearl.studies order by id limit 50) s
cross join lateral (
  select string_agg('{"id":"' || r.id || '","databaseReleaseLabel":' || to_json(r.database_release_label)
    || ',"databaseReleaseDate":"' || r.database_release_date
    || '","reportingEfforts":{"nodes":[' || coalesce(e.nodes, '') || ']}}', ',' order by r.id) as nodes
  from (select * from pearl.database_releases where study_id = s.id order by id limit 10) r
  cross join lateral (
    select string_agg('{"id":"' || e.id || '","databaseReleaseLabel":' || to_json(e.database_release_label)
      || ',"items":{"nodes":[' || coalesce(i.nodes, '') || ']}}', ',' order by e.id) as nodes
    from (select * from pearl.reporting_efforts where database_release_id = r.id order by id limit 10) e
    cross join lateral (
      select string_agg('{"id":"' || id || '","itemCode":' || to_json(item_code) || ',"itemType":"' || item_type
        || '","itemStatus":"' || item_status || '"}', ',') as nodes
      from (
        select id, item_code, item_type, item_status from pearl.reporting_effort_items
        where reporting_effort_id = e.id order by item_code_key, id limit 10
      ) i
    ) i
  ) e
) r
order by s.id`;

const rank = (values: readonly string[], column: string) =>
  `array_position('{${values.join()}}'::varchar[], ${column})`;

/** The groups in their order: what hand-written statements for them have in common. */
export const ranked = [
  rank(['TLF', 'DATASET'], 'type'),
  rank(['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'], 'status'),
].join();

export const grouped = `
  select i.reporting_effort_id as id, i.item_type as type, t.primary_status as status, count(*)
  from pearl.reporting_effort_items i
  left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
  group by 1, 2, 3`;

/** A row per effort. */
const groups = `
select case row_number() over (order by e.id) when 1 then '' else ',' end
  || '{"id":"' || e.id || '","itemGroups":[' || coalesce(g.groups, '') || ']}'
from pearl.reporting_efforts e
left join (
  select id, string_agg('{"keys":{"itemType":"' || type || '","trackerPrimaryStatus":'
    || coalesce('"' || status || '"', 'null') || '},"count":' || count || '}', ',' order by ${ranked}) as groups
  from (${grouped}) g group by 1
) g using (id)
order by e.id limit 1000`;

const setStatus = (table: string, from = '') => `
  update ${table} set primary_status = $2 ${from} where id = $1::int
  returning '{"data":{"setTrackerStatus":{"id":"' || id || '","primaryStatus":"' || primary_status || '"}}}'`;

/** By operation: the statement, and what its rows stand between. */
export const statements: Record<string, { text: string; before?: string; after?: string }> = {
  /** One row of a copy of the trackers' table, which has no triggers. */
  SetStatus: { text: setStatus('public.bare') },
  /** A row of the table itself, with its record in the audit trail. */
  SetStatusAudited: {
    text: `with acting as materialized (select set_config('app.user_id', '1', true))
      ${setStatus('pearl.reporting_effort_item_trackers', 'from acting')}`,
  },
  Dashboard: { text: dashboard(true) },
  DashboardWithoutCounts: { text: dashboard(false) },
  Threads: { text: threads, after: ']}}}}' },
  Groups: { text: groups, before: '{"data":{"reportingEfforts":{"nodes":[', after: ']}}}' },
  Tree: { text: tree, before: '{"data":{"studies":{"nodes":[', after: ']}}}' },
};
