import * as tables from './tables.ts';

/*
 * The suite's own database is a SQLite file: tables of the same names without foreign keys, times in seconds, JSON as
 * text. Its `version` of a run or a set is our `version_number`; lines of logs are numbered, and a project's counters are
 * set. People need new passwords, since theirs are hashed in another way.
 */

const latestVersion = (table: string) =>
  `(select coalesce(max(r.version), 0) from ${table} r where r.project_id = t.id)`;
const place = (parent: string) =>
  `row_number() over (partition by t.${parent} order by t.timestamp, t.rowid)`;
const version = { version_number: 't.version', version: null };

/** The tables, parents first. */
export const sqliteSources = [
  { table: tables.users, columns: { password_hash: null } },
  {
    table: tables.projects,
    columns: {
      last_analysis_version: latestVersion('analysis_runs'),
      last_config_version: latestVersion('config_sets'),
    },
  },
  { table: tables.analysisRuns, columns: version },
  { table: tables.analysisActivityLogs, columns: { line: place('analysis_run_id') } },
  { table: tables.configSets, columns: version },
  { table: tables.configActivityLogs, columns: { line: place('config_set_id') } },
  { table: tables.configFiles },
  { table: tables.configOptimizations },
  { table: tables.buildRuns },
  { table: tables.deployments },
];
