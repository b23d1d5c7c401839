import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { connectionsToPostgres } from './competitors.ts';
import { databaseSettings, type Facts } from './database.ts';
import type { Measure } from './load.ts';

/** What was measured: by query, by competitor, one measure per round. */
export type Results = Map<string, Map<string, Measure[]>>;

const median = (values: number[]): number => {
  const middle = values.length / 2;
  const central = values
    .toSorted((a, b) => a - b)
    .slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return central.reduce((sum, value) => sum + value, 0) / central.length;
};

const ratio = (ours: Measure[], theirs: Measure[]): string => {
  const ratios = theirs.map(({ perSecond }, round) => (ours[round]?.perSecond ?? 0) / perSecond);
  return `${median(ratios).toFixed(2)} ×`;
};

const head = ['query', 'competitor', 'requests/s', 'p50 ms', 'p99 ms', 'pearl is'];

const rowsOf = (results: Results): string[][] =>
  [...results].flatMap(([query, byName]) =>
    [...byName].map(([name, rounds]) => [
      query,
      name,
      median(rounds.map(({ perSecond }) => perSecond)).toFixed(0),
      median(rounds.map(({ p50 }) => p50)).toFixed(1),
      median(rounds.map(({ p99 }) => p99)).toFixed(1),
      name === 'pearl' ? '' : ratio(byName.get('pearl') ?? [], rounds),
    ]),
  );

/** The table, readable as it stands and as Markdown. */
export const table = (results: Results): string => {
  const rows = [head, ...rowsOf(results)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const isText = (column: number) => column < 2;
  const cells = (row: string[]) =>
    widths.map((width, column) => row[column]?.[isText(column) ? 'padEnd' : 'padStart'](width));
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (isText(column) ? '-' : ':'));
  const [first, ...others] = rows.map(cells);
  return [first, rule, ...others].map((row) => `| ${row?.join(' | ')} |`).join('\n');
};

const settings = Object.entries(databaseSettings)
  .map((setting) => setting.join(' = '))
  .join(', ');
const { postgraphile } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
).dependencies;

type Run = { rounds: number; seconds: number; connections: number };

export const page = (
  results: Results,
  facts: Facts,
  { rounds, seconds, connections }: Run,
): string => `# Results

${table(results)}

Medians over ${rounds} rounds of ${seconds} s for each competitor in turn, with ${connections} connections;
"pearl is" is the median of the rounds' ratios of requests/s. Load, servers and Postgres share the machine.

- Machine: ${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.versions.node}, PostgreSQL ${facts.version}, ${new Date().toISOString().slice(0, 10)}
- Data: ${facts.items} items in ${facts.efforts} reporting efforts, ${facts.comments} comments; requests go through all efforts in turn
- Each competitor: one process, NODE_ENV=production, ${connectionsToPostgres} connections to Postgres
- Settings of the database, for all: ${settings}
- setTrackerStatus: the command, over HTTP, with its checks and its record in the audit trail; bare update: one UPDATE of
  a copy of the table without triggers, over the postgres client; audited update: the same on the table itself; over
  http: the bare update behind a node:http server
- by hand: one SQL statement per query with json_build_object and json_agg, whose text is the answer: no GraphQL, no
  authentication; limit: the same with every statement rewritten until nothing was faster (JSON put together as text)
- postgraphile: ${postgraphile}, no authentication; pearl: a signed token with every request
`;
