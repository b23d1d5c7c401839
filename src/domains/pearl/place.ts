import type { Change, Connection, Locate } from '../../kernel/index.ts';

/** Where in the tree of the work a change has happened, before and after it. */
export type Place = {
  readonly efforts: ReadonlySet<number>;
  readonly trackerId: number | undefined;
  readonly programmers: ReadonlySet<number>;
};

type Row = { readonly [column: string]: unknown };

const numbersOf = (rows: readonly (Row | null | undefined)[], ...columns: readonly string[]) =>
  new Set(
    rows.flatMap((row) =>
      columns.flatMap((column) =>
        typeof row?.[column] === 'number' ? [row[column] as number] : [],
      ),
    ),
  );

/** Rows as they are, or as they were when they were deleted. */
const rowsOf = async (
  sql: Connection,
  entityType: 'Tracker' | 'ReportingEffortItem',
  ids: ReadonlySet<number>,
): Promise<Map<number, Row>> => {
  if (ids.size === 0) return new Map();
  const table = tables[entityType];
  const found = await sql.unsafe<{ id: number; row: Row }[]>(
    `select wanted.id, coalesce(to_jsonb(t), gone.row) as row
     from unnest($1::int[]) as wanted(id)
     left join ${table} t on t.id = wanted.id
     left join lateral (
       select changes->'before' as row from pearl.audit_logs
       where t.id is null and entity_type = $2 and entity_id = wanted.id and action = 'DELETE'
       order by id desc limit 1
     ) gone on true`,
    [`{${[...ids].join()}}`, entityType],
    { prepare: true },
  );
  return new Map(found.map(({ id, row }) => [id, row]));
};

const tables = {
  Tracker: 'pearl.reporting_effort_item_trackers',
  ReportingEffortItem: 'pearl.reporting_effort_items',
};

const own = ({ before, after }: Change) => [before, after];

/** Says for comments, trackers and items, and for what belongs to them, whose they are: in two statements at most. */
export const locate: Locate<Place> = async (sql: Connection, changes) => {
  const isAbout = (type: string) => (change: Change) => change.entityType === type;
  const trackers = await rowsOf(
    sql,
    'Tracker',
    numbersOf(changes.filter((each) => !isAbout('Tracker')(each)).flatMap(own), 'tracker_id'),
  );
  const trackerRowsOf = (change: Change): (Row | null | undefined)[] =>
    isAbout('Tracker')(change)
      ? own(change)
      : [...numbersOf(own(change), 'tracker_id')].map((id) => trackers.get(id));
  const itemKey = 'reporting_effort_item_id';
  const itemIds = (change: Change) =>
    numbersOf([...own(change), ...trackerRowsOf(change)], itemKey);
  const items = await rowsOf(
    sql,
    'ReportingEffortItem',
    new Set(changes.flatMap((change) => [...itemIds(change)])),
  );
  return new Map(
    changes.map((change) => {
      const itemRows = isAbout('ReportingEffortItem')(change)
        ? own(change)
        : [...itemIds(change)].map((id) => items.get(id));
      const [trackerId] = isAbout('Tracker')(change)
        ? [change.entityId]
        : numbersOf(own(change), 'tracker_id');
      return [
        change.id,
        {
          efforts: numbersOf(itemRows, 'reporting_effort_id'),
          trackerId,
          programmers: numbersOf(
            trackerRowsOf(change),
            'primary_programmer_id',
            'qc_programmer_id',
          ),
        },
      ];
    }),
  );
};
