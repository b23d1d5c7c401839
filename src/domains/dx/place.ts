import type { Change, Locate } from '../../live/index.ts';

/** Whose row has changed, and what it belongs to. */
export type Place = {
  readonly userId: string | undefined;
  readonly projectId: string | undefined;
  /** The row itself, and the run or config set that it is a part of. */
  readonly keys: ReadonlySet<string>;
  /** Whether something has failed by it, or what had failed is gone. */
  readonly isFailure: boolean;
};

/** Where it is asked. */
type Sql = Parameters<Locate<Place>>[0];
type Row = { readonly [column: string]: unknown };
type Parent = { readonly userId: string; readonly projectId: string };

const parents = [
  ['analysis_run_id', 'DxAnalysisRun', 'dx.analysis_runs'],
  ['config_set_id', 'DxConfigSet', 'dx.config_sets'],
] as const;

const rowOf = ({ before, after }: Change): Row => after ?? before ?? {};
const textIn = (row: Row, column: string) =>
  typeof row[column] === 'string' ? row[column] : undefined;

const hasFailed = (row: Row | null | undefined) =>
  row !== null && row !== undefined && 'project_id' in row && row['status'] === 'failed';

/** A line or a file says only which run or set it belongs to. */
const isPart = (row: Row) => !('project_id' in row) && parents.some(([key]) => key in row);

/** The runs and sets with these keys; what is deleted by now, as the trail remembers it. */
const parentsOf = async (
  sql: Sql,
  [, entityType, table]: (typeof parents)[number],
  keys: readonly string[],
) => {
  if (keys.length === 0) return [];
  return sql.unsafe<(Parent & { id: string })[]>(
    `select given.id, coalesce(t.user_id, gone.row ->> 'user_id') as "userId",
       coalesce(t.project_id, gone.row ->> 'project_id') as "projectId"
     from (select distinct jsonb_array_elements_text($1::jsonb) as id) given
     left join ${table} t on t.id = given.id
     left join lateral (
       select changes -> 'before' as row from dx.audit_logs
       where t.id is null and entity_type = $2 and entity_id = given.id and action = 'DELETE'
       order by id desc limit 1
     ) gone on true`,
    [JSON.stringify(keys), entityType],
    { prepare: true },
  );
};

/** Says of changes whose they are: by their own rows, or for parts of a run or a config set by one statement for each. */
export const locate: Locate<Place> = async (sql, changes) => {
  const parts = changes.map(rowOf).filter(isPart);
  const found = await Promise.all(
    parents.map((parent) =>
      parentsOf(
        sql,
        parent,
        parts.flatMap((row) => textIn(row, parent[0]) ?? []),
      ),
    ),
  );
  const byKey = new Map<string, Parent>(found.flat().map((each) => [each.id, each]));
  return new Map(
    changes.map((change): [number, Place] => {
      const row = rowOf(change);
      const parentKeys = isPart(row) ? parents.flatMap(([key]) => textIn(row, key) ?? []) : [];
      const parent = parentKeys.flatMap((key) => byKey.get(key) ?? [])[0];
      const isProject = change.entityType === 'DxProject';
      return [
        change.id,
        {
          userId: parent?.userId ?? textIn(row, 'user_id'),
          projectId:
            parent?.projectId ?? (isProject ? textIn(row, 'id') : textIn(row, 'project_id')),
          keys: new Set([String(change.entityId), ...parentKeys]),
          isFailure: hasFailed(change.before) !== hasFailed(change.after),
        },
      ];
    }),
  );
};

export type Asked = { readonly [name: string]: number | string | null | undefined };

/** Whether a change is this user's own, and where the arguments say; an argument that is left out does not count. */
export const isThere = (userId: string, place: Place | undefined, asked: Asked): boolean => {
  const { projectId, ...keys } = asked;
  return (
    place?.userId === userId &&
    (projectId == null || place?.projectId === projectId) &&
    Object.values(keys).every((key) => key == null || Boolean(place?.keys.has(String(key))))
  );
};
