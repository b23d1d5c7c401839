import type { Access } from '../schema/access.ts';
import { type ColumnName, columnOf, nameOf, type Table } from '../schema/table.ts';
import type { Algorithm } from './password-hash.ts';

/** Who comes into a domain, as a plain value: columns by their names in TypeScript. */
export type People<P extends Table = Table> = {
  readonly table: P;
  /** What somebody can sign in with, whatever its case; tokens call people by the first of them (`sub`). */
  readonly login: readonly [ColumnName<P>, ...ColumnName<P>[]];
  /** Whether tokens may write it in another case, as with e-mail addresses. */
  readonly anyCase?: true;
  /** The column that says who may come in; without it, all. */
  readonly active?: ColumnName<P>;
  readonly role?: ColumnName<P>;
  /** What somebody may do, as SQL of a `text[]` about the row `p`, and the tables that say it. */
  readonly permissions?: { readonly sql: string; readonly from: readonly Said[] };
  /** Who gives passwords to others. */
  readonly manage: Access;
  /** Where the hashes of passwords are, and the column that names whose. Without it, tokens come from elsewhere. */
  readonly passwords?: Passwords;
  /** Where sessions are, and the column that names whose. */
  readonly sessions?: { readonly table: Table; readonly person: string };
  /** API keys: they let programs in, in place of tokens. */
  readonly keys?: Keys;
};

type Passwords = {
  readonly table: Table;
  readonly person: string;
  readonly hash: string;
  /** How new ones are hashed; hashes of both kinds are known. */
  readonly algorithm?: Algorithm;
};

type Keys = {
  readonly table: Table;
  /** What every key begins with. */
  readonly mark: string;
  /** The column that names whose it is, and the one of its SHA-256 in hexadecimal. */
  readonly person: string;
  readonly hash: string;
  /** The column that says until when it may be used; null is for ever. */
  readonly expires: string;
  /** Whether the row `k` lets anybody in, and what it lets the person `p` do, as SQL. */
  readonly isOpen: string;
  readonly permissions: string;
  /** Columns: the most requests of an hour, what servers have taken of which hour, how many were made, the last, and from where. */
  readonly meter: {
    readonly limit: string;
    readonly hour: string;
    readonly taken: string;
    readonly count: string;
    readonly usedAt: string;
    readonly usedFrom: string;
  };
};

/** A table that says what people may do: the column that names whom it is about; without it, all of them. */
type Said = { readonly table: Table; readonly person?: string };

/** A domain as those see it who come in. */
export type Realm = {
  readonly name: string;
  readonly people: People;
  /** What its trail calls the rows of a table. */
  readonly trail: { readonly of: (table: Table) => { readonly entity: string } };
};

/** What the statements about a domain's people are made of: columns of their row `p`, of its password `w`, of a session `s`. */
export const sqlOf = (people: People) => {
  const { table, login, active, role, permissions, passwords, sessions, keys } = people;
  const of = (name: string) => `p.${columnOf(table, name).sql}`;
  const key = columnOf(table, 'id');
  const named = (place: { readonly table: Table; readonly person: string } | undefined) =>
    place && {
      from: nameOf(place.table),
      person: columnOf(place.table, place.person).sql,
      key: columnOf(place.table, 'id'),
    };
  return {
    from: nameOf(table),
    key: key.of('p'),
    keyColumn: key,
    keyType: key.sqlType,
    logins: login.map((name) => ({
      sql: of(name),
      isUuid: columnOf(table, name).sqlType === 'uuid',
    })),
    login: of(login[0]),
    active: active ? of(active) : 'true',
    role: role ? of(role) : `''`,
    permissions: permissions?.sql ?? 'null::text[]',
    passwords: passwords && {
      ...named(passwords),
      from: nameOf(passwords.table),
      person: columnOf(passwords.table, passwords.person).sql,
      hash: columnOf(passwords.table, passwords.hash).sql,
      isOwn: passwords.table === table,
    },
    sessions: named(sessions),
    keys: keys && {
      ...keys,
      from: nameOf(keys.table),
      person: columnOf(keys.table, keys.person).sql,
      hash: columnOf(keys.table, keys.hash).sql,
      expires: columnOf(keys.table, keys.expires).sql,
      meter: {
        limit: columnOf(keys.table, keys.meter.limit).sql,
        hour: columnOf(keys.table, keys.meter.hour).sql,
        taken: columnOf(keys.table, keys.meter.taken).sql,
        count: columnOf(keys.table, keys.meter.count).sql,
        usedAt: columnOf(keys.table, keys.meter.usedAt).sql,
        usedFrom: columnOf(keys.table, keys.meter.usedFrom).sql,
      },
      key: columnOf(keys.table, 'id'),
    },
  };
};

/** The types, in the trail, of the rows that tell of a domain's people: who they are, their passwords and their sessions. */
export const peopleTypes = ({ people: { table, passwords, sessions, keys }, trail }: Realm) => {
  const type = (of: Table | undefined) => of && trail.of(of).entity;
  return {
    accounts: trail.of(table).entity,
    passwords: type(passwords?.table),
    sessions: type(sessions?.table),
    keys: type(keys?.table),
  };
};
