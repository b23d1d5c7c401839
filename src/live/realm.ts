import type { Connection } from '../database/connection.ts';
import type { Claims, Viewer } from '../kernel/context.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import type { Change } from './feed.ts';

/** What there is to know of those who come in. */
export type Realm = {
  readonly domain: { readonly trail: AuditTrail };
  /** The type, in the trail, of the rows that say who may come in; they have a username. */
  readonly accounts: string;
  /** The type, in the trail, of the rows that are their sessions. */
  readonly sessions: string;
  /** The accounts that may come in with these claims, and the number of the claim that each goes with. */
  readonly findViewers: (
    sql: Connection,
    claims: readonly Omit<Claims, 'expiresAt'>[],
  ) => Promise<readonly (Viewer & { readonly nth: number })[]>;
};

export type Realms = Readonly<Record<string, Realm>>;

/** Under which name users wait in line, and have their share of what there is. */
export const ownerOf = ({ realm, username }: Pick<Claims, 'realm' | 'username'>): string =>
  `${realm}\n${username}`;

/** Whoever came in as this user, or with this session. */
export type Ended =
  | { readonly realm: string; readonly username: string }
  | { readonly realm: string; readonly sessionId: number };

export const isEnded = (ended: Ended, who: Pick<Claims, 'realm' | 'username'> & Seated): boolean =>
  who.realm === ended.realm &&
  ('sessionId' in ended ? who.sessionId === ended.sessionId : who.username === ended.username);

type Seated = Pick<Viewer, 'sessionId'>;

/** Who has to come in anew after changes: those whose rights may have changed, and those whose session is over. */
export const endedBy = (realms: Realms, trail: AuditTrail, changes: readonly Change[]): Ended[] =>
  Object.entries(realms).flatMap(([realm, { domain, accounts, sessions }]) =>
    domain.trail !== trail
      ? []
      : changes.flatMap(({ entityType, entityId, action, changedFields, before }): Ended[] => {
          const touches = (fields: readonly string[]) =>
            action === 'DELETE' || changedFields.some((field) => fields.includes(field));
          if (entityType === accounts && touches(rights))
            return [{ realm, username: String(before?.['username']) }];
          return entityType === sessions && touches(['revoked_at'])
            ? [{ realm, sessionId: Number(entityId) }]
            : [];
        }),
  );

const rights = ['username', 'role', 'is_active'];
