import type { GraphQLEnumType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeReading, nodesOf, openReading, planOf, reading, touched } from './query-plan.ts';
import type { Statement } from './reading.ts';

/* Every order that a list of many rows offers comes from an index, at any depth and both ways, whatever is missing. */

const size = 20;
const rows = 6000;

const lists = {
  reportingEffortItems: 'ReportingEffortItem',
  trackers: 'Tracker',
  trackerComments: 'TrackerComment',
  auditLogs: 'AuditLog',
};

beforeAll(async () => {
  await openReading();
  await reading.sql`
    with item as (
      insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
      select 1 + n % 2, 'many-' || n, 'TLF' from generate_series(1, ${rows}::int) n returning id
    ), tracker as (
      insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id, primary_programmer_id, due_date)
      select id, nullif(4 + id % 3, 6), date '2026-01-01' + nullif(id % 10, 0)
      from item returning id
    )
    insert into pearl.tracker_comments (tracker_id, user_id, comment_text) select id, 4 + id % 3, 'Many' from tracker`;
  await reading.sql`vacuum analyze`;
});
afterAll(closeReading);

const ordersOf = (type: string) => {
  const order = reading.schema.getType(`${type}ListOrderField`) as GraphQLEnumType;
  return order.getValues().flatMap(({ name }) => [`${name}`, `${name}, direction: DESC`]);
};

type Answer = { readonly page: { readonly pageInfo: { readonly endCursor: string } } };

const read = (list: string, args: string) =>
  reading.read<Answer>(
    `{ page: ${list}(${args}) { nodes { id } pageInfo { endCursor } } }`,
    {},
    {
      role: 'ADMIN',
    },
  );

/** The most rows that one step of a plan has looked at or sorted. */
const most = async (statement: Statement) =>
  Math.max(...nodesOf(await planOf(statement, 'generic')).map(touched));

test.each(Object.entries(lists))(
  'a page of %s looks at few rows, in every order',
  async (list, type) => {
    const looked: (readonly [string, number])[] = [];
    for (const field of ordersOf(type)) {
      const orderBy = `orderBy: [{ field: ${field} }]`;
      const far = await read(list, `first: 1000, ${orderBy}`);
      const after = `after: "${far.data.page.pageInfo.endCursor}"`;
      for (const bound of ['', after]) {
        const { statements } = await read(list, `first: ${size}, ${bound} ${orderBy}`);
        looked.push([
          `${field} ${bound && 'after a thousand'}`,
          await most(statements[0] as Statement),
        ]);
      }
    }
    expect(looked.length).toBeGreaterThan(8);
    expect(looked.filter(([, count]) => count > 50 * (size + 1))).toEqual([]);
  },
);
