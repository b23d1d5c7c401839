import type { Sql } from '../../src/database/connection.ts';

/**
 * All that the demo has of a past is that its rows were made. This adds deletes of rows that never were, and two changes
 * for each of some trackers, items and users, at times that a test can name.
 */
export const addHistory = async (sql: Sql): Promise<void> => {
  await sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, user_id, username, changes, "timestamp")
    select type, case action when 'DELETE' then 1000000 else 0 end + number, action, users.id, username,
      jsonb_build_object('before', before, 'after', before || after, 'changed_fields', fields),
      '2026-06-01T00:00:00Z'::timestamptz + interval '1 minute' * (number + 7 * step)
    from (values ('Tracker', 200), ('ReportingEffortItem', 200), ('User', 16)) as types(type, rows)
    cross join (values
      (0, 'DELETE', null::jsonb, '[]'::jsonb),
      (1, 'UPDATE', '{"due_date": "2026-05-04", "qc_level": 2}', '["due_date", "qc_level"]'),
      (2, 'UPDATE', '{"in_production": true}', '["in_production"]')
    ) as steps(step, action, after, fields)
    cross join lateral generate_series(1, rows) as number
    cross join lateral (select jsonb_build_object('id', number, 'due_date', null, 'in_production', false) as before) as row
    left join pearl.users on users.id = nullif(number % 4, 0)
    order by step, number`;
};

/** The demo has no item that was copied. This says of most that they were, some from packages and some from efforts. */
export const addSources = async (sql: Sql): Promise<void> => {
  for (const items of ['reporting_effort_items', 'package_items']) {
    await sql`
      update pearl.${sql(items)} item set source_type = type, source_id = parent, source_item_id = source.id
      from (select 'PACKAGE' as type, package_id as parent, id from pearl.package_items
        union all select 'REPORTING_EFFORT', reporting_effort_id, id from pearl.reporting_effort_items) source
      where source.id = 1 + item.id % 400
        and type = case when md5(item.id::text) < '8' then 'PACKAGE' else 'REPORTING_EFFORT' end`;
  }
};

/**
 * Nobody has read anything of the demo, or is mentioned. This lets the administrator have read the first comment of every
 * second tracker and the first thread of every third, and be mentioned in some.
 */
export const addReading = async (sql: Sql): Promise<void> => {
  await sql`
    insert into pearl.read_marks (user_id, tracker_id, thread_id, last_comment_id)
    select 1, tracker_id, thread, last
    from (select tracker_id, min(id) as first from pearl.tracker_comments group by 1) comment
    cross join lateral (values (2, 0, null, first), (3, 1, first, 1000000)) mark (every, rest, thread, last)
    where tracker_id % every = rest`;
  await sql`insert into pearl.mentions (comment_id, user_id) select id, 1 from pearl.tracker_comments where id < 200`;
};
