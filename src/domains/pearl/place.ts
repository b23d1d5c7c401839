import type { Change, Locate } from '../../live/index.ts';

/** Where in the tree of the work a change has happened, before and after it. */
export type Place = {
  readonly efforts: ReadonlySet<number | string>;
  readonly trackers: ReadonlySet<number | string>;
  readonly programmers: ReadonlySet<number | string>;
  /** Threads of comments, by their first ones. */
  readonly threads: ReadonlySet<number | string>;
  /** For a row that many may use: whether anything in an effort does, and anything in a package. */
  readonly isInEffort?: boolean;
  readonly isInPackage?: boolean;
};

/** Where it is asked. */
type Sql = Parameters<Locate<Place>>[0];
type Row = { readonly [column: string]: unknown };

const numbersOf = (rows: readonly (Row | null | undefined)[], ...columns: readonly string[]) =>
  new Set(
    rows.flatMap((row) =>
      columns.flatMap((column) => {
        const value = row?.[column];
        return typeof value === 'number' ? [value] : [];
      }),
    ),
  );

/** Which row, and as of which record of the trail. */
type Wanted = readonly [id: number, record: number];

/** Rows as they were when something was recorded: the trail knows, unless nothing has happened to them since it began. */
const rowsOf = async (
  sql: Sql,
  entityType: 'Tracker' | 'ReportingEffortItem',
  wanted: readonly Wanted[],
): Promise<(id: number, record: number) => Row | undefined> => {
  if (wanted.length === 0) return () => undefined;
  const found = await sql.unsafe<{ id: number; record: number; row: Row }[]>(
    `select w.id, w.record, coalesce(earlier.row, later.row, to_jsonb(t)) as row
     from unnest($1::int[], $2::int[]) as w(id, record)
     left join lateral (
       select case action when 'DELETE' then changes->'before' else changes->'after' end as row
       from pearl.audit_logs where entity_type = $3 and entity_id = w.id and id <= w.record
       order by id desc limit 1
     ) earlier on true
     left join lateral (
       select changes->'before' as row from pearl.audit_logs
       where earlier.row is null and entity_type = $3 and entity_id = w.id and id > w.record
       order by id limit 1
     ) later on true
     left join ${tables[entityType]} t on t.id = w.id`,
    [
      `{${wanted.map(([id]) => id).join()}}`,
      `{${wanted.map(([, record]) => record).join()}}`,
      entityType,
    ],
    { prepare: true },
  );
  const rows = new Map(found.map(({ id, record, row }) => [`${id} ${record}`, row]));
  return (id, record) => rows.get(`${id} ${record}`);
};

const tables = {
  Tracker: 'pearl.reporting_effort_item_trackers',
  ReportingEffortItem: 'pearl.reporting_effort_items',
};

const own = ({ before, after }: Change) => [before, after];

type Found = {
  readonly id: number;
  readonly efforts: readonly number[];
  readonly trackers?: readonly number[];
  readonly programmers?: readonly number[];
  readonly isInPackage?: boolean;
};

/*
 * Who uses a row is asked of the tables, not of the trail: who has begun or ceased to use it since is told that by a later
 * change. Many rows may use one, so that each answer is a few sets, found once for all subscribers.
 */
const statements: Readonly<Record<string, string>> = {
  Tag: `
    select tt.tag_id as id, json_agg(distinct i.reporting_effort_id) as efforts, json_agg(t.id) as trackers,
      to_json(array_agg(distinct t.primary_programmer_id) || array_agg(distinct t.qc_programmer_id)) as programmers
    from pearl.tracker_tags tt
    join pearl.reporting_effort_item_trackers t on t.id = tt.tracker_id
    join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
    where tt.tag_id = any($1::int[]) group by 1`,
  TextElement: `
    select e.id,
      to_json(array(select distinct i.reporting_effort_id from pearl.reporting_effort_item_text_elements u
        join pearl.reporting_effort_items i on i.id = u.reporting_effort_item_id where u.text_element_id = e.id)) as efforts,
      exists (select from pearl.package_item_text_elements u where u.text_element_id = e.id) as "isInPackage"
    from unnest($1::int[]) as e(id)`,
};

/** The places of tags and texts that have changed: where those are that use them. */
const usesOf = async (
  sql: Sql,
  changes: readonly Change[],
): Promise<ReadonlyMap<number, Place>> => {
  const places = new Map<number, Place>();
  for (const [type, statement] of Object.entries(statements)) {
    const own = changes.filter(
      ({ entityType, action }) => entityType === type && action === 'UPDATE',
    );
    if (own.length === 0) continue;
    const ids = `{${own.map(({ entityId }) => entityId).join()}}`;
    const found = await sql.unsafe<Found[]>(statement, [ids], { prepare: true });
    const byId = new Map(found.map((each) => [String(each.id), each]));
    for (const { id: record, entityId } of own) {
      const use = byId.get(String(entityId));
      places.set(record, {
        efforts: new Set(use?.efforts),
        trackers: new Set(use?.trackers),
        programmers: new Set(use?.programmers),
        threads: new Set(),
        isInEffort: Boolean(use?.efforts.length),
        isInPackage: Boolean(use?.isInPackage),
      });
    }
  }
  return places;
};

/**
 * Says for comments, trackers and items, and for what belongs to them, whose they were, in two statements at most; and for
 * tags and texts who uses them, in one more for each.
 */
export const locate: Locate<Place> = async (sql, changes) => {
  const isAbout = (type: string, { entityType }: Change) => entityType === type;
  const trackerIds = (change: Change) => [...numbersOf(own(change), 'tracker_id')];
  const trackers = await rowsOf(
    sql,
    'Tracker',
    changes.flatMap((change) => trackerIds(change).map((id): Wanted => [id, change.id])),
  );
  const trackerRowsOf = (change: Change) =>
    isAbout('Tracker', change)
      ? own(change)
      : trackerIds(change).map((id) => trackers(id, change.id));
  const itemIds = (change: Change) => [
    ...numbersOf([...own(change), ...trackerRowsOf(change)], 'reporting_effort_item_id'),
  ];
  const items = await rowsOf(
    sql,
    'ReportingEffortItem',
    changes.flatMap((change) => itemIds(change).map((id): Wanted => [id, change.id])),
  );
  const uses = await usesOf(sql, changes);
  return new Map<number, Place>(
    changes.map((change) => {
      const use = uses.get(change.id);
      if (use) return [change.id, use];
      const itemRows = isAbout('ReportingEffortItem', change)
        ? own(change)
        : itemIds(change).map((id) => items(id, change.id));
      return [
        change.id,
        {
          efforts: numbersOf(itemRows, 'reporting_effort_id'),
          trackers: new Set(isAbout('Tracker', change) ? [change.entityId] : trackerIds(change)),
          programmers: numbersOf(
            trackerRowsOf(change),
            'primary_programmer_id',
            'qc_programmer_id',
          ),
          threads: isAbout('TrackerComment', change)
            ? numbersOf(own(change), 'id', 'parent_comment_id')
            : new Set(),
        },
      ];
    }),
  );
};
