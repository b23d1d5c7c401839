import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { nameOf, type Sql } from '../../../kernel/index.ts';
import * as dx from '../tables.ts';
import { demoRows } from './rows.ts';

/** The tables of the demo, parents first. */
const tables = {
  users: dx.users,
  projects: dx.projects,
  analysisRuns: dx.analysisRuns,
  analysisActivityLogs: dx.analysisActivityLogs,
  configSets: dx.configSets,
  configActivityLogs: dx.configActivityLogs,
  configFiles: dx.configFiles,
  configOptimizations: dx.configOptimizations,
  buildRuns: dx.buildRuns,
  deployments: dx.deployments,
};

/** An insert of any number of rows, given as one JSON array; what they do not name gets its default. */
const insertInto = (table: PgTable, rows: readonly object[]) => {
  const named = new Set(rows.flatMap(Object.keys));
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => named.has(key));
  const typed = columns.map(([key, column]) => `"${key}" ${column.getSQLType()}`);
  return `insert into ${nameOf(table)} (${columns.map(([, { name }]) => `"${name}"`).join(', ')})
    select ${columns.map(([key]) => `"${key}"`).join(', ')}
    from jsonb_to_recordset($1::text::jsonb) as given (${typed.join(', ')})`;
};

/** Fills an empty schema with demo data, all of it or nothing. */
export const seedDx = (sql: Sql, now = new Date().toISOString()) =>
  sql.begin(async (tx) => {
    const rows = demoRows(now);
    // a project names its latest analysis, and that its project: the pointers come last
    const pointers = rows.projects.map(({ id, latestAnalysisId, latestConfigSetId }) => ({
      id,
      latestAnalysisId,
      latestConfigSetId,
    }));
    const bare = rows.projects.map(
      ({ latestAnalysisId: _run, latestConfigSetId: _set, ...row }) => row,
    );
    const given = new Map<string, object[]>(Object.entries({ ...rows, projects: bare }));
    for (const [name, table] of Object.entries(tables)) {
      const own = given.get(name) ?? [];
      await tx.unsafe(insertInto(table, own), [JSON.stringify(own)]);
    }
    await tx.unsafe(
      `update dx.projects p set latest_analysis_id = given."latestAnalysisId", latest_config_set_id = given."latestConfigSetId"
       from jsonb_to_recordset($1::text::jsonb) as given (id text, "latestAnalysisId" text, "latestConfigSetId" text)
       where p.id = given.id`,
      [JSON.stringify(pointers)],
    );
  });
