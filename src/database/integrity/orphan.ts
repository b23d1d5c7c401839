import { quote } from '../migrations/ddl.ts';
import {
  type Ask,
  type Catalogue,
  type ForeignKey,
  isSameLink,
  qualified,
  tableOf,
} from './catalogue.ts';

/** Columns of a table that name rows of another one, whether a foreign key sees to it or not. */
export type Link = Omit<ForeignKey, 'onDelete'> & {
  /** Which rows name one there, if not all, as SQL about the row `c`. */
  readonly where?: string;
  /** That the row `c` names the row `p`, as SQL, where that is not what the columns say. */
  readonly on?: string;
};

/** An orphan names a row that is not there. */
export type Orphan = { readonly rowKey: string; readonly missing: string };

/** How many orphans a link has, and a page of those that may be shown. */
export type Orphans = {
  readonly link: Link;
  readonly count: number;
  readonly rows: readonly Orphan[];
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
};

/** The links that can be looked at: foreign keys of the database, those that are declared, and others. */
export const linksIn = (
  catalogue: Catalogue,
  declared: readonly ForeignKey[],
  others: readonly Link[] = [],
): Link[] => {
  const missing = declared.filter((key) => !catalogue.keys.some((live) => isSameLink(live, key)));
  return [...catalogue.keys, ...missing, ...others].filter((link) => isThere(catalogue, link));
};

const isThere = (catalogue: Catalogue, link: Link): boolean => {
  const from = tableOf(catalogue, link.schema, link.table)?.columns ?? {};
  const to = tableOf(catalogue, link.targetSchema, link.targetTable)?.columns ?? {};
  return link.columns.every((name) => from[name]) && link.targetColumns.every((name) => to[name]);
};

/** That a row `c` names another one that is not there. One that has no value in one of the columns names none. */
export const isOrphan = (catalogue: Catalogue, link: Link): string => {
  const from = tableOf(catalogue, link.schema, link.table)?.columns ?? {};
  const to = tableOf(catalogue, link.targetSchema, link.targetTable)?.columns ?? {};
  const equal = link.columns.map((name, at) => {
    const target = link.targetColumns[at] ?? '';
    // columns of two types can only be compared by what they say
    const cast = family(from[name]?.type) === family(to[target]?.type) ? '' : '::text';
    return `p.${quote(target)}${cast} = c.${quote(name)}${cast}`;
  });
  return [
    ...(link.where ? [link.where] : []),
    ...link.columns.map((name) => `c.${quote(name)} is not null`),
    `not exists (select from ${qualified(link.targetSchema, link.targetTable)} p where ${link.on ?? equal.join(' and ')})`,
  ].join(' and ');
};

/** Types that Postgres compares as they are. */
const family = (type = '') => {
  if (/^(small|big)?int(eger)?$/.test(type)) return 'integer';
  return /^(text|character|varchar)/.test(type) ? 'text' : type;
};

/** One value as it is; several as a JSON array. */
const shown = (columns: readonly string[]) =>
  columns.length === 1
    ? `c.${columns.join()}::text`
    : `jsonb_build_array(${columns.map((each) => `c.${each}`).join(', ')})::text`;

type Looked = {
  readonly first?: number;
  readonly after?: readonly string[] | undefined;
  /** Which orphans are shown, if not all, as SQL about the row `c`; its values go into the parameters. */
  readonly seen?: (link: Link, params: unknown[]) => string | undefined;
};

/**
 * Looks for orphans: one scan for each link, all in one statement. A page begins after a row that `next` of the one
 * before it names.
 */
export const findOrphans = async (
  ask: Ask,
  catalogue: Catalogue,
  links: readonly Link[],
  { first = 50, after, seen }: Looked = {},
): Promise<Orphans[]> => {
  if (links.length === 0) return [];
  type Found = Orphan & { readonly nth: number; readonly count: string; readonly place: string[] };
  const params: unknown[] = [String(first + 1), ...(after ?? [])];
  const text = links
    .map((link, nth) => finding(catalogue, link, nth, after?.length, seen?.(link, params)))
    .join(' union all ');
  const found = await ask<Found>(text, params);
  return links.map((link, nth) => {
    const rows = found.filter((row) => row.nth === nth);
    const [any] = rows;
    const page = rows.filter(({ place }) => place).slice(0, first);
    const isMore = rows.length > page.length && page.length > 0;
    return {
      link,
      count: Number(any?.count ?? 0),
      rows: page.map(({ rowKey, missing }) => ({ rowKey, missing })),
      next: isMore ? encode(page.at(-1)?.place ?? []) : null,
    };
  });
};

const encode = (place: readonly string[]) =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place that a page begins after, if it is one in this table. */
export const placeOf = (cursor: string): string[] | undefined => {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isPlace = Array.isArray(place) && place.every((each) => typeof each === 'string');
    return isPlace && place.length > 0 ? place : undefined;
  } catch {
    return undefined;
  }
};

const finding = (
  catalogue: Catalogue,
  link: Link,
  nth: number,
  isAfter: number | undefined,
  seen = 'true',
) => {
  const { columns = {}, key = [] } = tableOf(catalogue, link.schema, link.table) ?? {};
  // a table without a key has at least places for its rows
  const own = key.length > 0 ? key.map(quote) : ['ctid'];
  const types = key.length > 0 ? key.map((name) => columns[name]?.type ?? 'text') : ['tid'];
  const places = own.map((_, at) => `k${at}`);
  const values = types.map((type, at) => `$${at + 2}::${type}`);
  const beyond = isAfter ? `and (${places.join(', ')}) > (${values.join(', ')})` : '';
  const named = link.columns.map(quote);
  return `(
    with orphan as materialized (
      select ${own.map((each, at) => `c.${each} as k${at}`).join(', ')}, ${shown(own)} as row_key, ${shown(named)} as missing, ${seen} as is_seen
      from ${qualified(link.schema, link.table)} c where ${isOrphan(catalogue, link)}
    )
    select ${nth} as nth, counted.count, page.* from (select count(*) from orphan) counted
    left join lateral (
      select row_key as "rowKey", missing, array[${places.map((each) => `${each}::text`).join(', ')}] as place
      from orphan where is_seen ${beyond} order by ${places.join(', ')} limit $1::int
    ) page on true
  )`;
};
