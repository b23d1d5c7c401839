import type { Connection } from '../../kernel/index.ts';
import type { Change } from '../../live/index.ts';
import type { Place } from './place.ts';

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
export const usesOf = async (
  sql: Connection,
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
    const byId = new Map(found.map((each) => [each.id, each]));
    for (const { id: record, entityId } of own) {
      const use = byId.get(entityId);
      places.set(record, {
        efforts: new Set(use?.efforts),
        trackers: new Set(use?.trackers),
        programmers: new Set(use?.programmers),
        isInEffort: Boolean(use?.efforts.length),
        isInPackage: Boolean(use?.isInPackage),
      });
    }
  }
  return places;
};
