import { peopleTypes, type Realm } from '../kernel/accounts/people.ts';
import type { Claims, Viewer } from '../kernel/context.ts';
import { columnOf, columnsOf } from '../kernel/schema/table.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import type { Change } from './feed.ts';

/** Under which name users wait in line, and have their share of what there is. */
export const ownerOf = ({ realm, username }: Pick<Claims, 'realm' | 'username'>): string =>
  `${realm}\n${username}`;

/** Whoever came in as this user, with this session, or with this API key. */
export type Ended =
  | { readonly realm: string; readonly username: string }
  | { readonly realm: string; readonly sessionId: number }
  /** Whose permissions have changed; null: those of everybody. */
  | { readonly realm: string; readonly userId: string | null }
  | { readonly realm: string; readonly keyId: string };

export const isEnded = (ended: Ended, who: Who): boolean => {
  if (who.realm !== ended.realm) return false;
  if ('keyId' in ended) return who.keyId === ended.keyId;
  if ('sessionId' in ended) return who.sessionId === ended.sessionId;
  if ('username' in ended) return who.username === ended.username;
  return ended.userId === null || ended.userId === String(who.id ?? who.userId);
};

type Who = Pick<Claims, 'realm' | 'username'> &
  Partial<Pick<Claims, 'userId'>> &
  Partial<Pick<Viewer, 'id' | 'sessionId' | 'keyId'>>;

/** The types of rows that say what somebody may do: what happens to them is never skipped. */
export const typesOfRights = (realm: Realm): string[] => [
  peopleTypes(realm).accounts,
  ...(realm.people.permissions?.from ?? []).map(({ table }) => realm.trail.of(table).entity),
];

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
      const { accounts, sessions, keys } = peopleTypes(realm);
      const columns = [people.login[0], people.role, people.active].flatMap((column) => {
        const { sql } = columnsOf(people.table).get(column ?? '') ?? {};
        return sql ? [sql.replaceAll('"', '')] : [];
      });
      const [login = ''] = columns;
      const rights = new Map(
        people.permissions?.from.map(({ table, person }) => [
          realm.trail.of(table).entity,
          person && columnOf(table, person).sql.replaceAll('"', ''),
        ]),
      );
      return changes.flatMap((change): Ended[] => {
        const { entityType, entityId, action, changedFields, before, after } = change;
        const touches = (fields: readonly string[]) =>
          action === 'DELETE' || changedFields.some((field) => fields.includes(field));
        if (entityType === accounts && touches(columns))
          return [{ realm: name, username: String(before?.[login]) }];
        if (rights.has(entityType)) {
          const person = rights.get(entityType);
          if (!person) return [{ realm: name, userId: null }];
          return [before?.[person], after?.[person]].flatMap((id) =>
            typeof id === 'string' || typeof id === 'number'
              ? [{ realm: name, userId: String(id) }]
              : [],
          );
        }
        // what a key lets do follows from all that is recorded of it
        if (entityType === keys && action !== 'CREATE')
          return [{ realm: name, keyId: String(entityId) }];
        return entityType === sessions && touches(['revoked_at'])
          ? [{ realm: name, sessionId: Number(entityId) }]
          : [];
      });
    });
