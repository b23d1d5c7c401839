import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { atEnd } from './cleanup.ts';
import { authorizationOf, type Competitor, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Job, Measure } from './load.ts';
import { kilobytesOf } from './process.ts';
import { queries } from './queries.ts';
import { startWorker } from './worker.ts';

/* Files that come in and go out: how fast beside a plain COPY of the same rows, what memory it takes, what others notice. */

const count = 10_000;
const rounds = 3;
const seconds = (since: number) => (performance.now() - since) / 1000;
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);

/** Items with details and texts that many of them share, as people plan them. */
const fileOf = (round: number): string => {
  const head =
    'item_code,item_subtype,title,population,footnotes,item_description,data_source,record_count';
  const lines = Array.from({ length: count }, (_, at) => {
    const code = `b${round}.${at % 20}.${at}`;
    const title = `Summary of Adverse Events by System Organ Class Part ${round}.${at % 3000}`;
    const notes = `Note ${at % 200}: percentages are of N;Note ${200 + (at % 300)}: coded with MedDRA`;
    return at % 5
      ? `${code},Table,${title},Safety Population ${at % 6},${notes},What ${code} shows,,`
      : `${code},SDTM,,,,What ${code} holds,EDC,${at}`;
  });
  return [head, ...lines].join('\n');
};

const memoryOf = (server: Competitor): number => 1024 * kilobytesOf(server);

/** By how much the memory of a server is larger at most while it works than it was before. */
const growth = async <Result>(
  server: Competitor,
  work: () => Promise<Result>,
  before = memoryOf(server),
) => {
  let most = memoryOf(server);
  const sampling = setInterval(() => (most = Math.max(most, memoryOf(server))), 20);
  try {
    return { result: await work(), grown: most - before };
  } finally {
    clearInterval(sampling);
  }
};

const importInto = async ({ url, headers }: Competitor, effort: number, file: string) => {
  const { authorization = '' } = headers;
  const place = `${new URL(url).origin}/import/items?reportingEffortId=${effort}`;
  const answer = await fetch(place, { method: 'POST', headers: { authorization }, body: file });
  const { data, errors } = await answer.json();
  if (data?.importItems.createdCount !== count) throw new Error(JSON.stringify(errors ?? data));
};

/** How many statements a dry run takes, which is the run rolled back. */
const statementsOf = async ({ url, headers }: Competitor, effort: number): Promise<number> => {
  const query = `mutation ($effort: ID!, $file: File!) {
    importItems(reportingEffortId: $effort, file: $file, dryRun: true) { createdCount } }`;
  const body = JSON.stringify({ query, variables: { effort, file: fileOf(0) } });
  const answer = await fetch(url, { method: 'POST', headers, body });
  const { data, extensions, errors } = await answer.json();
  if (data?.importItems.createdCount !== count) throw new Error(JSON.stringify(errors ?? data));
  return extensions.sql.statements;
};

/** The tables that an import fills, parents first, and which of their rows it has made. */
const madeIn = (effort: number, lastText: number): Record<string, string> => {
  const ofItem = `reporting_effort_item_id in (select id from pearl.reporting_effort_items where reporting_effort_id = ${effort})`;
  return {
    text_elements: `id > ${lastText}`,
    reporting_effort_items: `reporting_effort_id = ${effort}`,
    reporting_effort_tlf_details: ofItem,
    reporting_effort_dataset_details: ofItem,
    reporting_effort_item_text_elements: ofItem,
    reporting_effort_item_trackers: ofItem,
  };
};

/** Rows/s of a COPY of what was imported into an effort, into the same tables, with their triggers; it replaces these rows. */
const copyBack = async (url: string, made: Record<string, string>, folder: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const columns = new Map<string, string>();
  for (const row of await sql<{ name: string; list: string }[]>`
    select table_name as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as list
    from information_schema.columns where table_schema = 'pearl' and is_generated = 'NEVER' group by 1`)
    columns.set(row.name, row.list);
  const whole = Object.entries(made).map(([table, where]) => ({
    table,
    where,
    list: columns.get(table) ?? '',
    file: join(folder, `${table}.csv`),
  }));
  const psql = (...commands: string[]) =>
    execFileSync('psql', [url, '-q1', ...commands.flatMap((command) => ['-c', command])]);
  for (const { table, where, list, file } of whole)
    psql(`\\copy (select ${list} from pearl.${table} where ${where}) to '${file}' csv`);
  await sql.unsafe('set session_replication_role = replica');
  for (const { table, where } of whole.toReversed())
    await sql.unsafe(`delete from pearl.${table} where ${where}`);
  await sql`vacuum`;
  await sql.end();
  const began = performance.now();
  psql(
    ...whole.map(({ table, list, file }) => `\\copy pearl.${table} (${list}) from '${file}' csv`),
  );
  return count / seconds(began);
};

const exportOf = async ({ url, headers }: Competitor, effort: number, type: string) => {
  const { authorization = '' } = headers;
  const began = performance.now();
  const place = `${new URL(url).origin}/export/reporting-efforts/${effort}.${type}`;
  const answer = await fetch(place, { headers: { authorization } });
  let [bytes, first] = [0, 0];
  for await (const chunk of answer.body ?? []) {
    first ||= performance.now() - began;
    bytes += chunk.length;
  }
  if (answer.status !== 200) throw new Error(`The export failed with status ${answer.status}.`);
  return { bytes, first, took: seconds(began) };
};

const list = (values: readonly number[], digits = 0) =>
  values.map((value) => value.toFixed(digits)).join(', ');

/** The rows of a table of results: what, how much, and how much it may be. */
export const measureImport = async (): Promise<string[][]> => {
  const { url, ids } = await createDatabase(3000);
  const folder = mkdtempSync(join(tmpdir(), 'pearl-bench-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const server = await start('pearl', url);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  atEnd(() => sql.end());
  const newEffort = async () => {
    const [row] = await sql<[{ id: number }]>`
      insert into pearl.reporting_efforts (database_release_id, database_release_label)
      values (1, ${`Files ${performance.now()}`}) returning id`;
    return row.id;
  };
  const lastText = async () => {
    const [row] = await sql<[{ id: number }]>`select max(id) as id from pearl.text_elements`;
    return row.id;
  };
  const load = startWorker<Job, { measure: Measure }>('load.ts');
  const dashboard = queries.find(({ name }) => name === 'dashboard');
  if (!dashboard) throw new Error('There is no dashboard.');
  const job = {
    url: server.url,
    // of somebody else: whoever imports waits for themselves
    headers: { ...server.headers, authorization: authorizationOf(url, 'luc.delacourt', 'pearl') },
    bodies: ids.map((id) => server.body(dashboard, id)),
    connections: 4,
  };
  await load({ ...job, seconds: 3 });

  const environment = { MAX_BODY_BYTES: '20000000', SQL_REPORT: 'all' };
  const counting = await start('pearl', url, { environment });
  const statements = await statementsOf(counting, await newEffort());
  await counting.stop();
  const rates: Record<'import' | 'copy', number[]> = { import: [], copy: [] };
  const grown: number[] = [];
  const resting = memoryOf(server);
  for (let round = 1; round <= rounds; round += 1) {
    const [effort, since] = [await newEffort(), await lastText()];
    const file = fileOf(round);
    const began = performance.now();
    const { grown: by } = await growth(server, () => importInto(server, effort, file), resting);
    rates.import.push(count / seconds(began));
    grown.push(by);
    rates.copy.push(await copyBack(url, madeIn(effort, since), folder));
  }

  const large = await newEffort();
  let file = 10;
  const alone: number[] = [];
  const meanwhile: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push((await load({ ...job, seconds: 8 })).measure.p99 ?? 0);
    let isOver = false;
    const importing = async () => {
      while (!isOver) await importInto(server, large, fileOf((file += 1)));
    };
    const running = importing();
    meanwhile.push((await load({ ...job, seconds: 8 })).measure.p99 ?? 0);
    isOver = true;
    await running;
  }

  for (; file < 14; ) await importInto(server, large, fileOf((file += 1)));
  await sql`set session_replication_role = replica`;
  await sql`update pearl.reporting_effort_items set reporting_effort_id = ${await newEffort()}
    where id in (select id from pearl.reporting_effort_items where reporting_effort_id = ${large} order by id offset 27000)`;
  await sql`vacuum analyze`;
  const exports: string[][] = [];
  for (const type of ['csv', 'xlsx']) {
    await exportOf(server, ids[0] ?? 1, type);
    const { result, grown: by } = await growth(server, () => exportOf(server, large, type));
    const { bytes, first, took } = result;
    const file = `${megabytes(bytes)} MB in ${took.toFixed(1)} s`;
    exports.push(
      [`export of 27,000 items, ${type}: first byte`, `${first.toFixed(0)} ms`, '200 ms'],
      [`memory meanwhile (${file})`, `+${megabytes(by)} MB`, '50 MB'],
    );
  }
  const ratios = rates.import.map((rate, at) => rate / (rates.copy[at] ?? 1));
  return [
    [`import of ${count} items: statements`, String(statements), '40'],
    ['rows/s', list(rates.import), ''],
    ['rows/s of COPY: the same rows, the same tables and triggers', list(rates.copy), ''],
    ['import : COPY', list(ratios, 2), 'at least 0.3'],
    [
      'memory meanwhile, above that before the first',
      grown.map((by) => `+${megabytes(by)} MB`).join(', '),
      '150 MB',
    ],
    [
      'dashboards of others, p99 in ms: alone; meanwhile',
      `${list(alone)}; ${list(meanwhile)}: ${list(
        meanwhile.map((each, at) => each / (alone[at] ?? 1)),
        1,
      )} ×`,
      '2 ×',
    ],
    ...exports,
  ];
};

export const aboutImport = `Items with details and shared texts by \`POST /import/items\`, into an effort of their own, three times. COPY is psql's, of the
rows that the import has just made, back into the same tables in one transaction, with their audit triggers. The memory is
what the server's resident set grows by at most, sampled every 20 ms. Dashboards are those of all efforts, by 4 connections.
`;
