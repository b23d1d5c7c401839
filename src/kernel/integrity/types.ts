import type { ShownKey } from '../../database/integrity/catalogue.ts';
import type { Orphan, Orphans } from '../../database/integrity/orphan.ts';
import type { IndexUse, TableSize } from '../../database/integrity/usage.ts';
import { builder } from '../schema/builder.ts';

const DeleteRule = builder.enumType('DeleteRule', {
  description: 'What the delete of a row does to the rows that refer to it by a foreign key.',
  values: {
    CASCADE: { value: 'CASCADE', description: 'They are deleted with it.' },
    SET_NULL: { value: 'SET NULL', description: 'They stay; their reference becomes null.' },
    SET_DEFAULT: { value: 'SET DEFAULT', description: 'They stay, and refer to a default.' },
    RESTRICT: { value: 'RESTRICT', description: 'They keep it from being deleted.' },
    NO_ACTION: { value: 'NO ACTION', description: 'They keep it from being deleted, in the end.' },
  },
});

export const ForeignKeyType = builder.objectRef<ShownKey>('ForeignKey').implement({
  description: 'A foreign key of the database, or one that is declared and not there.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What the constraint is called.' }),
    table: t.exposeString('table', { description: 'The table whose rows refer to others.' }),
    columns: t.exposeStringList('columns', { description: 'The columns that do it.' }),
    targetTable: t.exposeString('targetTable', { description: 'The table that they refer to.' }),
    targetColumns: t.exposeStringList('targetColumns', { description: 'Its columns.' }),
    onDelete: t.expose('onDelete', { type: DeleteRule, description: 'What a delete does.' }),
    isValidated: t.boolean({
      description: 'Whether all rows have been checked; those that are new always are.',
      resolve: ({ isValidated = false }) => isValidated,
    }),
    hasIndex: t.boolean({
      nullable: true,
      description:
        'Whether an index finds the rows that refer to one; null if the key is not there.',
      resolve: ({ hasIndex }) => hasIndex,
    }),
    difference: t.exposeString('difference', {
      nullable: true,
      description: 'How it differs from what is declared; null when it does not.',
    }),
  }),
});

const OrphanType = builder.objectRef<Orphan>('Orphan').implement({
  description: 'A row that names another one which is not there.',
  fields: (t) => ({
    rowKey: t.exposeString('rowKey', {
      description: 'The key of the row; of several columns, as a JSON array.',
    }),
    missing: t.exposeString('missing', {
      description: 'The value that it has instead of a key; of several columns, as a JSON array.',
    }),
  }),
});

export const LinkOrphans = builder.objectRef<Orphans>('LinkOrphans').implement({
  description:
    'The orphans of one link: of a foreign key, or of columns that name rows without one.',
  fields: (t) => ({
    link: t.string({
      description: 'The name of the foreign key; else the table, the column and what is named.',
      resolve: ({ link }) => link.name,
    }),
    table: t.string({
      description: 'The table that the orphans are in.',
      resolve: ({ link }) => link.table,
    }),
    columns: t.stringList({
      description: 'The columns that name rows.',
      resolve: ({ link }) => [...link.columns],
    }),
    targetTable: t.string({
      description: 'The table in which those are missing.',
      resolve: ({ link }) => link.targetTable,
    }),
    count: t.exposeInt('count', { description: 'How many orphans there are, on all pages.' }),
    rows: t.field({
      type: [OrphanType],
      complexity: { field: 1, multiplier: 1 },
      description: 'A page of them, in the order of their keys.',
      resolve: ({ rows }) => [...rows],
    }),
    endCursor: t.exposeString('next', {
      nullable: true,
      description: 'Where the next page begins, for `after`; null when this is the last.',
    }),
  }),
});

export const TableSizeType = builder.objectRef<TableSize>('TableSize').implement({
  description: 'What a table takes on the disk.',
  fields: (t) => ({
    table: t.exposeString('table', { description: 'The name of the table.' }),
    rows: t.exposeFloat('rows', { description: 'About how many rows it has.' }),
    tableBytes: t.exposeFloat('tableBytes', { description: 'Bytes of rows and of large values.' }),
    indexBytes: t.exposeFloat('indexBytes', { description: 'Bytes of all of its indexes.' }),
    totalBytes: t.exposeFloat('totalBytes', { description: 'Bytes of both together.' }),
  }),
});

export const IndexUsage = builder.objectRef<IndexUse>('IndexUsage').implement({
  description: 'How often an index has been used since the database began to count.',
  fields: (t) => ({
    index: t.exposeString('index', { description: 'The name of the index.' }),
    table: t.exposeString('table', { description: 'The table that it is on.' }),
    definition: t.exposeString('definition', { description: 'Its method and its columns.' }),
    scans: t.exposeFloat('scans', { description: 'How often it was used.' }),
    bytes: t.exposeFloat('bytes', { description: 'Bytes that it takes on the disk.' }),
    isNeeded: t.exposeBoolean('isNeeded', {
      description: 'Whether it keeps values unique or serves a foreign key, used or not.',
    }),
  }),
});
