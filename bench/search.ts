import postgres from 'postgres';
import { type Competitor, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import { percentile } from './report.ts';

/*
 * A search with queries that are drawn from the data, some of them of the worst kind: words that stand everywhere,
 * beginnings of words, words that stand nowhere. One after the other: it is how long somebody waits.
 */

/** The queries, by their kind: 200 together, always the same of the same data. */
const drawn = async (url: string): Promise<Map<string, string[]>> => {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const words = `select unnest(string_to_array(kernel.words_of(comment_text), ' ')) as word from pearl.tracker_comments
    union all select unnest(string_to_array(kernel.words_of(item_description), ' ')) from pearl.reporting_effort_items`;
  await sql.unsafe(`create temp table words as
    select word, count(*) as count from (${words}) each where word ~ '^[a-z]+$' group by word`);
  /** Some of the texts that a statement finds. */
  const some = async (count: number, text: string, order = 'md5(text)') =>
    (
      await sql.unsafe<{ text: string }[]>(
        `select text from (${text}) each group by text order by ${order} limit ${count}`,
      )
    ).map((row) => row.text);
  const lengths = [
    [1, 12],
    [2, 14],
    [3, 14],
  ] as const;
  const beginnings = await Promise.all(
    lengths.map(([length, count]) =>
      some(count, `select left(word, ${length}) as text from words where length(word) > 3`),
    ),
  );
  const twoWords = `select w[1 + id % cardinality(w)] || ' ' || w[1 + (id * 7 + 1) % cardinality(w)] as text
    from (select id, string_to_array(kernel.words_of(comment_text), ' ') as w from pearl.tracker_comments) c
    where cardinality(w) > 1`;
  const counted = 'select word as text, count from words where length(word) > 2';
  const misspelt = `select overlay(word placing 'qxz' from 2 for 1) as text from words where length(word) > 4`;
  const kinds = new Map([
    ['the most frequent words', await some(20, counted, 'sum(count) desc, text')],
    ['rare words', await some(40, counted, 'sum(count), md5(text)')],
    ['two words of a comment', await some(40, twoWords)],
    ['codes', await some(40, 'select item_code as text from pearl.reporting_effort_items')],
    ['beginnings of one to three letters', beginnings.flat()],
    ['typos that find nothing', await some(20, misspelt)],
  ]);
  await sql.end();
  return kinds;
};

const search = `query Search($text: String!) { search(text: $text, first: 20) {
  totalCount isCut
  edges { rank node { __typename } snippets { field parts { text isMatch } } } } }`;

const ask = async ({ url, headers }: Competitor, text: string): Promise<number> => {
  const body = JSON.stringify({ query: search, variables: { text } });
  const answer = await fetch(url, { method: 'POST', headers, body });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(`"${text}": ${JSON.stringify(errors)}`);
  return data.search.totalCount;
};

type Searched = { readonly text: string; readonly kind: string; readonly ms: number };

/** How long each of the queries takes, one after the other: the first round warms up. */
const timesOf = async (pearl: Competitor, kinds: Map<string, string[]>, rounds: number) => {
  const times: Searched[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [kind, texts] of kinds) {
      for (const text of texts) {
        const began = performance.now();
        const totalCount = await ask(pearl, text);
        if (round > 0) times.push({ text, kind, ms: performance.now() - began });
        if ((totalCount === 0) !== kind.startsWith('typos'))
          throw new Error(`"${text}" of the ${kind} finds ${totalCount}.`);
      }
    }
  }
  return times;
};

const timeOf = (times: readonly Searched[], part: number): number => {
  const all = times.map(({ ms }) => ms);
  return percentile(all, part);
};

const rowsOf = (size: string, times: readonly Searched[]): string[][] => {
  const row = (name: string, some: readonly Searched[]) => [
    size,
    name,
    ...[0.5, 0.95, 1].map((part) => timeOf(some, part).toFixed(1)),
  ];
  const kinds = [...Map.groupBy(times, ({ kind }) => kind)];
  return [row('all 200', times), ...kinds.map(([kind, some]) => row(kind, some))];
};

const markdown = (rows: readonly (readonly string[])[]): string => {
  const head = ['search in', 'for', 'p50 ms', 'p95 ms', 'worst ms'];
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const cells = (row: readonly string[]) =>
    widths.map((width, at) => (row[at] ?? '')[at < 2 ? 'padEnd' : 'padStart'](width));
  const rule = widths.map((width, at) => '-'.repeat(width - 1) + (at < 2 ? '-' : ':'));
  return [cells(head), rule, ...rows.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
};

const sizes = [27_000, 270_000];

/** Tables of how long it takes, at both sizes. */
export const measureSearch = async ({ rounds }: { readonly rounds: number }): Promise<string[]> => {
  const rows: string[][] = [];
  const p95: number[] = [];
  for (const size of sizes) {
    const { url } = await createDatabase(size);
    const pearl = await start('pearl', url);
    const times = await timesOf(pearl, await drawn(url), rounds);
    rows.push(...rowsOf(`${size.toLocaleString('en')} items`, times));
    p95.push(timeOf(times, 0.95));
    await pearl.stop();
    const [worst] = times.toSorted((a, b) => b.ms - a.ms);
    console.error(`${size} items are searched; the worst was "${worst?.text}".`);
  }
  const [small = 1, large = 0] = p95;
  return [
    markdown(rows),
    `At ten times the size, the p95 of all is ${(large / small).toFixed(2)} times as long.`,
  ];
};
