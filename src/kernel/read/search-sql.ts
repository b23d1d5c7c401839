import { searchVector } from '../../database/columns.ts';
import type { Viewer } from '../context.ts';
import type { Entity } from '../schema/entity.ts';
import type { Column } from '../schema/table.ts';
import { conjunction, newScope } from './filter.ts';
import { whereOf } from './filter-sql.ts';
import { beyondSql, orderSql, type Term } from './order-by.ts';
import { arrayOf, bind } from './query.ts';
import { patternsOf, queriesOf, type Sought } from './search-text.ts';

/** How much it counts that a column holds what is looked for; A is for what people know a row by. */
export type Weight = 'A' | 'B' | 'C' | 'D';

/** A type that is searched. */
export type Searched = {
  readonly entity: Entity;
  readonly columns: readonly (readonly [Column, Weight])[];
};

/** So many rows are ranked. */
export const mostRanked = 1000;
/** So many characters of a text are looked at for the rank and for what is shown of it. */
const lookedAt = 2000;

/** Less than 1000, which is what a label that begins so counts more. */
const valueOf: Record<Weight, number> = { A: 900, B: 400, C: 200, D: 100 };

const isNumber = ({ sqlType }: Column) => sqlType === 'integer';

export const labelsOf = ({ columns }: Searched): Column[] =>
  columns.flatMap(([column, weight]) => (weight === 'A' ? [column] : []));

/** Whether anything is looked for in a type: words, or a text long enough to lie in the middle of a label. */
export const isSoughtIn = (searched: Searched, { text, words }: Sought): boolean =>
  words.length > 0 || (text.length > 2 && labelsOf(searched).length > 0);

/** What the index of a type holds of a row, as SQL. */
export const vectorOf = (
  { entity, columns }: Searched,
  nameOf: (column: Column) => string,
): string => {
  const key = entity.column('id');
  const others = columns.flatMap(([column, weight]) => (weight === 'A' ? [] : [nameOf(column)]));
  const labels = columns.flatMap(([column, weight]) => (weight === 'A' ? [nameOf(column)] : []));
  return searchVector(isNumber(key) ? nameOf(key) : '0', labels, others);
};

/** A key as a text that sorts as the key does. */
const asText = (key: Column, sql: string): string =>
  isNumber(key) ? `lpad(${sql}::text, 19, '0')` : `${sql}::text`;

export const keyIn = ({ entity }: Searched, text: string): number | string =>
  isNumber(entity.column('id')) ? Number(text) : text;

/** The order of what is found: the best first; of equals, the last type's first, and of these the newest. */
export const searchTerms = (of: string): Term[] =>
  [
    { field: `search ${of}`, sqlType: 'integer', column: 'rank' },
    { field: 'type', sqlType: 'integer', column: 'type' },
    { field: 'id', sqlType: 'text', column: 'key' },
  ].map(({ column, ...term }) => ({
    ...term,
    nullable: false,
    descending: true,
    sql: (alias) => `${alias}.${column}`,
  }));

type Wanted = {
  readonly limit: number;
  readonly after: (string | null)[] | undefined;
  readonly terms: readonly Term[];
  readonly texts: boolean;
};

/**
 * One statement for all types. Of each the newest rows are found, those first that are called so; a text in the middle of
 * a label is only looked for when there is nothing else. Of all types together the first of each are ranked.
 */
export const searchSql = (
  searched: readonly Searched[],
  sought: Sought,
  viewer: Viewer | null,
  { limit, after, terms, texts }: Wanted,
): { readonly text: string; readonly params: unknown[] } => {
  const params: unknown[] = [];
  const scope = newScope(viewer, params);
  /** The place of a parameter, which there is only if the statement uses it. */
  const lazily = (value: string) => {
    let place: string | undefined;
    return () => (place ??= bind(params, value));
  };
  const queries = queriesOf(sought);
  const words = lazily(queries.words);
  const begins = lazily(queries.begins);
  const exact = lazily(queries.exact);
  const anywhere = lazily(`%${sought.text.replace(/[\\%_]/g, '\\$&')}%`);
  const patterns = patternsOf(sought);
  const [whole, start] = [patterns.whole, patterns.begins].map(
    (each) => `${bind(params, arrayOf(each))}::text[]`,
  );
  const most = mostRanked + 1;

  const parts: string[] = [];
  const found: string[] = [];
  const elsewhere: string[] = [];
  const ranked: string[] = [];
  for (const [at, each] of searched.entries()) {
    const { entity, columns } = each;
    const { from } = entity;
    const key = entity.column('id');
    const seen = whereOf(entity, 't', scope);
    const vector = vectorOf(each, (column) => column.of('t'));
    const inParts = isNumber(key);
    const rows = (condition: string) =>
      `select ${key.of('t')} as key from ${from} t where ${conjunction([condition, ...seen])}`;
    if (inParts) {
      const last = `select max(${key.of('t')}) >> 13 from ${from} t`;
      parts.push(
        `p${at}(n) as (${last} union all select (${last} where ${key.of('t')} < p.n << 13) from p${at} p where p.n is not null)`,
      );
    }
    const newest = (query: string) =>
      `select r.key from ${inParts ? `p${at}` : '(values (0)) as'} p(n) cross join lateral (${rows(
        `${vector} @@ replace(lower(${query}), '~', p.n::text)::tsquery`,
      )} order by 1 desc) r limit ${most}`;
    const list = (place: number, select: string) =>
      `select ${at} as type, ${asText(key, 'l.key')} as key, ${place} as list from (${select}) l`;
    const labels = labelsOf(each);
    if (sought.words.length > 0) {
      if (labels.length > 0) {
        found.push(list(0, `${rows(`${vector} @@ lower(${exact()})::tsquery`)} limit ${most}`));
        found.push(list(1, newest(begins())));
      }
      found.push(list(2, newest(words())));
    }
    if (labels.length > 0 && sought.text.length > 2) {
      const holds = labels.map((label) => `${label.of('t')} ilike ${anywhere()}`);
      const nothingElse = 'not exists (select from found)';
      elsewhere.push(
        list(3, `${rows(`${nothingElse} and (${holds.join(' or ')})`)} limit ${most}`),
      );
    }
    const shown = columns.map(([column]) => `left(${column.of('t')}::text, ${lookedAt})`);
    const values = columns.map(([, weight], place) => {
      const value = valueOf[weight];
      return `case when x[${place + 1}] ~* w.whole then ${value} when x[${place + 1}] ~* w.start then ${value / 2} else 0 end`;
    });
    ranked.push(
      `select c.type, c.key, x as texts, case c.list when 0 then 2000 when 1 then 1000 else 0 end
         + (select coalesce(sum(greatest(${values.join(', ')})) / count(*), 0)::int from unnest(${whole}, ${start}) w(whole, start)) as rank
       from (select * from chosen where type = ${at} offset 0) c
       join ${from} t on ${key.of('t')} = c.key::${key.sqlType}
       cross join lateral (select array[${shown.join(', ')}] as x offset 0) x`,
    );
  }
  const none = 'select 0 as type, null::text as key, 0 as list where false';
  const union = (selects: readonly string[]) =>
    selects.map((each) => `(${each})`).join(' union all ');
  const beyond = after ? ` where ${beyondSql({ terms, alias: 'r', scope }, false, after)}` : '';
  const order = orderSql({ terms, alias: 'r', scope }, false);
  return {
    params,
    text: `with recursive ${parts.map((part) => `${part}, `).join('')}found as materialized (${union([none, ...found])}),
      everything as (
        select type, key, min(list) as list from (select * from found union all ${union([none, ...elsewhere])}) f group by 1, 2
      ), chosen as materialized (
        select *, count(*) over () as total from everything
        order by row_number() over (partition by type order by list, key desc), type limit ${mostRanked}
      ), ranked as (${union(ranked)})
      select (select count(*)::int from chosen) as "$total", (select max(total) > ${mostRanked} from chosen) as "$cut", r.*
      from (values (0)) v left join lateral (
        select r.type, r.key as id, r.rank::text as "$0", r.type::text as "$1"${texts ? ', r.texts' : ''} from ranked r${beyond} order by ${order} limit ${bind(params, limit + 1)}
      ) r on true`,
  };
};
