import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { databaseSettings } from './database.ts';
import type { Measure } from './load.ts';

/** What was measured: by query, by competitor, one measure per round. */
export type Results = Map<string, Map<string, Measure[]>>;

export const median = (values: readonly number[]): number => {
  const middle = values.length / 2;
  const central = values
    .toSorted((a, b) => a - b)
    .slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return central.reduce((sum, value) => sum + value, 0) / central.length;
};

/** The value that so much of them are not above. */
export const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? 0;

const ratio = (ours: Measure[], theirs: Measure[]): string => {
  const ratios = theirs.map(({ perSecond }, round) => (ours[round]?.perSecond ?? 0) / perSecond);
  return `${median(ratios).toFixed(2)} ×`;
};

/** Which of them the others are compared with: pearl, or the first where all are. */
const oursOf = (byName: Map<string, unknown>): string =>
  byName.has('pearl') ? 'pearl' : ([...byName.keys()][0] ?? '');

const headOf = (results: Results) => {
  const isPearl = [...results.values()].every((byName) => byName.has('pearl'));
  const names = ['what', 'competitor', 'per second', 'p50 ms', 'p99 ms', 'kB each', 'CPU %'];
  return [...names, isPearl ? 'pearl is' : 'the first is'];
};

const millisecondsOf = (times: readonly (number | undefined)[]): string => {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? median(known).toFixed(1) : '';
};

const rowsOf = (results: Results): string[][] =>
  [...results].flatMap(([query, byName]) =>
    [...byName].map(([name, rounds]) => [
      query,
      name,
      median(rounds.map(({ perSecond }) => perSecond)).toFixed(0),
      millisecondsOf(rounds.map(({ p50 }) => p50)),
      millisecondsOf(rounds.map(({ p99 }) => p99)),
      rounds[0]?.kilobytes?.toFixed(0) ?? '',
      rounds.some(({ cpu }) => cpu) ? median(rounds.map(({ cpu }) => cpu ?? 0)).toFixed(0) : '',
      name === oursOf(byName) ? '' : ratio(byName.get(oursOf(byName)) ?? [], rounds),
    ]),
  );

/** The table, readable as it stands and as Markdown, without the columns that are empty. */
export const table = (results: Results): string => {
  const all = rowsOf(results);
  const head = headOf(results);
  const used = head.map((_, column) => column).filter((column) => all.some((row) => row[column]));
  const rows = [head, ...all].map((row) => used.map((column) => row[column] ?? ''));
  const widths = used.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column < 2;
  const cells = (row: string[]) =>
    widths.map((width, column) => row[column]?.[isText(column) ? 'padEnd' : 'padStart'](width));
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (isText(column) ? '-' : ':'));
  const [first, ...others] = rows.map(cells);
  return [first, rule, ...others].map((row) => `| ${row?.join(' | ')} |`).join('\n');
};

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

type Run = { rounds: number; seconds: number; connections: number };

const settings = Object.entries(databaseSettings)
  .map((setting) => setting.join(' = '))
  .join(', ');

/** How it was measured, and what the competitors are. */
const notes = {
  reads: ({ rounds, seconds, connections }: Run) => `
Queries, over HTTP: medians over ${rounds} rounds of ${seconds} s for each competitor in turn, with ${connections} connections. "pearl is" is the
median of the rounds' ratios of requests per second.

- 27,000 items in 180 reporting efforts, 120,000 comments; requests go through all efforts in turn;
  settings of the database, for all: ${settings}
- by hand: one SQL statement per query with json_build_object and json_agg, whose text is the answer: no GraphQL, no
  authentication; limit: the same with every statement rewritten until nothing was faster (JSON put together as text)
- postgraphile: ${dependencies.postgraphile}, no authentication; pearl: a signed token with every request`,
  small: ({ rounds, seconds }: Run) => `
Small requests, over HTTP: medians over ${rounds} rounds of ${seconds} s for each competitor in turn, with 16 connections and the headers that a
browser sends, over all ids in turn. Each has its default settings; no answer is kept from one request to another.

- pearl: signed tokens of 50 users, whose accounts are looked up for every request; limits, permissions, CORS, a log of every request
- mercurius: ${dependencies.mercurius} with \`jit: 1\` and its own loaders; apollo: ${dependencies['@apollo/server']} and plain yoga: ${dependencies['graphql-yoga']} with DataLoaders. None
  of them asks who somebody is, limits a document or a request, answers another origin, or logs
- node:http: the same SQL statement behind a bare server that parses JSON and writes it`,
  writes: ({ rounds, seconds, connections }: Run) => `
One row changed: medians over ${rounds} rounds of ${seconds} s in turn, with ${connections} connections.

- pearl: the command, over HTTP, with its checks and its record in the audit trail
- bare update: one UPDATE of a copy of the table without triggers, over the postgres client; audited update: the same on
  the table itself; over http: each of them behind a node:http server, without a check of anything`,
  live: ({ rounds, seconds, connections }: Run) => `
Deliveries to subscribers, each with a WebSocket of its own ("of one effort": all listen to the same; "5 at a time": a bulk
change of so many rows that each hears of): medians over ${rounds}
rounds of ${seconds} s in turn. Three batches of changes are on their way at any time: a time holds all three. Then how long it
takes from sending a change, as a mutation or as an UPDATE by another program, to its arrival: 100 changes a second, 500
subscribers of 10 efforts. Last, what setTrackerStatus by ${connections} connections to trackers of all 200 efforts costs meanwhile.

- pearl: from the request that makes the changes, over the audit trail, to the sockets
- bare ws: sends the same bytes to the same sockets, for a POST; no GraphQL, no database
- yoga: graphql-yoga ${dependencies['graphql-yoga']} with graphql-ws ${dependencies['graphql-ws']} and a pub/sub in memory, executed for every subscriber, with
  DataLoaders that are new for every event (three statements to Postgres); in memory: the same without a database`,
  numbers: ({ rounds, seconds, connections }: Run) => `
Numbers that are watched: 1,000 WebSockets over 20 reporting efforts, 50 changes a second, each of which makes a number of one
effort another one; medians over ${rounds} rounds of ${seconds} s. "per second" are answers delivered, the times are from
sending a change to each answer that has it in it, and the CPU is that of the server, of one core. "as changes" is the same
number of subscriptions that are told of the changes themselves.

Dashboards: over HTTP with ${connections} connections, all numbers of one; "by hand" is one SQL statement that writes the answer as JSON,
behind node:http, without authentication. Burndown and time in status: with one connection, over the steps of 270,000 items in
1,800 efforts, a year and a half of them.`,
  clinic: ({ rounds, seconds, connections }: Run) => `
What row visibility costs, over HTTP: medians over ${rounds} rounds of ${seconds} s in turn, with ${connections} connections. 10,000 patients, 100,000
sessions with a note each, 30,000 documents; one clinician is assigned to 500, another to 20. All ask for the first by name, which
says nothing of where a row lies, and for the same charts.`,
  genji: ({ rounds, seconds, connections }: Run) => `
What visibility and size cost, over HTTP: medians over ${rounds} rounds of ${seconds} s in turn, with ${connections} connections. 10,000 documents with ten
elements and a hundred annotations each; 50 documents are shared with a reader. Both ask for 50 documents. Then the first 50
annotations of a document, and the same where there are 100 such documents in all.`,
  crawl: ({ rounds, seconds }: Run) => `
Commands of crawl by 16 clients: medians over ${rounds} rounds of ${seconds} s in turn, on one database. A booking is one of 200 accounts'; a
claim takes one chunk of 150,000 that wait.

- pearl: the command, over HTTP, with its checks, a signed token, and its records in the audit trail
- by hand: the statements that it comes to in one transaction, over as many connections, behind a node:http server, without a
  check of anything; on the same tables, with their triggers`,
  dx: ({ rounds, seconds }: Run) => `
100 lines a second are added to a log, singly or ten at a time, which 200 WebSockets follow: medians over ${rounds} rounds of ${seconds} s.
"per second" are lines delivered, the times are from sending a line to its arrival; none was lost, and none came twice. Singly, each
waits for the commit of the one before it, so on a busy disk fewer come than are sent: write ten at a time. Then
100,000 lines of a SQLite file that are taken in (the whole command, with its start), and the same lines by psql's \\copy into the same table.`,
  search: ({ rounds }: Run) => `
200 queries that are drawn from the data, one after the other, each ${rounds} times, over HTTP: the first 20 rows, with what of them
fits. Over 27,000 items and 120,000 comments, and over ten times as many. (Groups are among the reads.)`,
  growth: ({ rounds }: Run) => `
Every order that a list of all rows of PEARL offers (its first 50 rows, and 50 after 10,000), and a filter of each kind, out of
the schema; over HTTP, one after the other, both sizes in turn: the median of ${rounds} in ms. The large size may take 20 ms, and 1.5
times as long as the small one or 10 ms more.`,
};

export type Section = keyof typeof notes;

const file = new URL('RESULTS.md', import.meta.url);

/** Replaces one section of RESULTS.md. */
export const record = (section: Section, tables: readonly string[], version: string, run: Run) =>
  replace(section, `${tables.join('\n\n')}\n${notes[section](run)}`, version);

/** Replaces the section that is a table of figures, each with what it may be; gives the table. */
export const recordFigures = (
  section: 'before' | 'cold' | 'import' | 'deletes',
  figures: readonly string[][],
  about: string,
  version: string,
): string => {
  const rows = [['what', 'measured', 'at most'], ['---', '---', '---'], ...figures];
  const text = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  replace(section, `${text}\n\n${about}`, version);
  return text;
};

const order = [
  'reads',
  'small',
  'writes',
  'live',
  'numbers',
  'search',
  'growth',
  'clinic',
  'genji',
  'crawl',
  'dx',
  'before',
  'cold',
  'import',
  'deletes',
];

const replace = (section: string, content: string, version: string) => {
  const [start = '', ...parts] = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const sections = new Map(
    parts.map((part) => [/^## (\w+)/.exec(part)?.[1], `${part.trimEnd()}\n\n`]),
  );
  sections.set(
    section,
    `## ${section}

${content}
- ${availableParallelism()} cores (${cpus()[0]?.model}), shared by load, servers and Postgres; Node ${process.versions.node}, PostgreSQL ${version},
  ${new Date().toISOString().slice(0, 10)}`,
  );
  const all = order.flatMap((name) => sections.get(name)?.trimEnd() ?? []);
  writeFileSync(file, `${start}${all.join('\n\n')}\n`);
};
