import { type Context, query } from '../../../kernel/index.ts';
import type { datasetTypes, tlfTypes, trackerStatuses } from '../tables.ts';
import {
  awaitingCheck,
  begun,
  complete,
  dueThisWeek,
  overdue,
  today,
} from '../tracker/completion.ts';
import { Tracker } from '../tracker/type.ts';
import type { Side, Status } from '../tracker/workflow.ts';
import { type Scope } from './scope.ts';

type TaskType = (typeof tlfTypes)[number] | (typeof datasetTypes)[number];

/** A row of the statement: all items, those of a type and two statuses, or those of one who programs or checks. */
type Group = {
  readonly set: 'all' | 'type' | 'primary' | 'qc';
  readonly taskType: TaskType | null;
  readonly primaryStatus: (typeof trackerStatuses)[number] | null;
  readonly qcStatus: (typeof trackerStatuses)[number] | null;
  readonly programmerId: number | null;
} & Counts & {
    readonly programming: number;
    readonly programmingOverdue: number;
    readonly programmingDueThisWeek: number;
  };

type Counts = {
  readonly itemCount: number;
  readonly completedCount: number;
  readonly inProgressCount: number;
  readonly overdueCount: number;
  readonly dueThisWeekCount: number;
  readonly awaitingCheckCount: number;
};

/** All numbers of the items of a scope, in one statement. */
export const countsOf = async (ctx: Context, scope: Scope) => {
  const groups = await query<Group>(
    ctx,
    (is) => {
      const t = (filter: Parameters<typeof is>[2]) => is(Tracker, 't', filter);
      const count = (condition: string, name: string) =>
        `count(*) filter (where ${condition})::int as "${name}"`;
      return `
        select case grouping(task_type, primary_programmer_id, qc_programmer_id) when 7 then 'all' when 3 then 'type' when 5 then 'primary' else 'qc' end as set,
          task_type as "taskType", primary_status as "primaryStatus", qc_status as "qcStatus",
          coalesce(primary_programmer_id, qc_programmer_id) as "programmerId", count(*)::int as "itemCount",
          ${count('is_complete', 'completedCount')}, ${count('is_begun', 'inProgressCount')},
          ${count('is_overdue', 'overdueCount')}, ${count('is_due', 'dueThisWeekCount')}, ${count('awaits', 'awaitingCheckCount')},
          ${count('is_open', 'programming')}, ${count('is_open and is_overdue', 'programmingOverdue')},
          ${count('is_open and is_due', 'programmingDueThisWeek')}
        from (
          select coalesce(l.tlf_type, d.dataset_type) as task_type, t.primary_programmer_id, t.qc_programmer_id,
            coalesce(t.primary_status, 'NOT_STARTED') as primary_status, coalesce(t.qc_status, 'NOT_STARTED') as qc_status,
            t.primary_status is distinct from 'COMPLETED' as is_open, ${t(complete)} as is_complete, ${t(begun)} as is_begun,
            ${t(overdue)} as is_overdue, ${t(dueThisWeek)} as is_due, ${t(awaitingCheck)} as awaits
          from pearl.reporting_effort_items i
          left join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
          left join pearl.reporting_effort_tlf_details l on l.reporting_effort_item_id = i.id
          left join pearl.reporting_effort_dataset_details d on d.reporting_effort_item_id = i.id
          where ${scope.where}
        ) t
        group by grouping sets ((), (task_type, primary_status, qc_status), (primary_programmer_id), (qc_programmer_id))`;
    },
    scope.params,
  );
  const all = groups.find(({ set }) => set === 'all') ?? none;
  return {
    ...all,
    scope,
    day: today(),
    completionRate: all.itemCount === 0 ? null : all.completedCount / all.itemCount,
    taskTypes: taskTypesOf(groups.filter(({ set }) => set === 'type')),
    workload: [
      ...groups.filter(({ set }) => set === 'primary').map(programmingOf),
      ...groups.filter(({ set, programmerId }) => set === 'qc' && programmerId).map(checkingOf),
    ].filter(({ openCount, awaitingCheckCount }) => openCount + awaitingCheckCount > 0),
  };
};

const none: Counts = {
  itemCount: 0,
  completedCount: 0,
  inProgressCount: 0,
  overdueCount: 0,
  dueThisWeekCount: 0,
  awaitingCheckCount: 0,
};

type StatusCount = {
  readonly taskType: TaskType | null;
  readonly side: Side;
  readonly status: Status;
  readonly count: number;
};

const order = ['SDTM', 'ADAM', 'TABLE', 'LISTING', 'FIGURE', null];
const statusOrder = ['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'];

/** What the items of each type are on each side, a number for each status that there is. */
const taskTypesOf = (groups: readonly Group[]): readonly StatusCount[] => {
  const sides = groups.flatMap(({ taskType, primaryStatus, qcStatus, itemCount }) => [
    { taskType, side: 'PRIMARY' as const, status: primaryStatus, count: itemCount },
    { taskType, side: 'QC' as const, status: qcStatus, count: itemCount },
  ]);
  const sums = new Map<string, StatusCount>();
  for (const { status, count, ...of } of sides) {
    if (!status) continue;
    const key = [order.indexOf(of.taskType), of.side, statusOrder.indexOf(status)].join();
    sums.set(key, { ...of, status, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
};

const programmingOf = (group: Group) => ({
  programmerId: group.programmerId,
  side: 'PRIMARY' as const,
  openCount: group.programming,
  overdueCount: group.programmingOverdue,
  dueThisWeekCount: group.programmingDueThisWeek,
  awaitingCheckCount: group.awaitingCheckCount,
});

const checkingOf = (group: Group) => ({
  programmerId: group.programmerId,
  side: 'QC' as const,
  openCount: group.itemCount - group.completedCount,
  overdueCount: group.overdueCount,
  dueThisWeekCount: group.dueThisWeekCount,
  awaitingCheckCount: group.awaitingCheckCount,
});
