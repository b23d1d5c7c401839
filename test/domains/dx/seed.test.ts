import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { describe, expect, test } from 'vitest';
import * as declared from '../../../src/domains/dx/tables.ts';

/* What the user asked for: the seed's tree of tables, and its lists of what goes with a deleted row, word for word. */

const tree = `
users
  └── projects (userId)
      ├── analysisRuns (projectId)
      │   └── analysisActivityLogs (analysisRunId)
      ├── configSets (projectId)
      │   ├── configActivityLogs (configSetId)
      │   ├── configFiles (configSetId)
      │   └── configOptimizations (configSetId)
      ├── buildRuns (projectId)
      └── deployments (projectId)
`;

const deleted: Record<string, string> = {
  projects: `
- All \`analysisRuns\` for that project
  - All \`analysisActivityLogs\` for those analysis runs
- All \`configSets\` for that project
  - All \`configActivityLogs\` for those config sets
  - All \`configFiles\` for those config sets
  - All \`configOptimizations\` for those config sets
- All \`buildRuns\` for that project
- All \`deployments\` for that project
`,
  configSets: `
- All \`configActivityLogs\` for that config set
- All \`configFiles\` for that config set
- All \`configOptimizations\` for that config set
`,
  analysisRuns: `
- All \`analysisActivityLogs\` for that analysis run
`,
};

/** The tables by the names that the seed gives them, which are those of the module. */
const tables = new Map(
  Object.entries<unknown>(declared).flatMap(([name, value]) =>
    is(value, PgTable) ? [[name, value] as const] : [],
  ),
);
const nameOf = (table: PgTable) => [...tables].find(([, each]) => each === table)?.[0] ?? '';

type Link = { from: string; columns: string[]; to: string; onDelete: string | undefined };

const links = [...tables].flatMap(([from, table]) =>
  getTableConfig(table).foreignKeys.map((key): Link => {
    const { columns, foreignTable } = key.reference();
    const names = columns.map((column) => column.name);
    const properties = Object.entries(getTableColumns(table)).flatMap(([property, { name }]) =>
      names.includes(name) ? [property] : [],
    );
    return { from, columns: properties, to: nameOf(foreignTable), onDelete: key.onDelete };
  }),
);

/** Each line of the tree as the parent, the table and the column that names the parent. */
const edges = () => {
  const path: string[] = [];
  return tree
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', table = '', column = ''] =
        /^([\s│├└─]*)(\w+)(?: \((\w+)\))?$/.exec(line) ?? [];
      const depth = Math.floor(indent.length / 4);
      path[depth] = table;
      const parent = path[depth - 1];
      return parent ? [[parent, table, column] as const] : [];
    });
};

/** What goes with a row of a table, over all steps. */
const goingWith = (table: string): string[] =>
  links
    .filter(({ to, onDelete }) => to === table && onDelete === 'cascade')
    .flatMap(({ from }) => [from, ...goingWith(from)]);

describe('the seed', () => {
  test('has ten tables, in the schema dx, and their names are its own in SQL', () => {
    const names = [...new Set(edges().flat())].filter((name) => tables.has(name));
    expect(names).toHaveLength(10);
    for (const name of names) {
      const table = tables.get(name);
      expect(table && getTableConfig(table).schema).toBe('dx');
      expect(table && getTableName(table)).toBe(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      );
    }
  });

  test.each(edges())('puts under a row of %s those of %s, by %s', (to, from, column) => {
    expect(links).toContainEqual({
      from,
      columns: [column],
      to,
      onDelete: to === 'users' ? 'restrict' : 'cascade',
    });
  });

  test.each(Object.entries(deleted))(
    'lets go with a row of %s what it lists, no more',
    (table, list) => {
      const listed = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
      expect(goingWith(table)).toHaveLength(listed.length);
      expect(new Set(goingWith(table))).toEqual(new Set(listed));
    },
  );

  test('lets nothing stop the delete of a project: what its children have of each other is SET NULL', () => {
    const below = ['projects', ...goingWith('projects')];
    const across = links.filter(
      ({ from, to, onDelete }) =>
        below.includes(from) && below.includes(to) && onDelete !== 'cascade',
    );
    expect(across.map(({ onDelete }) => onDelete)).toEqual(across.map(() => 'set null'));
    expect(across.map(({ from, columns, to }) => `${from}.${columns.join()} → ${to}`)).toEqual([
      'projects.latestAnalysisId → analysisRuns',
      'projects.latestConfigSetId → configSets',
      'analysisRuns.retryOfId → analysisRuns',
      'configSets.analysisRunId → analysisRuns',
      'configSets.retryOfId → configSets',
      'buildRuns.configSetId → configSets',
      'buildRuns.retryOfId → buildRuns',
      'deployments.configSetId → configSets',
      'deployments.buildRunId → buildRuns',
      'deployments.retryOfId → deployments',
      'deployments.rollbackOfId → deployments',
    ]);
  });

  test('has an index on every foreign key that leads with it', () => {
    const bare = links.filter(({ from, columns }) => {
      const table = tables.get(from);
      const config = table && getTableConfig(table);
      const [first] = columns;
      const leading = [
        ...(config?.indexes.map((each) => each.config.columns[0]) ?? []),
        ...(config?.uniqueConstraints.map((each) => each.columns[0]) ?? []),
      ];
      const names = leading.map((column) => column && 'name' in column && column.name);
      const column = table && getTableColumns(table)[first ?? ''];
      return !names.includes(column?.name);
    });
    expect(bare).toEqual([]);
  });
});
