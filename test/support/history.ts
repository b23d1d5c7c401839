import type { Sql } from '../../src/kernel/database.ts';

/** The demo has no past: three changes for each of some trackers and items, and one for each user. */
export const addHistory = async (sql: Sql): Promise<void> => {
  await sql`
    insert into pearl.audit_logs (entity_type, entity_id, action, user_id, changes, "timestamp")
    select type, id, action, nullif(id % 4, 0), '{"before": null, "after": {}, "changed_fields": []}',
      '2026-06-01T00:00:00Z'::timestamptz + interval '1 minute' * (id + 7 * step)
    from (values ('Tracker', 200), ('ReportingEffortItem', 200), ('User', 16)) as types(type, rows)
    cross join (values (0, 'CREATE'), (1, 'UPDATE'), (2, 'UPDATE')) as steps(step, action)
    cross join lateral generate_series(1, rows) as id
    order by step, id`;
};
