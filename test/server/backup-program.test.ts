import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import { freshCluster, programs } from '../support/cluster.ts';
import { freshHome, type Home, scratch, server } from '../support/homes.ts';
import { cursorOf, documentOf, listen } from '../support/live.ts';
import { finish } from '../support/program.ts';
import { ask, openServers } from '../support/servers.ts';

/* `npm run db -- backup` and `restore`. In order: each test finds what the one before it left. */

const patience = { timeout: 300_000 };

let servers: Awaited<ReturnType<typeof openServers>>;
let running: Awaited<ReturnType<typeof servers.start>>;
let home: Home;
let folder: string;
beforeAll(async () => {
  servers = await openServers();
  home = await freshHome(inject('demo'));
  folder = await mkdtemp(join(scratch, 'pearl-backup-'));
  running = await servers.start(settings(home));
}, patience.timeout);
afterAll(async () => {
  await servers.close();
  await Promise.all([home.remove(), rm(folder, { recursive: true })]);
});

const settings = ({ databaseUrl, dataDir }: Home) => ({
  DATA_DIR: dataDir || '.data',
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
});
const db = (at: Home, ...args: string[]) => finish('src/cli/db.ts', settings(at), args);
const file = () => join(folder, 'all.backup');

type Id = { readonly id: string };
const createStudy = async (at: typeof running, label: string) => {
  const { createStudy } = await ask<{ createStudy: Id }>(
    at,
    `mutation { createStudy(input: { studyLabel: "${label}" }) { id } }`,
  );
  return createStudy.id;
};
const labels = async (at: typeof running) => {
  const { studies } = await ask<{ studies: { nodes: { studyLabel: string }[] } }>(
    at,
    '{ studies { nodes { studyLabel } } }',
  );
  return studies.nodes.map(({ studyLabel }) => studyLabel);
};
const query = documentOf('structureChanged', 'cursor id: entityId action');
const expects = async (at: typeof running, since: string) =>
  expect(await listen(at, 'viewer', { query, since }).refused()).toMatchObject({
    code: 'CURSOR_EXPIRED',
  });

let deleted: string;
let record: string;
const cursors: string[] = [];

test('backup writes a file beside a running server, and says what is in it', patience, async () => {
  cursors.push(await cursorOf({ ...running, sql: running.database.sql }));
  deleted = await createStudy(running, 'deleted before');
  await createStudy(running, 'there before');
  const { deleteStudy } = await ask<{ deleteStudy: { auditLogId: string } }>(
    running,
    `mutation { deleteStudy(id: ${deleted}) { auditLogId } }`,
  );
  record = deleteStudy.auditLogId;
  // what people take for two lines is one row
  await ask(
    running,
    String.raw`mutation { createTextElement(input: { type: TITLE, label: "Lines", content: "one\u2028two" }) { id } }`,
  );
  const { code, out, err } = await db(home, 'backup', file());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^pearl\.studies +\d+ rows {2}[0-9a-f]+$/m);
  expect(out).toMatch(/^kernel\.migrations +\d+ rows/m);
  expect((await db(home, 'backup', file())).err).toContain('exists already');
  await createStudy(running, 'made after');
  cursors.push(await cursorOf({ ...running, sql: running.database.sql }));
});

type Place = [place: string, isOther: boolean, make: () => Promise<Home>];
const other: Place = ['another cluster, whose transactions have other ids', true, freshCluster];
const places: Place[] = [
  ['an empty place', false, () => freshHome()],
  ...(server && programs ? [other] : []),
];
describe.each(places)('restored in %s', (_place, isOther, make) => {
  let fresh: Home;
  let other: typeof running;
  beforeAll(async () => {
    fresh = await make();
  }, patience.timeout);
  afterAll(() => fresh.remove());

  test('it is what it was, and verified', patience, async () => {
    const { code, out, err } = await db(fresh, 'restore', file());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('all of it is as it was.');
    expect((await db(fresh, 'verify')).out).toBe('The database matches what is declared.\n');
    other = await servers.start(settings(fresh));
    expect(await labels(other)).toEqual(expect.arrayContaining(['there before']));
    expect(await labels(other)).not.toContain('made after');
    const [row] = await other.database.sql`
      select count(*)::int as "yetToCome" from pearl.audit_logs where xact_id > pg_current_xact_id()`;
    expect(row?.['yetToCome'] > 0).toBe(isOther);
  });

  test('cursors of before have expired, and there are new ones', patience, async () => {
    for (const since of cursors) await expects(other, since);
    const client = listen(other, 'viewer', {
      query,
      since: await cursorOf({ ...other, sql: other.database.sql }),
    });
    const id = await createStudy(other, 'the first of a new time');
    expect(await client.until(1)).toMatchObject([{ id, action: 'CREATED' }]);
    await client.stop();
  });

  test('a delete of before is undone, and new rows get new keys', patience, async () => {
    const { undoDelete } = await ask<{ undoDelete: { entityId: string } }>(
      other,
      `mutation { undoDelete(auditLogId: ${record}) { entityId restored { entityType count } } }`,
    );
    expect(undoDelete.entityId).toBe(deleted);
    expect(await labels(other)).toContain('deleted before');
    const { auditLogs } = await ask<{ auditLogs: { nodes: { action: string }[] } }>(
      other,
      `{ auditLogs(filter: { entityType: { eq: STUDY }, entityId: { eq: ${deleted} } }) { nodes { action } } }`,
    );
    expect(auditLogs.nodes.map(({ action }) => action)).toEqual(['CREATE', 'DELETE', 'CREATE']);
    await other.stop();
  });
});

test('restore says what it would destroy, and does that only with --yes', patience, async () => {
  const { code, err } = await db(home, 'restore', file());
  expect(code).toBe(1);
  expect(err).toMatch(/^This destroys:\n[^]* rows of pearl\.studies\n/);
  expect(err).toContain('With --yes it is done without a question.');
  expect(await labels(running)).toContain('made after');
});

test.skipIf(!server)('restore waits until no server is connected', patience, async () => {
  expect((await db(home, 'restore', file(), '--yes')).err).toBe(
    'A server is connected to this database: stop it first.\n',
  );
  expect(await labels(running)).toContain('made after');
});

test(
  'what is not as its manifest says, or is damaged, leaves all as it was',
  patience,
  async () => {
    if (server) await running.stop();
    const [content, manifest] = [readFileSync(file()), readFileSync(`${file()}.json`, 'utf8')];
    const [wrong, cut] = [join(folder, 'wrong.backup'), join(folder, 'cut.backup')];
    writeFileSync(wrong, content);
    writeFileSync(
      `${wrong}.json`,
      manifest.replace(/("pearl\.studies": \{\s+"rows": )(\d+)/, '$19$2'),
    );
    expect((await db(home, 'restore', wrong, '--yes')).err).toMatch(
      /^It is not what was backed up\.\npearl\.studies: 9\d+ rows [^\n]+ expected, \d+ rows [^\n]+ found\n$/,
    );
    writeFileSync(
      `${wrong}.json`,
      manifest.replace(/("pearl\.studies": \{\s+"rows": \d+,\s+"checksum": ")[0-9a-f]/, '$1g'),
    );
    expect((await db(home, 'restore', wrong, '--yes')).err).toMatch(
      /^It is not what was backed up\.\npearl\.studies: (\d+) rows \(g\w+\) expected, \1 rows \([0-9a-f]+\) found\n$/,
    );
    writeFileSync(cut, content.subarray(0, content.length / 2));
    writeFileSync(`${cut}.json`, manifest);
    expect(await db(home, 'restore', cut, '--yes')).toMatchObject({ code: 1 });
    expect((await db(home, 'restore', join(folder, 'none'))).err).toContain('none.json is missing');
    if (server) running = await servers.start(settings(home));
    expect(await labels(running)).toContain('made after');
  },
);

test(
  'restore takes the place of what was there, embedded under a running server',
  patience,
  async () => {
    if (server) await running.stop();
    const client = server ? undefined : listen(running, 'viewer', { query, since: cursors[1] });
    const { code, err } = await db(home, 'restore', file(), '--yes');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    if (server) running = await servers.start(settings(home));
    const refused = (await client?.refused()) as { readonly code: string } | undefined;
    expect(refused?.code).toBe(server ? undefined : 'CURSOR_EXPIRED');
    expect(await labels(running)).toContain('there before');
    expect(await labels(running)).not.toContain('made after');
    for (const since of cursors) await expects(running, since);
    const next = listen(running, 'viewer', {
      query,
      since: await cursorOf({ ...running, sql: running.database.sql }),
    });
    await createStudy(running, 'after all');
    await next.until(1);
    await next.stop();
    await running.stop();
    const { sql, close } = await openDatabase(home);
    const schemas = await sql`select nspname from pg_namespace where nspname like '%_replaced'`;
    await close();
    expect(schemas).toHaveLength(0);
    expect((await db(home, 'verify')).out).toBe('The database matches what is declared.\n');
  },
);
