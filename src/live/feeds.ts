import type { Database } from '../database/connect.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { Feed } from './feed.ts';
import { runFeedLoop } from './feed-loop.ts';

type Settings = {
  readonly database: Database;
  readonly trails: readonly AuditTrail[];
  readonly onError: (error: unknown) => void;
};

/** Follows trails. It begins to read when it is told to. */
export const follow = async ({ database, trails, onError }: Settings) => {
  const { sql, listener, losses } = database;
  const feeds = await Promise.all(trails.map((trail) => Feed.open(sql, trail, losses)));
  let reading: ReturnType<typeof runFeedLoop> | undefined;
  return {
    feeds,
    wrote: () => reading?.tell(),
    start: () => {
      reading = runFeedLoop({ sql, listener, feeds, onError });
    },
    stop: async () => reading?.stop(),
  };
};
