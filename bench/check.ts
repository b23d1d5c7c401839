import type { Competitor } from './competitors.ts';
import type { Query } from './queries.ts';

/** The value as all agree to say it: keys as text, counts as numbers, times as instants, cursors only as given or not. */
const agreed = (key: string, value: unknown): unknown => {
  if (key === 'id') return String(value);
  if (key === 'endCursor') return value !== null;
  if (key === 'createdAt') return new Date(String(value)).toISOString();
  if (key.endsWith('ommentCount') && typeof value === 'object')
    return (value as { totalCount: number }).totalCount;
  return value;
};

const ask = async (competitor: Competitor, query: Query, id: number) => {
  const { url, headers } = competitor;
  const answer = await fetch(url, { method: 'POST', headers, body: competitor.body(query, id) });
  const text = await answer.text();
  const { data, errors } = JSON.parse(text);
  if (answer.status !== 200 || errors || Object.values(data).includes(null)) {
    throw new Error(`${competitor.name} fails at ${query.name}: ${text.slice(0, 500)}`);
  }
  return JSON.stringify(data, agreed);
};

/** Stops the run unless all competitors answer with the same rows and values, in the same order. */
export const sameAnswers = async (competitors: Competitor[], query: Query, id: number) => {
  const answers = await Promise.all(competitors.map((each) => ask(each, query, id)));
  const [first = ''] = answers;
  for (const [place, other] of answers.entries()) {
    if (other === first) continue;
    let at = 0;
    while (other[at] === first[at]) at += 1;
    const near = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
    throw new Error(
      `${competitors[place]?.name} differs at ${query.name} of ${id}:\n${near(first)}\n${near(other)}`,
    );
  }
};
