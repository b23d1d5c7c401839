import { getTableConfig } from 'drizzle-orm/pg-core';
import { type Column, columnsOf, nameOf, type Table } from '../schema/table.ts';

/** What the trail knows of a table's rows. */
export type Declared = {
  readonly table: Table;
  /** What people call one of its rows, and several. */
  readonly called: readonly [one: string, many: string];
  /** The columns that people know its rows by; a foreign key stands for the label of the row that it names. */
  readonly label?: string | readonly string[];
  /** What its rows are, where the API has no type of this name that says it. */
  readonly about?: string;
  /** Columns, as SQL names them, whose values must not get into the audit trail. */
  readonly hidden?: readonly string[];
  /** Columns whose changes are not worth a record. */
  readonly ignored?: readonly string[];
};

/** A foreign key of one column. */
export type ForeignKey = {
  readonly of: Audited;
  readonly column: Column;
  readonly target: Table;
  readonly onDelete: 'cascade' | 'set null' | 'restrict';
};

/** A table whose changes the audit trail records, and what it calls the table's rows. */
export type Audited = {
  readonly entity: string;
  readonly table: Table;
  readonly from: string;
  readonly called: readonly [one: string, many: string];
  readonly label: readonly Column[];
  readonly about: string | undefined;
  readonly hidden: readonly string[];
  readonly ignored: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
};

/** All audited tables of a domain, and the table that holds their trail. */
export type AuditTrail = {
  readonly log: Table;
  readonly tables: ReadonlyMap<string, Audited>;
  readonly of: (table: Table) => Audited;
};

export const auditedBy = (
  log: Table,
  declared: { readonly [entity: string]: Declared },
): AuditTrail => {
  const tables = new Map<string, Audited>();
  for (const [entity, each] of Object.entries(declared)) {
    const { table, called, label = [], about, hidden = [], ignored = [] } = each;
    const columns = columnsOf(table);
    const foreignKeys: ForeignKey[] = [];
    const audited: Audited = {
      entity,
      table,
      from: nameOf(table),
      called,
      label: [label].flat().map((name) => columns.get(name) as Column),
      about,
      hidden,
      ignored: [...ignored, ...generatedOf(table)],
      columns,
      foreignKeys,
    };
    for (const key of getTableConfig(table).foreignKeys) {
      const { columns: own, foreignTable } = key.reference();
      foreignKeys.push({
        of: audited,
        column: [...columns.values()].find(({ sql }) => sql === `"${own[0]?.name}"`) as Column,
        target: foreignTable as Table,
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
  return { log, tables, of };
};

/** Generated columns follow from others: the trail does without them. */
const generatedOf = (table: Table): string[] =>
  getTableConfig(table)
    .columns.filter((column) => column.generated)
    .map(({ name }) => name);
