import { setImmediate as yieldTurn } from 'node:timers/promises';
import type { Viewer } from '../kernel/context.ts';
import type { Delivery } from './delivery.ts';
import type { Queue } from './delivery-queue.ts';
import type { Executed, Job } from './running-event.ts';
import type { Selection } from './subscription-key.ts';
import type { Told } from './topic.ts';

/** Equal selections of several subscribers. */
export type Channel = Selection & {
  readonly subscribers: Map<Queue<Delivery>, Viewer>;
};

/** After so many subscribers, others of this process have their turn. */
const subscribersAtOnce = 250;

/** Fan-out: the same goes to all subscribers of a channel, and it may be the last. */
export const deliver = async ({
  selection: { subscribers },
  deliveries,
  isOver,
}: Executed<Channel>): Promise<void> => {
  let turns = 0;
  for (const subscriber of subscribers.keys()) {
    subscriber.push(deliveries);
    if (isOver) subscriber.finish();
    if (++turns % subscribersAtOnce === 0) await yieldTurn();
  }
};

/** What channels have to be told, in the order in which it has happened. */
export const jobsOf = async (
  channels: readonly Channel[],
  tell: (topic: Channel['topic']) => Promise<readonly Told[]>,
): Promise<Job<Channel>[]> => {
  const jobs = await Promise.all(
    channels.map(async (channel) => {
      const told = await tell(channel.topic);
      return told.map((each) => ({ selection: channel, told: each }));
    }),
  );
  return jobs.flat().sort((one, other) => one.told.change.id - other.told.change.id);
};
