import { type Calendar, stamped } from './calendar.ts';
import type { Conversation } from './conversation.ts';
import { conversations } from './conversations.ts';
import { subject } from './library.ts';
import { people } from './names.ts';
import type { Random } from './random.ts';
import type { Row, Rows } from './rows.ts';
import type { Work } from './work.ts';

type Draft = Omit<Row<'comments'>, 'parentCommentId'> & { made: number; parent: Draft | null };

const day = 86_400_000;

/** How much is said about each item: most about some, nothing about many, `total` altogether. */
const shares = (works: readonly Work[], total: number, random: Random): number[] => {
  const chances = { NOT_STARTED: 0.25, IN_PROGRESS: 0.7, COMPLETED: 0.8 };
  const weights = works.map(({ tracker }) => {
    const interest = -Math.log(1 - random.next());
    return random.chance(chances[tracker.primaryStatus]) ? interest : 0;
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return weights.map((weight) => {
    const from = Math.round((before / whole) * total);
    before += weight;
    return Math.round((before / whole) * total) - from;
  });
};

const stages = ['plan', 'program', 'check'] as const;

const stagesReached = ({ tracker }: Work): number => {
  if (tracker.qcStatus !== 'NOT_STARTED') return 3;
  return tracker.primaryStatus === 'NOT_STARTED' ? 1 : 2;
};

const mayResolve = (userId: number) => people[userId - 1]?.role !== 'VIEWER';

const visits = ['Week 2', 'Week 4', 'Week 8', 'Week 12', 'Week 24', 'Week 52'];

const thread = (
  work: Work,
  trackerId: number,
  { type, stage, opener, lines }: Conversation,
  length: number,
  random: Random,
  { midnight }: Calendar,
): Draft[] => {
  const { tracker, delivery, entry } = work;
  const other = (stage === 'check' && tracker.qcProgrammerId) || random.pick(delivery.askers);
  const programmer = tracker.primaryProgrammerId ?? delivery.answerer;
  const [first, second] = opener === 'other' ? [other, programmer] : [programmer, other];
  const n = random.integer(2, 8);
  const words: Record<string, string | number> = {
    code: entry.code,
    visit: random.pick(visits),
    n,
    m: n + 1,
    N: delivery.subjects - n,
  };
  const reached = (stages.indexOf(stage) + random.next()) / stagesReached(work);
  const start = delivery.made + reached * (midnight - day / 4 - delivery.made);
  const span = Math.min(10 * day, midnight - start) / (length + 1);
  const concluded = length === lines.length && random.chance(0.45);
  const closed = concluded ? Math.round(start + span * (length + 0.5)) : null;

  const drafts: Draft[] = [];
  for (const [place, line] of lines.slice(0, length).entries()) {
    const made = Math.round(start + span * (place + 0.8 * random.next()));
    const nested = place > 1 && random.chance(0.2);
    drafts.push({
      made,
      parent: drafts[nested ? place - 1 : 0] ?? null,
      trackerId,
      userId: place % 2 === 0 ? first : second,
      commentText: line.replace(/\{(\w+)\}/g, (_, word: string) => String(words[word])),
      commentType: place === 0 ? type : 'RESPONSE',
      isResolved: concluded,
      resolvedById: concluded ? (mayResolve(first) ? first : second) : null,
      resolvedAt: closed === null ? null : new Date(closed).toISOString(),
      ...stamped(made, closed ?? made, concluded ? 2 : 1),
    });
  }
  return drafts;
};

/** Adds `total` comments, numbered in the order in which they were written. */
export const addTalk = (
  rows: Rows,
  works: readonly Work[],
  total: number,
  random: Random,
  calendar: Calendar,
) => {
  const topics = new Map<string, Conversation[]>();
  const topicsOf = (work: Work) => {
    const possible = stages.slice(0, stagesReached(work));
    const key = `${possible.length} ${subject(work.entry)}`;
    const found =
      topics.get(key) ??
      conversations.filter(
        ({ stage, about }) => possible.includes(stage) && about.test(subject(work.entry)),
      );
    topics.set(key, found);
    return found;
  };

  const drafts = shares(works, total, random).flatMap((share, place) => {
    const work = works[place];
    const said: Draft[] = [];
    while (work && said.length < share) {
      for (const topic of random.shuffle(topicsOf(work))) {
        const rest = share - said.length;
        if (rest === 0) break;
        const wanted = random.chance(0.55)
          ? topic.lines.length
          : random.integer(1, topic.lines.length);
        said.push(...thread(work, place + 1, topic, Math.min(wanted, rest), random, calendar));
      }
    }
    return said;
  });

  const ids = new Map<Draft, number>();
  for (const draft of drafts.sort((a, b) => a.made - b.made)) {
    const { made: _, parent, ...comment } = draft;
    const parentCommentId = parent ? (ids.get(parent) ?? null) : null;
    ids.set(draft, rows.comments.push({ ...comment, parentCommentId }));
  }
};
