import { refusal } from '../errors.ts';
import { run } from '../read/query.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { shownType } from '../schema/entity-type.ts';
import { nameOf } from '../schema/table.ts';
import { uncounted } from './audit-days.ts';

type Counted = { readonly name: string | null; readonly count: number };

type Summary = {
  readonly total: number;
  readonly byEntityType: readonly Counted[];
  readonly byAction: readonly Counted[];
  readonly byUser: readonly Counted[];
  readonly byDay: readonly Counted[];
};

const AuditCount = builder.objectRef<Counted>('AuditCount').implement({
  description: 'A group of changes, and how many there are.',
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description:
        'What the changes of the group have in common: a type, an action, a user name or a day. Null for changes that were not made through PEARL.',
    }),
    count: t.exposeInt('count', { description: 'How many they are.' }),
  }),
});

const AuditSummary = builder.objectRef<Summary>('AuditSummary').implement({
  description: 'The number of changes in a period of time, in all and by group.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'How many changes there were.' }),
    byEntityType: t.field({
      type: [AuditCount],
      description: 'By the type of the changed row, most changes first.',
      resolve: ({ byEntityType }) => [...byEntityType],
    }),
    byAction: t.field({
      type: [AuditCount],
      description: 'By what happened to the row, most changes first.',
      resolve: ({ byAction }) => [...byAction],
    }),
    byUser: t.field({
      type: [AuditCount],
      description: 'By the user who made them, most changes first.',
      resolve: ({ byUser }) => [...byUser],
    }),
    byDay: t.field({
      type: [AuditCount],
      description: 'By day (in UTC), earliest first. Days without a change are left out.',
      resolve: ({ byDay }) => [...byDay],
    }),
  }),
});

type Found = {
  readonly kind: keyof Omit<Summary, 'total'> | 'total';
  readonly name: string | null;
  readonly count: number;
  /** Whether the period ends after it begins, as exactly as the database can tell. */
  readonly isBefore: boolean;
};

/** The summary of a domain's audit trail. */
export const implementAuditSummary = (domain: Domain): void => {
  const { log, allow } = domain.record.trail;
  builder.queryField(domain.queryName('AuditSummary'), (t) =>
    t.field({
      type: AuditSummary,
      allow,
      complexity: 1,
      description:
        'Counts the changes in a period of time: in all, and by type, action, user and day.',
      args: {
        from: t.arg({ type: 'DateTime', required: true, description: 'From this moment on.' }),
        to: t.arg({ type: 'DateTime', required: true, description: 'Before this moment.' }),
      },
      resolve: async (_root, { from, to }, ctx) => {
        const found = await run<Found>(ctx, counting(nameOf(log)), [from, to]);
        if (!found[0]?.isBefore) {
          throw refusal('BAD_USER_INPUT', '"from" must be before "to".', { field: 'from' });
        }
        const of = (kind: Found['kind']) => found.filter((each) => each.kind === kind);
        return {
          total: of('total')[0]?.count ?? 0,
          byEntityType: of('byEntityType').map(({ name, count }) => ({
            name: name && shownType(name),
            count,
          })),
          byAction: of('byAction'),
          byUser: of('byUser'),
          byDay: of('byDay'),
        };
      },
    }),
  );
};

/**
 * Whole days are those that have been counted, with what has come since; the rest is counted from the trail. Each change is
 * counted once, and what comes of it once for each of the groups.
 */
const counting = (log: string) =>
  `with counted as materialized (
     select snapshot, record, coalesce(begins, $2) as begins, coalesce(ends, $2) as ends from (select) one left join (
       select counted as snapshot, record, begins, ends from kernel.epochs, (
         select date_trunc('day', $1::timestamptz + interval '1 day' - interval '1 microsecond') as begins,
           date_trunc('day', $2::timestamptz) as ends
       ) days where trail = '${log}' and counted is not null and begins < ends
     ) whole on true
   ), changes as (
     select entity_type, action, username, day, sum(count) as count from (
       select entity_type, action, username, day, count from kernel.audit_days where trail = '${log}'
         and day >= (select begins from counted) and day < (select ends from counted)
       union all select * from (${uncounted(log)}) since
         where day >= (select begins from counted) and day < (select ends from counted)
       union all select entity_type, action, username, "timestamp"::date, 1 from ${log}
         where "timestamp" >= $1 and "timestamp" < (select begins from counted)
       union all select entity_type, action, username, "timestamp"::date, 1 from ${log}
         where "timestamp" >= (select ends from counted) and "timestamp" < $2
     ) parts group by 1, 2, 3, 4 having sum(count) <> 0
   )
   select case when grouping(entity_type) = 0 then 'byEntityType' when grouping(action) = 0 then 'byAction'
     when grouping(username) = 0 then 'byUser' when grouping(day) = 0 then 'byDay' else 'total' end as kind,
   coalesce(entity_type, action, username, day::text) as name, coalesce(sum(count), 0)::int as count,
   $1::timestamptz < $2::timestamptz as "isBefore"
   from changes
   group by grouping sets ((), (entity_type), (action), (username), (day))
   order by day, count desc, name`;
