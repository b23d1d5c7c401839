import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Competitor, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import { type Ask, type Row, rootLists } from './growth-asks.ts';
import { median } from './report.ts';

/*
 * Ten times the data: every order that a list of all rows offers, its first page and one after 10,000 rows, and filters of
 * each kind. Both sizes are asked in turn, one request after the other: it is how long somebody waits.
 */

const sizes = [27_000, 270_000];
const deep = 10;

type Answer = {
  readonly list: {
    readonly nodes: readonly Row[];
    readonly pageInfo?: { readonly endCursor: string };
  };
};

const post = async ({ url, headers }: Competitor, query: string, variables = {}) => {
  const body = JSON.stringify({ query, variables });
  const began = performance.now();
  const answer = await fetch(url, { method: 'POST', headers, body });
  const { data, errors } = (await answer.json()) as { data: Answer; errors?: object };
  const ms = performance.now() - began;
  if (errors) throw new Error(`${query} ${JSON.stringify(variables)}: ${JSON.stringify(errors)}`);
  return { data, ms };
};

/** The same ask after ten thousand rows, or after all there are but a page. */
const deepOf = async (server: Competitor, ask: Ask): Promise<Ask> => {
  let after: string | undefined;
  for (let page = 0; page < deep; page += 1) {
    const { data } = await post(server, ask.query, { ...ask.variables, first: 1000, after });
    if (data.list.nodes.length < 1000) break;
    after = data.list.pageInfo?.endCursor;
  }
  return { ...ask, variables: { ...ask.variables, after } };
};

type Asked = {
  readonly list: string;
  readonly name: string;
  /** The ask of each size. */
  readonly asks: readonly Ask[];
  /** Half of the answers came sooner, for each size. */
  readonly p50: readonly number[];
};

const timesOf = async (servers: readonly Competitor[], asks: readonly Ask[], rounds: number) => {
  const times: number[][] = asks.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [at, server] of servers.entries()) {
      const ask = asks[at];
      if (!ask) continue;
      const { ms } = await post(server, ask.query, ask.variables);
      if (round > 0) times[at]?.push(ms);
    }
  }
  return times.map(median);
};

const measureAll = async (servers: readonly Competitor[], rounds: number): Promise<Asked[]> => {
  const all: Asked[] = [];
  for (const { name: list, sample, orders, filtersOf } of rootLists) {
    const measured = async (name: string, asks: readonly Ask[]) =>
      all.push({ list, name, asks, p50: await timesOf(servers, asks, rounds) });
    for (const ask of orders) {
      await measured(
        ask.name,
        servers.map(() => ask),
      );
      const deeper = await Promise.all(servers.map((server) => deepOf(server, ask)));
      await measured(`${ask.name}, 10,000 rows on`, deeper);
    }
    const samples = await Promise.all(servers.map((server) => post(server, sample)));
    const bySize = samples.map(({ data }) => filtersOf(data.list.nodes));
    for (const [at, ask] of (bySize[0] ?? []).entries()) {
      await measured(
        ask.name,
        bySize.flatMap((asks) => asks[at] ?? []),
      );
    }
    console.error(`${list} is measured.`);
  }
  return all;
};

const isWithin = ({ p50: [small = 0, large = 0] }: Asked) =>
  large <= 20 && (large <= small * 1.5 || large <= small + 10);

/** How Postgres finds the rows, planned as the server has it planned. */
const planOf = (url: string, { query, variables }: Ask): string => {
  const script = join(import.meta.dirname, '../test/plan.ts');
  const env = { PATH: process.env['PATH'], DATABASE_URL: url };
  const said = execFileSync(process.execPath, [script, query, JSON.stringify(variables)], {
    env,
    encoding: 'utf8',
  });
  return said.slice(said.indexOf('\n\n')).trim();
};

const table = (asked: readonly Asked[]): string => {
  const head = ['list', 'order or filter', '27,000 items', '270,000 items', ''];
  const rows = asked.map((each) => [
    each.list,
    each.name.replaceAll('|', '\\|'),
    ...each.p50.map((ms) => ms.toFixed(1)),
    isWithin(each) ? '' : 'no',
  ]);
  const all = [head, head.map((_, at) => (at === 2 || at === 3 ? '---:' : '---')), ...rows];
  return all.map((row) => `| ${row.join(' | ')} |`).join('\n');
};

/** The tables, what does not hold, and the plans of the slowest. */
export const measureGrowth = async ({ rounds }: { readonly rounds: number }): Promise<string[]> => {
  const urls: string[] = [];
  for (const size of sizes) urls.push((await createDatabase(size)).url);
  const servers: Competitor[] = [];
  for (const url of urls) servers.push(await start('pearl', url));
  const asked = await measureAll(servers, rounds);
  const large = (each: Asked) => each.p50[1] ?? 0;
  const worst = asked.toSorted((a, b) => large(b) - large(a)).slice(0, 5);
  const plans: string[] = [];
  for (const { list, name, asks, p50 } of worst) {
    const plan = asks[1] ? planOf(urls[1] ?? '', asks[1]) : '';
    plans.push(`${list}, ${name}: ${p50[1]?.toFixed(1)} ms\n\n\`\`\`\n${plan}\n\`\`\``);
  }
  const within = asked.filter(isWithin).length;
  return [
    `${within} of ${asked.length} are within the bounds.`,
    table(asked),
    'The slowest five, as Postgres finds their rows:',
    ...plans,
  ];
};
