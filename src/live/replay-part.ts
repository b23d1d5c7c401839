import type { Connection } from '../database/connection.ts';
import { isPartial, isSame, marked, type Position, wholeThrough } from './change-cursor.ts';
import { type Channel, jobsOf } from './channel.ts';
import { coalesced, isBeyond } from './coalesce.ts';
import type { DueClock } from './due.ts';
import type { Change, Feed } from './feed.ts';
import { match } from './matching.ts';
import type { Job } from './running-event.ts';
import { isOver, listState } from './snapshot.ts';
import type { Told } from './topic.ts';

/** How far those are who are told what has happened before. */
type Progress = {
  readonly feed: Feed;
  readonly channels: readonly Channel[];
  readonly clock: DueClock | undefined;
  readonly position: Position;
  readonly length: number;
  readonly isOver: boolean | undefined;
};

/** What comes next, where that leads, and whether what is followed is known to be over. */
type Part = Pick<Progress, 'position' | 'isOver'> & { readonly jobs: readonly Job<Channel>[] };

/** The next part: the state, then what has changed since, then what has become late. */
export const nextPart = async (progress: Progress, lane: Connection): Promise<Part> => {
  const { feed, channels, position } = progress;
  const isAtEnd = isSame(position, feed.position);
  const part = await (position.state ? stateOf : isAtEnd ? lateOf : changesOf)(progress, lane);
  // not before the state: what ends it in the meantime is told as a change
  const over = progress.isOver ?? (channels[0] && (await isOver(lane, channels[0].topic)));
  const marks = position.due && { due: position.due };
  const place = (each: Position): Position => ({ ...marks, ...each });
  return {
    isOver: over,
    position: place(part.position),
    jobs: part.jobs.map(({ selection, told }) => ({
      selection,
      told: { ...told, position: place(told.position) },
    })),
  };
};

type Next = Omit<Part, 'isOver'>;

const stateOf = async ({ feed, channels, position }: Progress, lane: Connection): Promise<Next> => {
  const [selection] = channels;
  if (!selection) return { jobs: [], position: marked(position, {}) };
  const positionOf = (snapshot: string) => feed.at(lane, snapshot);
  const state = await listState(lane, selection.topic, position, positionOf);
  return { jobs: state.told.map((told) => ({ selection, told })), position: state.position };
};

const lateOf = async (progress: Progress, lane: Connection): Promise<Next> => {
  const { clock, position } = progress;
  const through = clock?.told;
  if (!through || !position.due || position.due === through) return { jobs: [], position };
  const late = await clock.of.list(lane, position.due, position, through);
  return {
    jobs: await jobsAbout(progress, lane, late.changes),
    position: { ...position, due: late.through },
  };
};

const changesOf = async (progress: Progress, lane: Connection): Promise<Next> => {
  const { feed, channels, position: begin, length } = progress;
  const { changes, position: end } = await feed.after(lane, begin, length);
  const jobs = await jobsAbout(progress, lane, changes);
  const [selection] = channels;
  const further = ({ told }: { told: Told }) => isBeyond(told, begin);
  if (!selection?.topic.of.coalesce) return { jobs: jobs.filter(further), position: end };
  const first = begin.batch?.[0] ?? (isPartial(begin) ? wholeThrough(begin) : 0);
  const batch = { begin, records: [first, changes.at(-1)?.id ?? first], end } as const;
  const told = coalesced(
    selection.topic,
    jobs.map((job) => job.told),
    batch,
  );
  return { jobs: told.map((each) => ({ selection, told: each })).filter(further), position: end };
};

const jobsAbout = async (
  { channels }: Progress,
  lane: Connection,
  changes: readonly Change[],
): Promise<Job<Channel>[]> => {
  const topics = channels.map(({ topic }) => topic);
  return jobsOf(channels, await match(lane, topics, changes));
};
