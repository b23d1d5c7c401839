import type { Ask } from './catalogue.ts';

/** What a table takes on the disk, in bytes, and about how many rows it has. */
export type TableSize = {
  readonly table: string;
  readonly rows: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  readonly totalBytes: number;
};

/** How often an index has been used since Postgres began to count. */
export type IndexUse = {
  readonly index: string;
  readonly table: string;
  readonly definition: string;
  readonly scans: number;
  readonly bytes: number;
  /** Whether it keeps values unique or serves a foreign key: it is needed though nobody reads by it. */
  readonly isNeeded: boolean;
};

/** The tables of a schema, the largest first. */
export const readTableSizes = (ask: Ask, schema: string): Promise<TableSize[]> =>
  ask<TableSize>(
    `select c.relname as "table", greatest(reltuples, coalesce(n_live_tup, 0))::float8 as rows,
       (pg_table_size(c.oid))::float8 as "tableBytes", pg_indexes_size(c.oid)::float8 as "indexBytes",
       pg_total_relation_size(c.oid)::float8 as "totalBytes"
     from pg_class c left join pg_stat_user_tables s on s.relid = c.oid
     where relnamespace = to_regnamespace($1) and relkind in ('r', 'p') order by 5 desc, 1`,
    [schema],
  );

/** The indexes of a schema, the most used first. */
export const readIndexUsage = (ask: Ask, schema: string): Promise<IndexUse[]> =>
  ask<IndexUse>(
    `select i.relname as index, c.relname as "table", substring(pg_get_indexdef(i.oid) from ' USING (.*)') as definition,
       coalesce(idx_scan, 0)::float8 as scans, pg_relation_size(i.oid)::float8 as bytes,
       indisunique or exists (select from pg_constraint where conindid = i.oid or conrelid = c.oid and contype = 'f'
         and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey) as "isNeeded"
     from pg_index x join pg_class i on i.oid = indexrelid join pg_class c on c.oid = indrelid
     left join pg_stat_user_indexes s on s.indexrelid = i.oid
     where c.relnamespace = to_regnamespace($1) order by 4 desc, 5 desc, 1`,
    [schema],
  );

/** Whether an index could go, as far as one can see. */
export const isUnused = ({ scans, isNeeded }: IndexUse): boolean => scans === 0 && !isNeeded;
