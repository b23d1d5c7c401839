import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { givingPassword, hashOf, nameOf, type Sql } from '../../../kernel/index.ts';
import { dx as domain } from '../domain.ts';
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

type Options = {
  readonly now?: string;
  /** Passwords by e-mail address: for a database that is nothing but a demo. */
  readonly passwords?: ReadonlyMap<string, string>;
};

const allNames = Object.values(tables).map(nameOf);

/** Fills an empty database with demo data, all of it or nothing. */
export const seedDemo = async (sql: Sql, { now, passwords = new Map() }: Options = {}) => {
  const hashes = await Promise.all(
    [...passwords].map(
      async ([email, password]) => [email, await hashOf(password, { owner: 'demo' })] as const,
    ),
  );
  const rows = demoRows(now ?? new Date().toISOString());
  await sql.begin(async (tx) => {
    // Who seeds at the same time waits here, and then finds the database filled.
    await tx.unsafe(`lock table ${allNames.join(', ')} in share row exclusive mode`);
    const [found] = await tx.unsafe(`select from ${nameOf(dx.users)} limit 1`);
    if (found) {
      throw new Error('The database already holds data: demo data goes only into an empty one.');
    }
    // a project names its latest analysis, and that its project: the pointers come last
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
      [JSON.stringify(rows.projects)],
    );
    for (const [email, hash] of hashes) {
      const id = rows.users.find((user) => user.email === email)?.id;
      if (id) await tx.unsafe(givingPassword(domain.people), [id, hash]);
    }
  });

  // Nothing plans well on tables without statistics, and the embedded database never gathers them by itself.
  await sql.unsafe(`vacuum analyze ${allNames.join(', ')}`);
  return {
    users: rows.users.length,
    projects: rows.projects.length,
    analysisRuns: rows.analysisRuns.length,
    configSets: rows.configSets.length,
    buildRuns: rows.buildRuns.length,
    deployments: rows.deployments.length,
  };
};
