import type { EnumRef } from '@pothos/core';
import type { Readable, Reading } from '../read/root-fields.ts';
import type { Searchable } from '../read/search-field.ts';
import type { Weight } from '../read/search-sql.ts';
import { type ImportedRows, importedRows } from '../sheet/imported-rows.ts';
import {
  type AuditTrail,
  bare,
  type Declared,
  type PolymorphicLink,
} from '../trail/audit-trail.ts';
import type { Deletable, Deleting } from '../trail/deletable.ts';
import { shortLabelOf } from '../trail/row-label.ts';
import type { Writable, Writing } from '../write/crud.ts';
import type { Types } from './builder.ts';
import { assertNamed } from './domain-prefix.ts';
import { Entity, type Shape } from './entity.ts';
import type { ColumnName, Table } from './table.ts';
import { plainOf } from './watched.ts';

/** A type, in one declaration: what it shows, who reads, writes and deletes its rows, and what the trail calls them. */
type Declaration<T extends Table> = Shape<T> &
  Pick<Declared, 'hidden' | 'ignored' | 'large'> & {
    /** What people call one of its rows, and several; without it, the trail knows the table by another name. */
    readonly called?: Declared['called'];
    /** Polymorphic links: columns without a foreign key, each naming rows of the table that another column says. */
    readonly links?: readonly PolymorphicLink<ColumnName<T>>[];
    readonly read?: Reading;
    /** The columns that are searched, and how much each counts; A is for what people know a row by. */
    readonly search?: { readonly [K in ColumnName<T>]?: Weight };
    readonly write?: Writing<T>;
    readonly delete?: Deleting<T>;
  };

/** What a domain keeps of what its types declare. */
export type Declarations = {
  readonly name: string;
  readonly prefix: string;
  readonly enums: Map<readonly string[], EnumRef<Types, string, string>>;
  readonly readables: Map<string, Readable>;
  readonly searchables: Map<string, Searchable>;
  readonly writables: Map<string, Writable>;
  readonly deletables: Map<string, Deletable>;
  readonly trail: AuditTrail;
  readonly audit: (entityType: string, declared: Declared) => void;
  readonly takes: (command: string) => void;
};

/** An entity of a domain. */
export class DomainEntity<T extends Table> extends Entity<T> {
  readonly #domain: Declarations;
  #many: string | undefined;

  constructor(domain: Declarations, name: string, table: T) {
    super(name, table, domain.enums);
    this.#domain = domain;
  }

  override get many(): string {
    return this.#many ?? super.many;
  }

  override labelOf(alias: string): string {
    const { trail } = this.#domain;
    const audited = [...trail.tables.values()].find(({ table }) => table === this.table);
    return audited ? shortLabelOf(trail, audited, alias) : '';
  }

  override implement(declaration: Declaration<T>): void {
    const { name, table, generic: entity } = this;
    const {
      description: about,
      called,
      label,
      read,
      search,
      write,
      delete: deleting,
    } = declaration;
    const domain = this.#domain;
    const lists = Object.keys(read?.lists ?? {});
    for (const field of [read?.one, read?.many, ...lists]) {
      if (field) assertNamed(domain, 'query', field);
    }
    super.implement(declaration);
    this.#many = read?.many;
    if (called) {
      const { hidden, ignored, large, private: hiddenFromOthers, links, recalled } = declaration;
      const all = [...this.columns.values()].map(({ sql }) => bare(sql));
      const kinds = { hidden, ignored, large, private: recalled ? all : hiddenFromOthers, links };
      domain.audit(name, { table, called, about, label, ...kinds });
    }
    if (read) domain.readables.set(name, { ...read, entity });
    if (read && search) {
      const columns = plainOf(entity).flatMap(([column]) => {
        const weight = search[column.name as ColumnName<T>];
        return weight ? [[column, weight] as const] : [];
      });
      domain.searchables.set(name, { entity, columns, allow: read.allow });
    }
    if (write) domain.writables.set(name, { ...write, entity } as Writable);
    if (deleting) domain.deletables.set(name, { ...deleting, entity } as Deletable);
  }

  /** Declares a command that makes and changes its rows out of a file, by the rules of its single commands. */
  imported(declared: ImportedRows<T>): void {
    const writable = this.#domain.writables.get(this.name);
    if (!writable) throw new Error(`${this.name} has no columns that can be written.`);
    this.#domain.takes(declared.command);
    importedRows(writable, declared as unknown as ImportedRows<Table>);
  }
}
