import { type Context, query } from '../../../kernel/index.ts';

/*
 * Compares the items of two reporting efforts, or of an effort and a package. Codes are unique, so that an item and its copy
 * have different ones: what belongs together is a copy and what it was copied from, then two copies of the same item, then
 * what has the same code, as an item of a package may have.
 */

export type Home = {
  readonly type: 'REPORTING_EFFORT' | 'PACKAGE';
  readonly id: number | string;
};

export const kinds = ['NEW', 'GONE', 'CHANGED'] as const;
export type Kind = (typeof kinds)[number];

/** An item that is not the same on both sides. */
export type Difference = {
  readonly kind: Kind;
  readonly itemCode: string;
  readonly beforeType: Home['type'];
  readonly beforeId: number | null;
  readonly afterType: Home['type'];
  readonly afterId: number | null;
  readonly changedFields: readonly string[];
  readonly place: readonly [codeKey: string, afterId: number, beforeId: number];
};

export type Comparison = {
  readonly newCount: number;
  readonly goneCount: number;
  readonly changedCount: number;
  readonly sameCount: number;
  readonly nodes: readonly Difference[];
};

const tables = {
  REPORTING_EFFORT: { item: 'reporting_effort_item', details: 'reporting_effort' },
  PACKAGE: { item: 'package_item', details: 'package' },
};

/** The items of a home, each with what is compared of it, by the names that the API has for that. */
const itemsOf = ({ type }: Home, param: string) => {
  const { item, details } = tables[type];
  return `
    select i.id, i.item_code, i.item_code_key, i.source_type, i.source_item_id, '${type}' as home, jsonb_build_object(
        'itemDescription', i.item_description, 'itemType', i.item_type, 'tlfType', l.tlf_type,
        'primaryEndpoint', coalesce(l.primary_endpoint, false), 'analysisPopulation', l.analysis_population,
        'datasetType', d.dataset_type, 'dataSource', d.data_source, 'recordCount', d.record_count,
        'textElements', (select jsonb_agg(u.text_element_id order by u.sequence_number, u.id)
          from pearl.${item}_text_elements u where u.${item}_id = i.id)) as content
    from pearl.${item}s i
    left join pearl.${details}_tlf_details l on l.${item}_id = i.id
    left join pearl.${details}_dataset_details d on d.${item}_id = i.id
    where i.${details}_id = ${param}::int`;
};

const pairs = `
  select o.id as before, n.id as after, 1 as nearness from one o join other n on n.source_item_id = o.id and n.source_type = o.home
  union all
  select o.id, n.id, 1 from one o join other n on o.source_item_id = n.id and o.source_type = n.home
  union all
  select o.id, n.id, 2 from one o join other n on n.source_item_id = o.source_item_id and n.source_type = o.source_type
  union all
  select o.id, n.id, 3 from one o join other n on kernel.normal_label(n.item_code) = kernel.normal_label(o.item_code)`;

type Asked = {
  readonly kinds: readonly Kind[];
  readonly first: number;
  readonly after: readonly (string | number)[] | undefined;
};

/** One statement, whatever the homes hold; one difference more than asked for says that there are more. */
export const compare = async (
  ctx: Context,
  before: Home,
  after: Home,
  { kinds: wanted, first, after: last }: Asked,
): Promise<Comparison> => {
  const [found] = await query<Comparison>(
    ctx,
    `with one as materialized (${itemsOf(before, '$1')}
    ), other as materialized (${itemsOf(after, '$2')}
    ), near as (
      select before, after, row_number() over (partition by before order by nearness, after) as to_after,
        row_number() over (partition by after order by nearness, before) as to_before
      from (${pairs}
      ) pairs
    ), pair as (
      -- each belongs to the nearest one of the other side that has none that is nearer
      select distinct before, after from near where to_after = 1 and to_before = 1
    ), compared as materialized (
      select o.id as before, n.id as after, coalesce(n.item_code, o.item_code) as code, coalesce(n.item_code_key, o.item_code_key) as code_key,
        case when o.id is null then 'NEW' when n.id is null then 'GONE' when o.content <> n.content then 'CHANGED' else 'SAME' end as kind,
        o.content as old, n.content as new
      from one o full join pair p on p.before = o.id full join other n on n.id = p.after
    ), page as (
      select * from compared
      where kind = any($3::text[]) and ($4::text is null or (code_key, coalesce(after, 0), coalesce(before, 0)) > ($4::text collate "C", $5::int, $6::int))
      order by code_key, coalesce(after, 0), coalesce(before, 0) limit $7::int
    )
    select (select count(*)::int from compared where kind = 'NEW') as "newCount",
      (select count(*)::int from compared where kind = 'GONE') as "goneCount",
      (select count(*)::int from compared where kind = 'CHANGED') as "changedCount",
      (select count(*)::int from compared where kind = 'SAME') as "sameCount",
      (select coalesce(json_agg(json_build_object('kind', kind, 'itemCode', code, 'beforeType', '${before.type}', 'beforeId', before,
          'afterType', '${after.type}', 'afterId', after,
          'changedFields', array(select key from jsonb_each(case when kind = 'CHANGED' then new else '{}' end) where old -> key <> value order by key),
          'place', json_build_array(code_key, coalesce(after, 0), coalesce(before, 0)))
        order by code_key, coalesce(after, 0), coalesce(before, 0)), '[]') from page) as nodes`,
    [before.id, after.id, `{${wanted.join()}}`, last?.[0], last?.[1], last?.[2], first + 1].map(
      (each) => each ?? null,
    ),
  );
  return found ?? { newCount: 0, goneCount: 0, changedCount: 0, sameCount: 0, nodes: [] };
};
