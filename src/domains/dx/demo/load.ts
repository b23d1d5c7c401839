import { demoOf } from '../../../kernel/index.ts';
import { dx } from '../domain.ts';
import * as tables from '../tables.ts';
import { demoRows } from './rows.ts';

/** The tables of the demo, parents first. */
const filled = {
  users: tables.users,
  projects: tables.projects,
  analysisRuns: tables.analysisRuns,
  analysisActivityLogs: tables.analysisActivityLogs,
  configSets: tables.configSets,
  configActivityLogs: tables.configActivityLogs,
  configFiles: tables.configFiles,
  configOptimizations: tables.configOptimizations,
  buildRuns: tables.buildRuns,
  deployments: tables.deployments,
};

const latest = (table: string) =>
  `(select id from dx.${table} where project_id = p.id and status = 'complete' order by version_number desc limit 1)`;

/** A project names its latest analysis, and that its project: what is latest is said when all are there. */
const pointing = `update dx.projects p set latest_analysis_id = ${latest('analysis_runs')}, latest_config_set_id = ${latest('config_sets')}`;

export const seedDemo = demoOf(
  dx,
  filled,
  (_items, today) => demoRows(`${today}T12:00:00.000Z`),
  pointing,
);
