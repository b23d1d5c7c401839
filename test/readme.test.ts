import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, parse, validate } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshHome, scratch, server } from './support/homes.ts';
import { type Shell, shell } from './support/shell.ts';

/* What README.md tells its readers to do, done as it stands there. Only ports and places are those of the tests. */

const readme = readFileSync('README.md', 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(
  ([, language = '', text = '']) => ({ language, text }),
);
const [install, dashboard, answer, curl, start, files, plan, follow, postgres, folders, type] =
  blocks.map(({ text }) => text) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];

test('every block is of a kind that is tried here', () => {
  expect(blocks.map(({ language }) => language)).toEqual([
    'sh',
    'graphql',
    'json',
    'sh',
    'graphql',
    'sh',
    'graphql',
    'graphql',
    'sh',
    '',
    'ts',
  ]);
});

/** What stands within a line, by how it begins, and the document that it is a part of. */
const parts: readonly [begins: RegExp, whole: (part: string) => string][] = [
  [/^\{ tracker: /, (filter) => `{ reportingEffortItems(filter: ${filter}) { totalCount } }`],
  [/^\{ comments: /, (filter) => `{ trackers(filter: ${filter}) { totalCount } }`],
  [/^orderBy: /, (order) => `{ trackers(${order}) { totalCount } }`],
  [/^itemGroups\(/, (field) => `{ reportingEffort(id: "1") { ${field} } }`],
  [/^cut: /, (cut) => `{ trackerGroups(by: [DUE_DATE], ${cut}) { count } }`],
  [/^search\(/, (field) => `{ ${field} { edges { rank snippets { parts { text } } } } }`],
  [/^cancel\(/, (field) => `mutation { ${field} { state } }`],
  [/^(subscription|mutation) \{/, (document) => document],
];

test('the parts of documents within its sentences are valid', () => {
  const sentences = readme.replace(/^```[^]*?^```$/gm, '').replace(/``.+?``/g, '');
  const inline = [...sentences.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  for (const [begins, whole] of parts) {
    const found = inline.filter((text) => begins.test(text));
    expect(found, String(begins)).not.toEqual([]);
    for (const part of found) expect(validate(schema, parse(whole(part))), part).toEqual([]);
  }
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(scratch, 'pearl-readme-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(server)('on the embedded database', () => {
  let program: Shell;
  let url: string;
  let token: string;
  let admin: string;
  const settings = () => ({ DATA_DIR: join(folder, 'data'), PORT: '0' });
  beforeAll(async () => {
    const [first = ''] = install.split('\n');
    program = shell(first.replace('npm ci && ', ''), settings()); // the installation has been done
    [, url = ''] = await program.until(/(http:\/\/\S+)\/graphql/);
    [, admin = ''] = await program.until(/^ {2}admin +(\S+)$/m);
    [, token = ''] = await program.until(/^ {2}analyst +(\S+)$/m);
  });
  afterAll(() => program.stop());

  const ask = async (query: string, variables: object = {}, as = token) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  };

  /** Without what is another thing every day. */
  const lasting = (text: string) =>
    JSON.parse(text, (name, value) =>
      ['dueDate', 'isOverdue', 'ms'].includes(name) ? typeof value : value,
    );

  test('the query has the answer that is shown', async () => {
    expect(lasting(JSON.stringify(await ask(dashboard, { id: '1' })))).toEqual(lasting(answer));
  });

  test('the line for curl brings an answer', async () => {
    const line = curl.replace('localhost:4000', new URL(url).host);
    const { code, out } = await shell(line, settings()).closed;
    expect(code).toBe(0);
    const { data, errors } = JSON.parse(out);
    expect(errors).toBeUndefined();
    expect(data.reportingEffort.items.totalCount).toBeGreaterThan(0);
  });

  test('the lines for files take back what they got, and nothing would change', async () => {
    const lines = files
      .replaceAll('localhost:4000', new URL(url).host)
      .replaceAll('effort.xlsx', join(folder, 'effort.xlsx'));
    const { code, out } = await shell(lines, settings()).closed;
    expect(code).toBe(0);
    const { importTrackers } = JSON.parse(out).data;
    expect(importTrackers).toMatchObject({ isWritten: false, updatedCount: 0, problemCount: 0 });
    expect(importTrackers.rowCount).toBeGreaterThan(0);
  });

  test('the file in the query is refused where the text says so', async () => {
    const { data, errors } = await ask(plan, {}, admin);
    expect(errors).toBeUndefined();
    expect(data.importItems).toMatchObject({
      isWritten: false,
      problems: [{ row: 3, column: 'item_subtype', value: 'Chart' }],
    });
  });

  test('the subscription is told of the mutation, which is refused as STALE the second time', async () => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const since = (await ask('{ changeCursor }')).data.changeCursor;
    const changes = client.iterate<{ trackerChanged: object }>({
      query: follow,
      variables: { since },
    });
    const { data, errors } = await ask(start);
    expect(errors).toBeUndefined();
    expect(data.assignProgrammer).toMatchObject({
      primaryStatus: 'IN_PROGRESS',
      primaryProgrammer: { username: 'jonas.lindqvist' },
      history: { nodes: [{ user: { username: 'analyst' } }] },
    });
    expect((await changes.next()).value).toMatchObject({
      data: { trackerChanged: { action: 'UPDATED', tracker: { primaryStatus: 'IN_PROGRESS' } } },
    });
    await client.dispose();
    expect((await ask(start)).errors).toMatchObject([{ extensions: { code: 'STALE' } }]);
  });
});

describe.runIf(server)('on a Postgres', () => {
  test('the commands for one do what they say', async () => {
    const home = await freshHome();
    const lines = postgres
      .replace(/DATABASE_URL=\S+/, `DATABASE_URL='${home.databaseUrl}'`)
      .replace(/^npm start/m, 'npm start &');
    const program = shell(`set -e\n${lines}\necho 'That was all.'`, { PORT: '0' });
    await program.until(/^That was all\.$/m);
    const { out } = await program.stop();
    await home.remove();
    expect(out).toMatch(/^Added .* 27000 items/m);
    expect(out).toMatch(/^eyJ[\w.-]+$/m);
  });
});

test('the folders that are described are there', () => {
  const named = [...folders.matchAll(/^([\w/]+)\/(<name>\/)? /gm)].map(([, path]) => String(path));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});

const tsc = (config: object) => {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  return writeFile(file, JSON.stringify(config)).then(() =>
    promisify(execFile)(resolve('node_modules/.bin/tsc'), ['-p', file]).catch(
      ({ stdout }: { stdout: string }) => Promise.reject(new Error(stdout)),
    ),
  );
};

test('the type of the manual is one for the compiler too', async () => {
  const place = resolve('src/domains/pearl');
  const imports = readFileSync(join(place, 'package.ts'), 'utf8').split('\n\n')[0] ?? '';
  const absolute = imports.replace(/'(\.[^']+)'/g, (_all, path) => `'${resolve(place, path)}'`);
  await writeFile(join(folder, 'snippet.mts'), `${absolute}\n${type}`);
  const { stderr } = await tsc({
    extends: resolve('tsconfig.json'),
    compilerOptions: { typeRoots: [resolve('node_modules/@types')] },
    include: [join(folder, 'snippet.mts')],
  });
  expect(stderr).toBe('');
});

test('the client to copy needs nothing that a browser does not have', async () => {
  const { stderr } = await tsc({
    extends: resolve('tsconfig.json'),
    compilerOptions: { types: [], lib: ['es2024', 'dom', 'esnext.disposable'] },
    include: [resolve('examples/live-client.ts')],
  });
  expect(stderr).toBe('');
});
