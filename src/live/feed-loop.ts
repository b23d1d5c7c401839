import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '../database/connection.ts';
import type { Feed } from './feed.ts';

const pollMs = 250;
const gatherMs = 2;
const mostGatherMs = 15;
const channel = 'pearl_changes';

type Settings = {
  readonly sql: Sql;
  /** Connects to hear of other processes' writes; without it (embedded) there are none. */
  readonly listener: Sql | undefined;
  readonly feeds: readonly Feed[];
  readonly onError: (error: unknown) => void;
};

/**
 * Polls and listens: feeds are read as soon as this process writes, when another one says that it has (NOTIFY), and every
 * now and then, for programs that say nothing.
 */
export const runFeedLoop = ({ sql, listener, feeds, onError }: Settings) => {
  const self = randomUUID(); // what we write, we know of already
  const ending = new AbortController();
  /** Each feed has a loop of its own: what is slow or wrong in one trail holds up no other. */
  const follow = (feed: Feed) => {
    /** Debounced: what is written together is read together, the more the busier it is. */
    let gather = gatherMs;
    let isWoken = false;
    let wakeUp = () => {};
    const wake = () => {
      isWoken = true;
      wakeUp();
    };
    feed.wakeBy(wake);

    const loop = async () => {
      let pause = pollMs;
      while (!ending.signal.aborted) {
        isWoken = false;
        try {
          gather = Math.min(gatherMs + (await feed.read()), mostGatherMs);
          pause = pollMs;
        } catch (error) {
          if (ending.signal.aborted) return;
          onError(error);
          pause = Math.min(pause * 2, 5000);
        }
        if (!isWoken) {
          const woken = new Promise<void>((resolve) => (wakeUp = resolve));
          const rest = new AbortController();
          const signal = AbortSignal.any([rest.signal, ending.signal]);
          await Promise.race([
            woken,
            wait(pause, undefined, { signal, ref: false }).catch(() => {}),
          ]);
          rest.abort();
        }
        if (isWoken) await wait(gather);
      }
    };
    return { feed, wake, wakeUp: () => wakeUp(), running: loop(), gather: () => gather };
  };
  const following = feeds.map(follow);
  const wakeIfWanted = () => {
    for (const { feed, wake } of following) if (feed.isWanted) wake();
  };
  const hear = (sender: string) => {
    if (sender !== self) wakeIfWanted();
  };
  const listening = listener?.listen(channel, hear, wakeIfWanted).catch(onError);

  // debounced: one NOTIFY stands for all that is written until it is sent
  let isTelling = false;
  const tell = () => {
    wakeIfWanted();
    if (!listener || isTelling) return;
    isTelling = true;
    setTimeout(
      () => {
        isTelling = false;
        if (!ending.signal.aborted) sql.notify(channel, self).catch(onError);
      },
      Math.max(...following.map((each) => each.gather())),
    ).unref();
  };

  const stop = async () => {
    ending.abort();
    for (const { wakeUp } of following) wakeUp();
    await Promise.all(following.map(({ running }) => running));
    await listening;
  };
  return { tell, stop };
};
