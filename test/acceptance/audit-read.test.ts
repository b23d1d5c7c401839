import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { typeNamed } from '../support/entity-type.ts';
import { lastRecord, type Plant, plant, recordsSince } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';

/* What has been recorded, as the API shows it. */

type Count = { readonly name: string | null; readonly count: number };
type Log = {
  readonly id: string;
  readonly entityType: string;
  readonly entityId: string;
  readonly action: string;
  readonly timestamp: string;
  readonly username: string | null;
  readonly user: { readonly username: string } | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly changedFields: readonly string[];
};

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
  at = await plant(api.sql);
  await api.sql`update pearl.studies set study_label = study_label || '!' where id = ${at.study}`; // by nobody
  await api.as('analyst').run(`mutation {
    assignProgrammer(trackerId: ${at.idleTracker}, role: PRIMARY, userId: 4) { id }
  }`);
  await api.as('admin').run(`mutation {
    a: updateTracker(id: ${at.idleTracker}, input: { dueDate: "2026-07-01", priority: HIGH }) { id }
    b: updateReportingEffortItem(id: ${at.idle}, input: { itemDescription: "said" }) { id }
  }`);
  await api
    .as('viewer')
    .run(`mutation { addComment(trackerId: ${at.idleTracker}, commentText: "why?") { id } }`);
});
afterAll(() => api.stop());

const fields = `nodes {
  id entityType entityId action timestamp username user { username } before after changedFields
}`;

const logs = async (filter: string): Promise<readonly Log[]> => {
  const { data } = await succeeded(
    api
      .as('admin')
      .run<{ auditLogs: { nodes: readonly Log[] } }, unknown>(
        `{ auditLogs(first: 1000, filter: ${filter}) { ${fields} } }`,
      ),
  );
  return data.auditLogs.nodes;
};

const camelCased = (names: readonly string[]) =>
  names.map((name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));

describe('a record', () => {
  test('of an update shows the row before and after, and which fields differ', async () => {
    const [log] = await logs(
      `{ entityType: { eq: TRACKER }, entityId: { eq: ${at.idleTracker} }, username: { eq: "admin" } }`,
    );
    expect(log?.changedFields.toSorted()).toEqual(['dueDate', 'priority']);
    expect(log).toMatchObject({
      action: 'UPDATE',
      user: { username: 'admin' },
      before: { dueDate: null, priority: 'MEDIUM', primaryProgrammerId: 4, inProduction: false },
      after: { dueDate: '2026-07-01', priority: 'HIGH', primaryProgrammerId: 4 },
    });
    const [row] =
      await api.sql`select to_jsonb(t) as row from pearl.reporting_effort_item_trackers t
      where id = ${at.idleTracker}`;
    expect(Object.keys(log?.after ?? {}).sort()).toEqual(
      camelCased(Object.keys(row?.['row'] ?? {})).sort(),
    );
  });

  test('of a creation has nothing before, that of a delete nothing after', async () => {
    const [made] = await logs(`{ entityType: { eq: TAG }, entityId: { eq: ${at.tag} } }`);
    expect(made).toMatchObject({ action: 'CREATE', before: null, changedFields: [], user: null });
    expect(made?.after).toMatchObject({ name: `${at.name} tag`, color: '#3B82F6' });

    const spare = await plant(api.sql);
    await api
      .as('admin')
      .run(`mutation { deleteTag(id: ${spare.tag}, cascade: true) { entityId } }`);
    const [gone] = await logs(`{ entityType: { eq: TAG }, entityId: { eq: ${spare.tag} } }`);
    expect(gone).toMatchObject({ action: 'DELETE', after: null, changedFields: [] });
    expect(gone?.before).toMatchObject({ name: `${spare.name} tag` });
  });

  test('of what somebody did beside PEARL names nobody', async () => {
    const [log] = await logs(`{ entityType: { eq: STUDY }, entityId: { eq: ${at.study} } }`);
    expect(log).toMatchObject({
      action: 'UPDATE',
      username: null,
      user: null,
      changedFields: ['studyLabel'],
    });
  });
});

describe('a history', () => {
  test.each(['viewer', 'analyst', 'admin'])(
    'of a tracker is that of the tracker alone, the latest first, to the %s',
    async (who) => {
      const { data } = await succeeded(
        api
          .as(who)
          .run<{ tracker: { history: { nodes: readonly Log[] } } }, unknown>(
            `{ tracker(id: ${at.idleTracker}) { history { ${fields} } } }`,
          ),
      );
      expect(
        data.tracker.history.nodes.map(({ action, username, changedFields }) => [
          action,
          username,
          changedFields.toSorted(),
        ]),
      ).toEqual([
        ['UPDATE', 'admin', ['dueDate', 'priority']],
        ['UPDATE', 'analyst', ['primaryProgrammerId', 'primaryStatus']],
        ['CREATE', null, []],
      ]);
    },
  );

  test('of an item is that of the item alone', async () => {
    const { data } = await succeeded(
      api
        .as('viewer')
        .run<{ reportingEffortItem: { history: { nodes: readonly Log[] } } }, unknown>(
          `{ reportingEffortItem(id: ${at.idle}) { history { ${fields} } } }`,
        ),
    );
    const { nodes } = data.reportingEffortItem.history;
    expect(nodes.map(({ action, changedFields }) => [action, changedFields])).toEqual([
      ['UPDATE', ['itemDescription']],
      ['CREATE', []],
    ]);
    expect(nodes[1]?.after).not.toHaveProperty('itemCodeKey');
  });
});

describe('the audit trail', () => {
  const keys = (found: readonly { readonly id: string }[]) => found.map(({ id }) => Number(id));
  const bySql = async (where: string): Promise<number[]> => {
    const found = await api.sql.unsafe<{ id: number }[]>(
      `select id from pearl.audit_logs where ${where} order by id desc limit 1000`,
    );
    return found.map(({ id }) => id);
  };

  test.each([
    ['a type', '{ entityType: { eq: TRACKER } }', `entity_type = 'Tracker'`],
    ['types', '{ entityType: { in: [TAG, USER] } }', `entity_type in ('Tag', 'User')`],
    ['an action', '{ action: { eq: UPDATE } }', `action = 'UPDATE'`],
    ['a user', '{ userId: { eq: 1 } }', 'user_id = 1'],
    ['a user’s name', '{ username: { eq: "viewer" } }', `username = 'viewer'`],
    ['what a user is', '{ user: { role: { eq: ADMIN } } }', 'user_id = 1'],
    ['nobody', '{ userId: { isNull: true } }', 'user_id is null'],
    [
      'everything at once',
      '{ entityType: { eq: TRACKER }, action: { eq: UPDATE }, userId: { eq: 2 } }',
      `entity_type = 'Tracker' and action = 'UPDATE' and user_id = 2`,
    ],
  ])('can be searched by %s', async (_what, filter, where) => {
    const found = keys(await logs(filter));
    expect(found).toEqual(await bySql(where));
    expect(found.length).toBeGreaterThan(0);
  });

  test('can be searched by time, up to but not including a moment', async () => {
    const last = await lastRecord(api.sql);
    await api.sql`insert into pearl.tags (name) values ('early')`;
    await api.sql`insert into pearl.tags (name) values ('late')`;
    const [early, late] = await recordsSince(api.sql, last);
    const shown = await logs(`{ id: { in: [${early?.id}, ${late?.id}] } }`);
    const [to, from] = shown.map(({ timestamp }) => timestamp);
    const found = await logs(`{ timestamp: { gte: "${from}", lt: "${to}" } }`);
    expect(keys(found)).toEqual([early?.id]);
  });
});

describe('the summary', () => {
  type Summary = {
    total: number;
    byEntityType: Count[];
    byAction: Count[];
    byUser: Count[];
    byDay: Count[];
  };
  const summary = (from: string, to: string) =>
    api.as('admin').run<{ auditSummary: Summary }, unknown>(
      `{ auditSummary(from: "${from}", to: "${to}") {
        total byEntityType { name count } byAction { name count } byUser { name count } byDay { name count }
      } }`,
    );
  const sorted = (counts: readonly Count[]) =>
    counts.map(({ name, count }) => `${name} ${count}`).sort();

  test.each([
    ['ever', '2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z'],
    ['on two days of the past', '2026-01-01T12:00:00Z', '2026-01-03T00:00:00Z'],
    ['never', '1999-01-01T00:00:00Z', '1999-01-02T00:00:00Z'],
    ['in a part of a millisecond', '2026-01-01T12:00:00Z', '2026-01-01T12:00:00.000001Z'],
  ])('counts what happened %s', async (_when, from, to) => {
    await api.sql`insert into pearl.audit_logs (entity_type, entity_id, action, user_id, username, changes, "timestamp")
      select 'Study', 1, 'UPDATE', 1, 'admin', '{}', '2026-01-01T06:00:00Z'::timestamptz + interval '6 hours' * n
      from generate_series(0, 9) n`;
    const { data } = await succeeded(summary(from, to));
    const { total, byEntityType, byAction, byUser, byDay } = data.auditSummary;
    const count = async (of: string): Promise<string[]> => {
      const found = await api.sql.unsafe<Count[]>(
        `select ${of} as name, count(*)::int as count from pearl.audit_logs
         where "timestamp" >= '${from}' and "timestamp" < '${to}' group by 1`,
      );
      return sorted(found);
    };
    expect(sorted(byEntityType)).toEqual(await count(typeNamed('entity_type')));
    expect(sorted(byAction)).toEqual(await count('action'));
    expect(sorted(byUser)).toEqual(await count('username'));
    expect(sorted(byDay)).toEqual(await count(`("timestamp" at time zone 'UTC')::date::text`));
    expect(byDay.map(({ name }) => `${name}`)).toEqual(byDay.map(({ name }) => `${name}`).sort());
    for (const counts of [byEntityType, byAction, byUser, byDay]) {
      expect(counts.reduce((sum, each) => sum + each.count, 0)).toBe(total);
    }
    for (const counts of [byEntityType, byAction, byUser]) {
      expect(counts.map((each) => each.count)).toEqual(
        counts.map((each) => each.count).sort((a, b) => b - a),
      );
    }
  });

  test.each([
    ['ends when it begins', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['ends within a microsecond', '2026-01-01T00:00:00.0000001Z', '2026-01-01T00:00:00.0000002Z'],
    ['ends before it begins', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'],
    ['ends before it begins elsewhere', '2026-01-01T00:00:00Z', '2026-01-01T01:00:00+02:00'],
  ])('of a time that %s is refused', async (_what, from, to) => {
    const { data, errors } = await summary(from, to);
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions)).toMatchObject([
      { code: 'BAD_USER_INPUT', field: 'from' },
    ]);
  });
});
