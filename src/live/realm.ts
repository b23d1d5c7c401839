import { peopleTypes, type Realm } from '../kernel/accounts/people.ts';
import type { Claims, Viewer } from '../kernel/context.ts';
import { columnsOf } from '../kernel/schema/table.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import type { Change } from './feed.ts';

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
export const endedBy = (
  realms: readonly Realm[],
  trail: AuditTrail,
  changes: readonly Change[],
): Ended[] =>
  realms
    .filter((realm) => realm.trail === trail)
    .flatMap((realm) => {
      const { name, people } = realm;
      const { accounts, sessions } = peopleTypes(realm);
      const columns = [people.login[0], people.role, people.active].flatMap((column) => {
        const { sql } = columnsOf(people.table).get(column ?? '') ?? {};
        return sql ? [sql.replaceAll('"', '')] : [];
      });
      const [login = ''] = columns;
      return changes.flatMap(({ entityType, entityId, action, changedFields, before }): Ended[] => {
        const touches = (fields: readonly string[]) =>
          action === 'DELETE' || changedFields.some((field) => fields.includes(field));
        if (entityType === accounts && touches(columns))
          return [{ realm: name, username: String(before?.[login]) }];
        return entityType === sessions && touches(['revoked_at'])
          ? [{ realm: name, sessionId: Number(entityId) }]
          : [];
      });
    });
