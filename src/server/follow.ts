import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { domains } from '../domains/index.ts';
import type { AuditTrail } from '../kernel/audited.ts';
import type { Database } from '../kernel/database.ts';
import { type Change, Feed } from '../kernel/feed.ts';
import { keepReading } from '../kernel/reading.ts';
import { exchanges } from './exchange.ts';

/** Whose rights a change may have changed. */
export const accountsIn = (trail: AuditTrail, changes: readonly Change[]) =>
  Object.entries(domains).flatMap(([realm, { audited, accounts }]) =>
    audited !== trail
      ? []
      : changes
          .filter(
            ({ entityType, action, changedFields }) =>
              entityType === accounts &&
              (action === 'DELETE' || changedFields.some((field) => rights.includes(field))),
          )
          .map(({ before }) => ({ realm, username: String(before?.['username']) })),
  );

const rights = ['username', 'role', 'is_active'];

/** Follows the trails of the domains that are served. It begins to read when somebody listens. */
export const follow = async (config: Config, log: Logger, { sql, listener }: Database) => {
  const feeds = await Promise.all(
    config.domains.map((name) => Feed.open(sql, domains[name].audited)),
  );
  const onError = (error: unknown) => log.warn({ err: error }, 'changes cannot be read');
  let reading: ReturnType<typeof keepReading> | undefined;
  return {
    feeds,
    wrote: () => reading?.tell(),
    start: () => {
      // what goes wrong while changes are executed is logged as ours
      exchanges.run({ requestId: 'live', log, learned: {} }, () => {
        reading = keepReading({ sql, listener, feeds, onError });
      });
    },
    stop: async () => reading?.stop(),
  };
};
