import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../database/connect.ts';
import { domains } from '../domains/index.ts';
import type { Claims, Viewer } from '../kernel/context.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { exchanges } from '../server/exchange.ts';
import { type Change, Feed } from './feed.ts';
import { keepReading } from './feed-loop.ts';

/** Whoever came in as this user, or with this session. */
export type Ended =
  | { readonly realm: string; readonly username: string }
  | { readonly realm: string; readonly sessionId: number };

export const isEnded = (ended: Ended, who: Pick<Claims, 'realm' | 'username'> & Seated): boolean =>
  who.realm === ended.realm &&
  ('sessionId' in ended ? who.sessionId === ended.sessionId : who.username === ended.username);

type Seated = Pick<Viewer, 'sessionId'>;

/** Who has to come in anew after changes: those whose rights may have changed, and those whose session is over. */
export const endedBy = (trail: AuditTrail, changes: readonly Change[]): Ended[] =>
  Object.entries(domains).flatMap(([realm, { audited, accounts, sessions }]) =>
    audited !== trail
      ? []
      : changes.flatMap(({ entityType, entityId, action, changedFields, before }): Ended[] => {
          const touches = (fields: readonly string[]) =>
            action === 'DELETE' || changedFields.some((field) => fields.includes(field));
          if (entityType === accounts && touches(rights))
            return [{ realm, username: String(before?.['username']) }];
          return entityType === sessions && touches(['revoked_at'])
            ? [{ realm, sessionId: entityId }]
            : [];
        }),
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
