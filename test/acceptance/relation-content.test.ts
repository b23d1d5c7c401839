import { getNamedType, isLeafType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { type Relation, relationsOf, rowTypeOf, selectionOf } from '../support/entities.ts';
import { addHistory, addReading, addSources } from '../support/history.ts';
import { succeeded } from '../support/succeeded.ts';

const trackers = 'pearl.reporting_effort_item_trackers';
const comments = 'pearl.tracker_comments';

const texts = (of: string) =>
  `select ${of}_id, text_element_id from pearl.${of}_text_elements order by sequence_number, id`;
const details = (of: string, prefix: string) => `
  select ${of}_id, json_build_object('__typename', 'TlfDetails', 'id', '${prefix}:' || id, 'tlfType', tlf_type,
    'primaryEndpoint', primary_endpoint, 'analysisPopulation', analysis_population)
  from pearl.${of.replace('_item', '')}_tlf_details
  union all
  select ${of}_id, json_build_object('__typename', 'DatasetDetails', 'id', '${prefix}:' || id, 'datasetType', dataset_type,
    'dataSource', data_source, 'recordCount', record_count)
  from pearl.${of.replace('_item', '')}_dataset_details`;
const history = (type: string) =>
  `select entity_id, id from pearl.audit_logs where entity_type = '${type}' order by id desc`;
/** A name of SQL's as the API has it. */
const camel = (name: string) =>
  `lower(left(${name}, 1)) || substr(replace(initcap(replace(${name}, '_', ' ')), ' ', ''), 2)`;
const sideOf = (side: string) => `
  select id, (select jsonb_object_agg(${camel('key')}, value) from jsonb_each(changes -> '${side}'))
  from pearl.audit_logs where jsonb_typeof(changes -> '${side}') = 'object'`;
const countOf = (condition: string) =>
  `select t.id, (select count(*)::int from ${comments} where tracker_id = t.id and ${condition}) from ${trackers} t`;
const usesOf = (item: string) =>
  `select t.id, (select count(*)::int from pearl.${item}_text_elements where text_element_id = t.id) as uses from pearl.text_elements t`;
const codeOrder = 'order by item_code_key, id';
const isComplete = `primary_status = 'COMPLETED' and (qc_status = 'COMPLETED' or qc_programmer_id is null)`;

/** What each relation should bring, in its order: the parent's key beside the child's, or beside the value. */
const contents: Record<string, string> = {
  'AuditLog.after': sideOf('after'),
  'AuditLog.before': sideOf('before'),
  'AuditLog.changedFields': `
    select id, ${camel('name')} from pearl.audit_logs, jsonb_array_elements_text(changes -> 'changed_fields') name`,
  'AuditLog.user': 'select id, user_id from pearl.audit_logs',
  'DatabaseRelease.reportingEfforts':
    'select database_release_id, id from pearl.reporting_efforts order by id',
  'DatabaseRelease.study': 'select id, study_id from pearl.database_releases',
  'Mention.comment': 'select id, comment_id from pearl.mentions',
  'Mention.user': 'select id, user_id from pearl.mentions',
  'Package.items': `select package_id, id from pearl.package_items ${codeOrder}`,
  'PackageItem.createdFrom': 'select id, source_id from pearl.package_items',
  'PackageItem.details': details('package_item', 'package'),
  'PackageItem.package': 'select id, package_id from pearl.package_items',
  'PackageItem.source': 'select id, source_item_id from pearl.package_items',
  'PackageItem.textElements': texts('package_item'),
  'ReadMark.thread': 'select id, thread_id from pearl.read_marks',
  'ReadMark.tracker': 'select id, tracker_id from pearl.read_marks',
  'ReportingEffort.databaseRelease': 'select id, database_release_id from pearl.reporting_efforts',
  'ReportingEffort.items': `select reporting_effort_id, id from pearl.reporting_effort_items ${codeOrder}`,
  'ReportingEffort.study':
    'select e.id, study_id from pearl.reporting_efforts e join pearl.database_releases r on r.id = database_release_id',
  'ReportingEffortItem.createdFrom': 'select id, source_id from pearl.reporting_effort_items',
  'ReportingEffortItem.details': details('reporting_effort_item', 'effort'),
  'ReportingEffortItem.history': history('ReportingEffortItem'),
  'ReportingEffortItem.reportingEffort':
    'select id, reporting_effort_id from pearl.reporting_effort_items',
  'ReportingEffortItem.source': 'select id, source_item_id from pearl.reporting_effort_items',
  'ReportingEffortItem.textElements': texts('reporting_effort_item'),
  'ReportingEffortItem.tracker': `select reporting_effort_item_id, id from ${trackers}`,
  'Study.databaseReleases': 'select study_id, id from pearl.database_releases order by id',
  'Tag.usageCount':
    'select g.id, (select count(*)::int from pearl.tracker_tags where tag_id = g.id) from pearl.tags g',
  'TextElement.itemCount': usesOf('reporting_effort_item'),
  'TextElement.items':
    'select text_element_id, reporting_effort_item_id from pearl.reporting_effort_item_text_elements order by 2',
  'TextElement.packageItemCount': usesOf('package_item'),
  'TextElement.packageItems':
    'select text_element_id, package_item_id from pearl.package_item_text_elements order by 2',
  'TextElement.usageCount': `select e.id, e.uses + p.uses from (${usesOf('reporting_effort_item')}) e join (${usesOf('package_item')}) p on p.id = e.id`,
  'Tracker.commentCount': countOf('true'),
  'Tracker.comments': `select tracker_id, id from ${comments} order by id`,
  'Tracker.history': history('Tracker'),
  'Tracker.isComplete': `select id, ${isComplete} from ${trackers}`,
  'Tracker.isDueSoon': `
    select id, coalesce(due_date - (now() at time zone 'utc')::date between 0 and 7, false) and not (${isComplete}) from ${trackers}`,
  'Tracker.isDueThisWeek': `
    select id, coalesce(due_date between (now() at time zone 'utc')::date
      and date_trunc('week', now() at time zone 'utc')::date + 6, false) and not (${isComplete}) from ${trackers}`,
  'Tracker.isOverdue': `
    select id, coalesce(due_date < (now() at time zone 'utc')::date, false) and not (${isComplete}) from ${trackers}`,
  'Tracker.isAwaitingCheck': `select id, primary_status = 'COMPLETED' and not (${isComplete}) from ${trackers}`,
  'Tracker.item': `select id, reporting_effort_item_id from ${trackers}`,
  'Tracker.openThreadCount': countOf('parent_comment_id is null and not is_resolved'),
  'Tracker.primaryCompletedBy': `select id, primary_completed_by_id from ${trackers}`,
  'Tracker.primaryProgrammer': `select id, primary_programmer_id from ${trackers}`,
  'Tracker.qcProgrammer': `select id, qc_programmer_id from ${trackers}`,
  'Tracker.returnCount': `select t.id, (select count(*)::int from pearl.audit_logs where entity_type = 'Tracker' and entity_id = t.id
    and action = 'UPDATE' and (changes->'changed_fields' ? 'returned_at'
      or changes->'before'->>'primary_status' = 'COMPLETED' and changes->'after'->>'primary_status' <> 'COMPLETED'
        and changes->'before'->>'qc_status' <> 'NOT_STARTED')) from ${trackers} t`,
  'Tracker.statusSince': `select id, json_build_object('status', primary_status, 'trailSince', (select min(recorded_at at time zone 'utc')::date from pearl.item_steps),
    'since', case primary_status when 'NOT_STARTED' then to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end) from ${trackers}`,
  'Tracker.tags': 'select tracker_id, tag_id from pearl.tracker_tags order by id',
  'Tracker.unreadCount': `select t.id, (select count(*)::int from ${comments} c where tracker_id = t.id and user_id <> 1
      and not (t.id % 2 = 0 and c.id <= (select min(id) from ${comments} where tracker_id = t.id))
      and not (t.id % 3 = 1 and coalesce(parent_comment_id, c.id) = (select min(id) from ${comments} where tracker_id = t.id))) from ${trackers} t`,
  'Tracker.unresolvedCommentCount': countOf('not is_resolved'),
  'TrackerComment.parent': `select id, parent_comment_id from ${comments}`,
  'TrackerComment.replies': `select parent_comment_id, id from ${comments} order by id`,
  'TrackerComment.resolvedBy': `select id, resolved_by_id from ${comments}`,
  'TrackerComment.tracker': `select id, tracker_id from ${comments}`,
  'TrackerComment.user': `select id, user_id from ${comments}`,
  'User.comments': `select user_id, id from ${comments} order by id`,
  'User.primaryTrackers': `select primary_programmer_id, id from ${trackers} order by id`,
  'User.qcTrackers': `select qc_programmer_id, id from ${trackers} order by id`,
};

/** Groups, and the relation whose rows they count: one group, since they are asked for without a key. */
const groups: Record<string, string> = {
  'DatabaseRelease.reportingEffortGroups': 'DatabaseRelease.reportingEfforts',
  'Package.itemGroups': 'Package.items',
  'ReportingEffort.itemGroups': 'ReportingEffort.items',
  'ReportingEffortItem.historyGroups': 'ReportingEffortItem.history',
  'Study.databaseReleaseGroups': 'Study.databaseReleases',
  'TextElement.itemGroups': 'TextElement.items',
  'TextElement.packageItemGroups': 'TextElement.packageItems',
  'Tracker.commentGroups': 'Tracker.comments',
  'Tracker.historyGroups': 'Tracker.history',
  'TrackerComment.replyGroups': 'TrackerComment.replies',
  'User.commentGroups': 'User.comments',
  'User.primaryTrackerGroups': 'User.primaryTrackers',
  'User.qcTrackerGroups': 'User.qcTrackers',
};
const contentOf = (name: string) => {
  const rows = contents[groups[name] ?? ''];
  if (!rows) return contents[name];
  return `select parent, json_build_object('count', count(*)) from (${rows}) rows (parent, child) group by parent`;
};

type Child =
  | { id?: string; cursor?: string; createdAt?: string; updatedAt?: string }
  | number
  | boolean
  | null;
type Children = Child | readonly Child[] | { nodes: readonly Child[]; totalCount: number };
type Parent = { id: string } & { [relation: string]: Children };

const api: Api = await startApi({ MAX_COST: '100000000' }); // pages of 1,000 in a page of 1,000
const relations = new Map(
  relationsOf(builder.toSchema()).map((relation) => [relation.name, relation]),
);
beforeAll(async () => {
  await addSources(api.sql);
  await addHistory(api.sql);
  await addReading(api.sql);
});
afterAll(() => api.stop());

/** A row by its key; one whose key is no number, or a value, as it is. */
const named = (child: Child) => {
  if (child === null || typeof child !== 'object') return child;
  const { createdAt: _created, updatedAt: _updated, cursor: _cursor, ...rest } = child;
  return Number(child.id) || rest;
};

const found = ({ field }: Relation, parent: Parent): unknown[] => {
  const children = parent[field.name] as Children;
  if (children === null) return [];
  if (isLeafType(getNamedType(field.type))) return [children].flat();
  if (Array.isArray(children)) return children.map(named);
  if (!rowTypeOf(field)) return [named(children as Child)];
  const page = children as { nodes: readonly Child[]; totalCount: number };
  expect(page.totalCount).toBe(page.nodes.length);
  return page.nodes.map(named);
};

const expected = async (query: string) => {
  const pairs = await api.sql.unsafe<[number, unknown][]>(query).values();
  const present = pairs.filter(([parent, child]) => parent !== null && child !== null);
  return Map.groupBy(present, ([parent]) => parent);
};

test.each([...relations.keys()])('%s brings what SQL finds', async (name) => {
  const relation = relations.get(name) as Relation;
  const query = contentOf(name);
  if (!query) throw new Error(`${name} is new: say in this file what it should bring.`);
  const pageArgs = rowTypeOf(relation.field) ? '(first: 1000)' : '';
  const document = `{ ${relation.list}(first: 1000) { nodes { id ${selectionOf(relation, pageArgs)} } } }`;
  const { data } = await succeeded(
    api.as('admin').run<Record<string, { nodes: Parent[] }>, never>(document),
  );

  const parents = data[relation.list]?.nodes ?? [];
  const byParent = await expected(query);
  const wanted = parents.map(({ id }) =>
    (byParent.get(Number(id)) ?? []).map(([, child]) => child),
  );

  expect(parents.map((parent) => found(relation, parent))).toEqual(wanted);
  expect(wanted.flat().length, 'SQL finds nothing either').toBeGreaterThan(0);
});
