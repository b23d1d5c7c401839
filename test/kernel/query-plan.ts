import type { Sql } from '../../src/database/connection.ts';
import { type Reading, type Statement, startReading } from './reading.ts';

/* What Postgres does for the statements of a read. */

export let reading: Reading;
export const openReading = async () => {
  reading = await startReading();
};
export const closeReading = () => reading.stop();

type Node = {
  readonly Plans?: readonly Node[];
  readonly 'Node Type': string;
  readonly 'Parent Relationship'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
};

const quoted = (value: unknown) => (value === null ? 'null' : `'${textOf(value)}'`);
const textOf = (value: unknown) => String(value).replaceAll("'", "''");

/** What Postgres does for a statement, planned for its values or for any. */
export const planOf = (
  { text, params }: Statement,
  mode: 'custom' | 'generic',
  sql: Sql = reading.sql,
): Promise<Node> =>
  sql.begin(async (tx) => {
    await tx.unsafe(`set local plan_cache_mode = force_${mode}_plan`);
    await tx.unsafe(`prepare page as ${text}`);
    const values = params.length > 0 ? `(${params.map(quoted).join()})` : '';
    const [row] = await tx.unsafe<{ 'QUERY PLAN': { Plan: Node }[] }[]>(
      `explain (analyze, timing off, format json) execute page ${values}`,
    );
    await tx.unsafe('deallocate page');
    return row?.['QUERY PLAN'][0]?.Plan as Node;
  });

export const nodesOf = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The scans of a table. */
export const scansOf = async (statement: Statement, mode: 'custom' | 'generic', table: string) =>
  nodesOf(await planOf(statement, mode)).filter((node) => node['Relation Name'] === table);

/** How many rows a scan has looked at. */
export const touched = (node: Node): number =>
  (node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops'];
