import type { EnumRef } from '@pothos/core';
import { is } from 'drizzle-orm';
import { getTableConfig, isPgSequence, type PgSequence, PgTable } from 'drizzle-orm/pg-core';
import type { People } from '../accounts/people.ts';
import type { Viewer } from '../context.ts';
import { type Rules, refusalsBy } from '../errors.ts';
import type { Readable } from '../read/root-fields.ts';
import type { Searchable } from '../read/search-field.ts';
import type { Exported } from '../sheet/exported.ts';
import { type Imported, type Importing, imported } from '../sheet/imported.ts';
import { type AuditTrail, auditedBy, type Declared } from '../trail/audit-trail.ts';
import type { Deletable } from '../trail/deletable.ts';
import type { Args } from '../write/argument.ts';
import type { Writable } from '../write/crud.ts';
import type { Access } from './access.ts';
import type { Types } from './builder.ts';
import { DomainEntity } from './domain-entity.ts';
import { assertNamed, lowerFirst } from './domain-prefix.ts';
import type { Entity } from './entity.ts';
import { makeEnum } from './enum.ts';
import type { Key } from './key.ts';
import { type KeyOf, nameOf, type Table } from './table.ts';

/** All that a domain is besides its types, as a plain value. */
export type DomainRecord<P extends Table = Table> = {
  /** Its name: the realm of its people. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** What the names of its types begin with. */
  readonly prefix: string;
  /** The module that declares its tables. */
  readonly tables: object;
  /** Triggers of its own, as the statements that make them. */
  readonly guards?: readonly string[];
  /** Views of its own, as the statements that make them. */
  readonly views?: readonly string[];
  /** What is to be done every so many seconds, as statements: every server does it, also at the same time. */
  readonly clock?: readonly { readonly seconds: number; readonly statement: string }[];
  readonly people: People<P>;
  readonly trail: {
    /** The table of the trail. */
    readonly log: Table;
    /** Who reads all of it. */
    readonly allow: Access;
    /** Tables that follow from it, by triggers on it: it has no records of them. */
    readonly digests?: readonly Table[];
    /** Tables without a type of their own: what the trail calls their rows. */
    readonly rows: { readonly [entityType: string]: Declared & { readonly about: string } };
  };
};

/** A domain, and what its types have declared by now. */
export class Domain<K extends Key = Key> {
  readonly name: string;
  readonly prefix: string;
  readonly tables: readonly PgTable[];
  readonly sequences: readonly PgSequence[];
  readonly guards: readonly string[];
  readonly views: readonly string[];
  readonly record: DomainRecord;
  readonly auditLog: DomainEntity<Table>;
  /** How the columns of `stamps()` are described, which every table has. */
  readonly stamps = {
    createdAt: 'When it was made.',
    updatedAt: 'When it was last changed.',
    version:
      'Its version: it grows with every change. A command that expects another version is refused (STALE).',
  } as const;
  readonly entities = new Map<string, Entity>();
  readonly enums = new Map<readonly string[], EnumRef<Types, string, string>>();
  readonly rules: Record<string, string> = {};
  readonly readables = new Map<string, Readable>();
  readonly searchables = new Map<string, Searchable>();
  readonly writables = new Map<string, Writable>();
  readonly deletables = new Map<string, Deletable>();
  readonly exports = new Map<string, Exported>();
  /** The commands that take files, by what `POST /import/<name>` calls them. */
  readonly imports = new Map<string, string>();
  readonly #audited = new Map<string, Declared>();
  #trail: AuditTrail | undefined;

  constructor(record: DomainRecord) {
    this.record = record;
    this.name = record.name;
    this.prefix = record.prefix;
    this.tables = Object.values(record.tables).filter((each) => is(each, PgTable));
    this.sequences = Object.values(record.tables).filter(isPgSequence);
    this.guards = record.guards ?? [];
    this.views = record.views ?? [];
    this.auditLog = this.entity(`${this.prefix}AuditLog`, record.trail.log);
  }

  get people(): People {
    return this.record.people;
  }

  /** The key of one of its people, as its tables hold it. */
  idOf({ realm, id }: Viewer): K {
    if (realm !== this.name) throw new Error(`Somebody of ${realm} is in ${this.name}.`);
    return id as K;
  }

  /** The name of a query about something: with the prefix, in lower camel case. */
  queryName(about: string): string {
    return lowerFirst(this.prefix + about);
  }

  /** The type of those who come in. */
  get person(): Entity {
    const { table } = this.record.people;
    for (const entity of this.entities.values()) if (entity.table === table) return entity;
    throw new Error(`No type of ${this.name} shows the rows of ${nameOf(table)}.`);
  }

  /** The object type of a table's rows, to be implemented. */
  entity<T extends Table>(name: string, table: T): DomainEntity<T> {
    assertNamed(this, 'type', name);
    const made = new DomainEntity(this, name, table);
    this.entities.set(name, made.generic);
    return made;
  }

  /** The GraphQL enum of the columns that are declared with these values. */
  enum<const Value extends string>(
    name: string,
    values: readonly Value[],
    description: string,
    about: Readonly<Record<NoInfer<Value>, string>>,
  ): EnumRef<Types, Value, Value> {
    assertNamed(this, 'type', name);
    const made = makeEnum(name, values, description, about);
    this.enums.set(values, made as unknown as EnumRef<Types, string, string>);
    return made;
  }

  /** Declares rules, and makes what refuses by one of them. */
  refusalsBy<Name extends string>(rules: Rules<Name>): ReturnType<typeof refusalsBy<Name>> {
    Object.assign(this.rules, rules);
    return refusalsBy(rules);
  }

  /** Declares what can be had as a file (`GET /export/<name>`). */
  exported(name: string, declared: Exported): void {
    this.exports.set(name, declared);
  }

  /** Declares a command that takes the rows of a file. */
  imported<F extends Args, C extends Args>(declared: Imported<F, C>, run: Importing<F, C>): void {
    this.takes(declared.command);
    imported(declared, run);
  }

  /** Says that a command takes a file. */
  takes(command: string): void {
    this.imports.set(pathOf(command), command);
  }

  /** Says what the trail calls the rows of a table. */
  audit(entityType: string, declared: Declared): void {
    this.#audited.set(entityType, declared);
  }

  /** Its audit trail: known once its types are loaded. */
  get trail(): AuditTrail {
    this.#trail ??= this.#makeTrail();
    return this.#trail;
  }

  #makeTrail(): AuditTrail {
    const { trail, people } = this.record;
    const declared = Object.entries({ ...trail.rows, ...Object.fromEntries(this.#audited) });
    const byTable = new Map<PgTable, (typeof declared)[number]>(
      declared.map((each) => [each[1].table, each]),
    );
    const named = Object.values(trail.rows).map(({ table }) => table);
    const unrecorded: readonly PgTable[] = [trail.log, ...(trail.digests ?? [])];
    const inOrder = parentsFirst([...named, ...this.tables]).filter(
      (table) => !unrecorded.includes(table),
    );
    const audited = inOrder.map((table) => {
      const found = byTable.get(table);
      if (found) return found;
      throw new Error(`Nothing says what the trail calls the rows of ${nameOf(table)}.`);
    });
    return auditedBy(trail.log, people, Object.fromEntries(audited));
  }
}

/** `importPackageItems` as `package-items`. */
const pathOf = (command: string): string =>
  lowerFirst(command.replace(/^import/, '')).replace(
    /[A-Z]/g,
    (letter) => `-${letter.toLowerCase()}`,
  );

/** Tables in this order, but each after those that its rows go with. */
const parentsFirst = (tables: readonly PgTable[]): PgTable[] => {
  const seen = new Set<PgTable>();
  const inOrder: PgTable[] = [];
  const visit = (table: PgTable): void => {
    if (seen.has(table)) return;
    seen.add(table);
    for (const key of getTableConfig(table).foreignKeys) {
      if (key.onDelete === 'cascade') visit(key.reference().foreignTable);
    }
    inOrder.push(table);
  };
  for (const table of tables) visit(table);
  return inOrder;
};

/** A domain as its record describes it. */
export const domain = <P extends Table>(record: DomainRecord<P>): Domain<KeyOf<P>> =>
  new Domain(record as unknown as DomainRecord);
