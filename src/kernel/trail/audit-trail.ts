import { getTableConfig } from 'drizzle-orm/pg-core';
import type { People } from '../accounts/people.ts';
import type { Key } from '../schema/key.ts';
import { type Column, columnOf, columnsOf, nameOf, type Table } from '../schema/table.ts';

/** What the trail knows of a table's rows. */
export type Declared = {
  readonly table: Table;
  /** What people call one of its rows, and several. */
  readonly called: readonly [one: string, many: string];
  /** The columns that people know its rows by; a foreign key stands for the label of the row that it names. */
  readonly label?: string | readonly string[] | undefined;
  /** What its rows are, where the API has no type of this name that says it. */
  readonly about?: string;
  /** Columns, as SQL names them, whose values must not get into the audit trail. */
  readonly hidden?: readonly string[] | undefined;
  /** Columns whose changes are not worth a record. */
  readonly ignored?: readonly string[] | undefined;
  /** Columns, as SQL names them, with values so large that the trail keeps each once, beside its records. */
  readonly large?: readonly string[] | undefined;
  /** Columns, as SQL names them, that the trail and an undo have, but shows to nobody who may not see the row. */
  readonly private?: readonly string[] | undefined;
  /** Polymorphic links: columns without a foreign key, each naming rows of the table that another column says. */
  readonly links?: readonly PolymorphicLink[] | undefined;
};

/** `column` names a row of the table under the value that the column `by` has. */
export type PolymorphicLink<Name extends string = string> = {
  readonly column: Name;
  readonly by: Name;
  readonly names: { readonly [value: string]: Table };
};

/** A foreign key, and the columns that it refers to. */
export type ForeignKey = {
  readonly of: Audited;
  readonly columns: readonly Column[];
  readonly target: Table;
  readonly refersTo: readonly Column[];
  readonly onDelete: 'cascade' | 'set null' | 'restrict';
};

/** A table whose changes the audit trail records, and what it calls the table's rows. */
export type Audited = {
  readonly entity: string;
  readonly table: Table;
  readonly key: Column;
  readonly from: string;
  readonly called: readonly [one: string, many: string];
  readonly label: readonly Column[];
  readonly about: string | undefined;
  readonly hidden: readonly string[];
  readonly ignored: readonly string[];
  readonly large: readonly string[];
  readonly private: readonly string[];
  readonly links: readonly PolymorphicLink[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
};

/** All audited tables of a domain, and the table that holds their trail. */
export type AuditTrail = {
  readonly log: Table;
  /** The type of the keys in it. */
  readonly keyType: string;
  /** The people who act there. */
  readonly people: { readonly table: string; readonly key: string; readonly name: string };
  readonly tables: ReadonlyMap<string, Audited>;
  readonly of: (table: Table) => Audited;
  /** A key that a record holds, as the rows of this type have theirs. */
  readonly keyOf: (entity: string, held: unknown) => Key;
};

export const auditedBy = (
  log: Table,
  people: Pick<People, 'table' | 'login'>,
  declared: { readonly [entity: string]: Declared },
): AuditTrail => {
  const tables = new Map<string, Audited>();
  for (const [entity, each] of Object.entries(declared)) {
    const { table, called, label = [], about, hidden = [], ignored = [], large = [] } = each;
    const columns = columnsOf(table);
    const foreignKeys: ForeignKey[] = [];
    const audited: Audited = {
      entity,
      table,
      key: keyColumnOf(table),
      from: nameOf(table),
      called,
      label: [label].flat().map((name) => columns.get(name) as Column),
      about,
      hidden,
      ignored: [...ignored, ...generatedOf(table)],
      large,
      private: each.private ?? [],
      links: each.links ?? [],
      columns,
      foreignKeys,
    };
    for (const key of getTableConfig(table).foreignKeys) {
      const { columns: own, foreignTable, foreignColumns } = key.reference();
      foreignKeys.push({
        of: audited,
        columns: own.map(({ name }) => columnCalled(table, name)),
        target: foreignTable,
        refersTo: foreignColumns.map(({ name }) => columnCalled(foreignTable, name)),
        onDelete: key.onDelete as ForeignKey['onDelete'],
      });
    }
    tables.set(entity, audited);
  }
  const of = (table: Table): Audited => {
    const found = [...tables.values()].find((each) => each.table === table);
    if (!found) throw new Error(`${nameOf(table)} is not audited.`);
    return found;
  };
  const keyOf = (entity: string, held: unknown): Key => {
    const { key } = tables.get(entity) ?? {};
    return key && isWholeNumber(key) ? Number(held) : String(held);
  };
  return {
    log,
    keyType: columnOf(log, 'entityId').sqlType,
    people: {
      table: getTableConfig(people.table).name,
      key: bare(keyColumnOf(people.table).sql),
      name: bare(columnOf(people.table, people.login[0]).sql),
    },
    tables,
    of,
    keyOf,
  };
};

const isWholeNumber = ({ cast }: Column) => /^(big)?int(eger)?$/.test(cast);

export const bare = (name: string) => name.replaceAll('"', '');

export const keyColumnOf = (table: Table): Column => columnOf(table, 'id');

/** A column by its name in SQL. */
const columnCalled = (table: Table, name: string): Column => {
  const found = [...columnsOf(table).values()].find(({ sql }) => sql === `"${name}"`);
  if (!found) throw new Error(`${nameOf(table)} has no column ${name}.`);
  return found;
};

/** Generated columns follow from others: the trail does without them, unless they name rows. */
const generatedOf = (table: Table): string[] => {
  const { columns, foreignKeys } = getTableConfig(table);
  const keys = foreignKeys.flatMap((key) => key.reference().columns.map(({ name }) => name));
  return columns
    .filter(({ generated, name }) => generated && !keys.includes(name))
    .map(({ name }) => name);
};
