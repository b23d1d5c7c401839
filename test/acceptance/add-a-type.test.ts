import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { makeAuthority } from '../../src/server/auth.ts';
import { freshHome, type Home, scratch } from '../support/homes.ts';
import { listen } from '../support/live.ts';
import { finish, type Program, start } from '../support/program.ts';
import { ask } from '../support/servers.ts';

/*
 * "To add a type" of the README, followed in a copy of the repository: milestones of a reporting effort. In order: each
 * test finds what the one before it left.
 */

const table = `
export const milestones = pearl.table(
  'milestones',
  {
    id: id(),
    reportingEffortId: integer('reporting_effort_id').notNull(),
    name: varchar('name').notNull(),
    dueDate: date('due_date'),
    ...stamps(),
  },
  (t) => [
    references(t.reportingEffortId, reportingEfforts.id, 'cascade'),
    unique('uq_milestones_name').on(t.reportingEffortId, t.name),
    notBlank(t.name),
  ],
);
`;

const type = `import { one } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { ReportingEffort } from './reporting-effort.ts';
import { milestones } from './tables.ts';

export const Milestone = pearl.entity('Milestone', milestones);

Milestone.implement({
  description: 'A day by which a part of an effort has to be done.',
  called: ['milestone', 'milestones'],
  label: 'name',
  columns: {
    id: 'The key of the milestone.',
    reportingEffortId: 'The key of its effort.',
    name: 'What is to be reached.',
    dueDate: 'When it is to be reached.',
    ...pearl.stamps,
  },
  fields: () => ({ reportingEffort: one(ReportingEffort, 'reportingEffortId', 'Its effort.') }),
  read: { one: 'milestone', many: 'milestones', allow: everyone },
  write: { allow: admins, fixed: ['reportingEffortId'], columns: ['name', 'dueDate'] },
  delete: { allow: admins },
});
`;

/** What is put into a file that is there, before a line of it. */
const lines: readonly (readonly [file: string, before: string, text: string])[] = [
  ['index.ts', "import './package.ts';", "import './milestone.ts';\n"],
  [
    'live.ts',
    "import { Package } from './package.ts';",
    "import { Milestone } from './milestone.ts';\n",
  ],
  [
    'live.ts',
    "live(pearl, 'textElementChanged', {",
    `live(pearl, 'milestoneChanged', {
  allow: everyone,
  description: 'Tells of every change of a milestone.',
  of: [Milestone],
});
`,
  ],
  [
    'reporting-effort.ts',
    "import { ReportingEffortItem } from './reporting-effort-item/type.ts';",
    "import { Milestone } from './milestone.ts';\n",
  ],
  [
    'reporting-effort.ts',
    '    items: page(',
    "    milestones: page(Milestone, 'reportingEffortId', 'The milestones of the effort.'),\n",
  ],
];

/** What a person may have to write by hand; blank lines count. */
const mostLines = 60;

const root = fileURLToPath(new URL('../../', import.meta.url));
const secret = { AUTH_SECRET: 'the-secret-of-the-tests-is-long-enough' };
let copy: string;
let home: Home;
let program: Program | undefined;

beforeAll(async () => {
  [home, copy] = await Promise.all([
    freshHome(inject('demo')),
    mkdtemp(join(scratch, 'pearl-test-')),
  ]);
  for (const part of ['src', 'drizzle', 'package.json'])
    await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(async () => {
  program?.kill('SIGTERM');
  await program?.closed;
  await home.remove();
  await rm(copy, { recursive: true });
});

const settings = () => ({
  PORT: '0',
  DATA_DIR: home.dataDir || '.data',
  ...(home.databaseUrl && { DATABASE_URL: home.databaseUrl }),
});
const db = async (...args: string[]) => {
  const { code, out, err } = await finish(join(copy, 'src/cli/db.ts'), settings(), args);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${out}${err}`);
  return out;
};

test('a table, a type and a few lines are written by hand, the migration is not', async () => {
  const at = (file: string) => join(copy, 'src/domains/pearl', file);
  const edit = async (file: string, change: (text: string) => string) =>
    writeFile(at(file), change(await readFile(at(file), 'utf8')));
  await edit('tables.ts', (text) => text + table);
  await writeFile(at('milestone.ts'), type);
  for (const [file, before, added] of lines) {
    await edit(file, (text) => {
      expect(text.split(before)).toHaveLength(2);
      return text.replace(before, added + before);
    });
  }
  const written = [table, type, ...lines.map(([, , text]) => text)];
  const count = written.join('').trim().split('\n').length;
  console.log(`Lines written by hand for a new type: ${count}`);
  expect(count).toBeLessThanOrEqual(mostLines);

  expect(await db('draft', 'milestones')).toMatch(/^Wrote drizzle\/\d{4}_pearl_milestones\.sql/);
  expect(await db('migrate')).toMatch(/Applied \d{4}_pearl_milestones\.\n$/);
  expect(await db('verify')).toBe('The database matches what is declared.\n');
});

test('its rows are made, listed, changed, deleted and brought back, in the trail and live', async () => {
  program = start(join(copy, 'src/main.ts'), { ...settings(), ...secret });
  const peer = { url: await program.url(), authority: await makeAuthority(readConfig(secret)) };
  const done = async <Value>(query: string) => {
    const [value] = Object.values(await ask<Record<string, Value>>(peer, query));
    return value as Value;
  };
  const live = listen(peer, 'viewer', {
    query:
      'subscription ($since: String) { milestoneChanged(since: $since) { cursor action entityId milestone { name } } }',
    since: await done<string>('{ changeCursor }'),
  });

  const { id } = await done<{ id: string }>(
    'mutation { createMilestone(input: { reportingEffortId: 1, name: "Dry run", dueDate: "2027-01-31" }) { id } }',
  );
  const filter = '(filter: { dueDate: { lt: "2027-02-01" }, reportingEffort: { id: { eq: 1 } } })';
  const list = `{ milestones${filter} { totalCount nodes { id name reportingEffort { milestones { nodes { name } } } } } }`;
  expect(await done(list)).toEqual({
    totalCount: 1,
    nodes: [
      { id, name: 'Dry run', reportingEffort: { milestones: { nodes: [{ name: 'Dry run' }] } } },
    ],
  });
  const rename = `mutation { updateMilestone(id: ${id}, expectedVersion: 1, input: { name: "Rehearsal" }) { name version } }`;
  expect(await done(rename)).toEqual({ name: 'Rehearsal', version: 2 });
  await expect(done(rename)).rejects.toThrow('STALE');

  const { auditLogId } = await done<{ auditLogId: string }>(
    `mutation { deleteMilestone(id: ${id}) { auditLogId } }`,
  );
  expect(await done(`{ milestone(id: ${id}) { id } }`)).toBeNull();
  await done(`mutation { undoDelete(auditLogId: ${auditLogId}) { __typename } }`);
  expect(await done(`{ milestone(id: ${id}) { name } }`)).toEqual({ name: 'Rehearsal' });
  const trail = `{ auditLogs(filter: { entityType: { eq: MILESTONE } }, orderBy: [{ field: ID, direction: ASC }]) { nodes { action entityId user { username } } } }`;
  expect(await done(trail)).toMatchObject({
    nodes: ['CREATE', 'UPDATE', 'DELETE', 'CREATE'].map((action) => ({
      action,
      entityId: id,
      user: { username: 'admin' },
    })),
  });
  expect(await live.until(4)).toMatchObject(
    ['CREATED', 'UPDATED', 'DELETED', 'CREATED'].map((action) => ({ action, entityId: id })),
  );
  await live.stop();
  program.kill('SIGTERM');
  await program.closed;
});

test('its migration is taken back', async () => {
  expect(await db('rollback', '1', '--yes')).toMatch(/^Took back \d{4}_pearl_milestones\.\n$/);
  expect(await db('status')).toMatch(/^pending +\d{4}_pearl_milestones$/m);
});
