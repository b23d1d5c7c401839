/*
 * The same answers as `limit-sql.ts` gives, written as one writes such statements by hand: with Postgres' own functions
 * for JSON, one value per answer, nested as the answer is.
 */

import { grouped, ranked } from './limit-sql.ts';

const counts = (alias: string) => `
  left join lateral (
    select count(*) as every, count(*) filter (where not is_resolved) as unresolved
    from pearl.tracker_comments where tracker_id = ${alias}.id
  ) c on true`;

const dashboard = (counted: boolean) => `
select json_build_object('data', json_build_object('reportingEffort', json_build_object(
  'id', e.id::text, 'databaseReleaseLabel', e.database_release_label,
  'databaseRelease', json_build_object('study', json_build_object('studyLabel', s.study_label)),
  'items', json_build_object(
    ${counted ? `'totalCount', (select count(*) from pearl.reporting_effort_items where reporting_effort_id = e.id),` : ''}
    'pageInfo', json_build_object('endCursor', p.last, 'hasNextPage', p.rows > 200),
    'nodes', coalesce(p.nodes, '[]')
  )
)))::text
from pearl.reporting_efforts e
join pearl.database_releases r on r.id = e.database_release_id
join pearl.studies s on s.id = r.study_id
cross join lateral (
  select
    count(*) as rows,
    (max(array[i.place, i.id]) filter (where i.place <= 200))[2]::text as last,
    json_agg(json_build_object(
      'id', i.id::text, 'itemCode', i.item_code, 'itemType', i.item_type, 'itemStatus', i.item_status,
      'tracker', case when t.id is not null then json_build_object(
        'id', t.id::text, 'primaryStatus', t.primary_status, 'qcStatus', t.qc_status,
        'primaryProgrammer', case when u.id is not null then json_build_object('username', u.username) end,
        'qcProgrammer', case when q.id is not null then json_build_object('username', q.username) end
        ${counted ? `, 'commentCount', c.every, 'unresolvedCommentCount', c.unresolved` : ''}
      ) end
    ) order by i.place) filter (where i.place <= 200) as nodes
  from (
    select id, item_code, item_type, item_status, row_number() over (order by item_code_key, id) as place
    from pearl.reporting_effort_items where reporting_effort_id = e.id order by item_code_key, id limit 201
  ) i
  left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
  left join pearl.users u on u.id = t.primary_programmer_id
  left join pearl.users q on q.id = t.qc_programmer_id
  ${counted ? counts('t') : ''}
) p
where e.id = $1`;

const comment = (
  alias: string,
  flags = '',
  below = '',
) => `json_build_object('id', ${alias}.id::text,
  'commentText', ${alias}.comment_text, 'commentType', ${alias}.comment_type${flags},
  'createdAt', ${alias}.created_at, 'user', json_build_object('username', ${alias}.username)${below})`;

const root = comment(
  'c',
  `, 'isResolved', c.is_resolved`,
  `, 'replies', json_build_object('nodes', coalesce(r.nodes, '[]'))`,
);

const written = (alias: string, where: string) => `
  select ${alias}.*, u.username from pearl.tracker_comments ${alias} join pearl.users u on u.id = ${alias}.user_id
  where ${where} order by ${alias}.id limit 50`;

const threads = `
select json_build_object('data', json_build_object('reportingEffort', json_build_object('id', e.id::text,
  'items', json_build_object('nodes', coalesce((
    select json_agg(json_build_object('id', i.id::text, 'itemCode', i.item_code,
      'tracker', case when t.id is not null then json_build_object('id', t.id::text,
        'comments', json_build_object('nodes', coalesce(c.nodes, '[]'))) end) order by i.item_code_key, i.id)
    from (
      select * from pearl.reporting_effort_items where reporting_effort_id = e.id
      order by item_code_key, id limit 200
    ) i
    left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
    left join lateral (
      select json_agg(${root} order by c.id) as nodes
      from (${written('root', 'root.tracker_id = t.id and root.parent_comment_id is null')}) c
      left join lateral (
        select json_agg(${comment('r')} order by r.id) as nodes
        from (${written('reply', 'reply.parent_comment_id = c.id')}) r
      ) r on true
    ) c on true
  ), '[]')))))::text
from pearl.reporting_efforts e where e.id = $1`;

const tree = `
select json_build_object('data', json_build_object('studies', json_build_object('nodes', coalesce(json_agg(
  json_build_object('id', s.id::text, 'studyLabel', s.study_label,
    'databaseReleases', json_build_object('nodes', coalesce(r.nodes, '[]'))) order by s.id), '[]'))))::text
from (select id, study_label from pearl.studies order by id limit 50) s
cross join lateral (
  select json_agg(json_build_object('id', r.id::text, 'databaseReleaseLabel', r.database_release_label,
    'databaseReleaseDate', r.database_release_date,
    'reportingEfforts', json_build_object('nodes', coalesce(e.nodes, '[]'))) order by r.id) as nodes
  from (select * from pearl.database_releases where study_id = s.id order by id limit 10) r
  cross join lateral (
    select json_agg(json_build_object('id', e.id::text, 'databaseReleaseLabel', e.database_release_label,
      'items', json_build_object('nodes', coalesce(i.nodes, '[]'))) order by e.id) as nodes
    from (select * from pearl.reporting_efforts where database_release_id = r.id order by id limit 10) e
    cross join lateral (
      select json_agg(json_build_object('id', id::text, 'itemCode', item_code, 'itemType', item_type,
        'itemStatus', item_status)) as nodes
      from (
        select id, item_code, item_type, item_status from pearl.reporting_effort_items
        where reporting_effort_id = e.id order by item_code_key, id limit 10
      ) i
    ) i
  ) e
) r`;

const groups = `
select json_build_object('data', json_build_object('reportingEfforts', json_build_object('nodes', coalesce(json_agg(
  json_build_object('id', e.id::text, 'itemGroups', coalesce(g.groups, '[]')) order by e.id), '[]'))))::text
from (select id from pearl.reporting_efforts order by id limit 1000) e
left join (
  select id, json_agg(json_build_object('keys', json_build_object('itemType', type, 'trackerPrimaryStatus', status),
    'count', count) order by ${ranked}) as groups
  from (${grouped}) g group by 1
) g using (id)`;

export const statements: Record<string, { text: string; before?: string; after?: string }> = {
  Dashboard: { text: dashboard(true) },
  DashboardWithoutCounts: { text: dashboard(false) },
  Threads: { text: threads },
  Groups: { text: groups },
  Tree: { text: tree },
};
