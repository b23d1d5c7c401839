import type { Access } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { ColumnName, Table } from '../schema/table.ts';
import { type ArgBuilder, type Args, input } from './argument.ts';
import { columns } from './column-fields.ts';
import type { Rule } from './input-rules.ts';
import { mutation } from './mutation.ts';
import { optimistic } from './optimistic.ts';
import type { Values } from './statement.ts';
import type { Tx } from './tx.ts';

export type Writing<T extends Table> = {
  readonly allow: Access;
  /** The columns that can be written; `fixed` ones only when the row is made. */
  readonly columns: readonly ColumnName<T>[];
  readonly fixed?: readonly ColumnName<T>[];
  readonly rules?: { readonly [K in ColumnName<T>]?: Rule };
};

export type Writable = Writing<Table> & { readonly entity: Entity };

/** What a row is made with besides its columns. */
export type Besides = {
  readonly fields: (arg: ArgBuilder) => Args;
  /** What takes its time, before the transaction. */
  readonly before: (outside: Tx, given: object) => Promise<unknown>;
  readonly after: (tx: Tx, row: object, prepared: unknown) => Promise<unknown>;
};

/** The commands that make and change rows of an entity that is little but its columns. */
export const implementWriting = (writable: Writable, besides?: Besides): void => {
  const { entity: target, allow, columns: names, fixed = [], rules = {} } = writable;
  const { name } = target;
  const New = input(`Create${name}Input`, {
    description: `The values of a new ${name}.`,
    fields: (arg) => ({
      ...columns(target, [...fixed, ...names], { required: true, rules }),
      ...besides?.fields(arg),
    }),
  });
  const Changes = input(`Update${name}Input`, {
    description: `The changes of a ${name}. A field that is left out stays as it is.`,
    fields: () => columns(target, names, { rules }),
  });
  mutation(
    `create${name}`,
    {
      description: `Creates a ${name}.`,
      allow,
      args: (arg) => ({ input: arg(New, 'Its values.') }),
      answers: target,
      before: async (outside, { input: given }) => besides?.before(outside, given),
    },
    async (tx, { input: given }, prepared) => {
      const isColumn = ([column]: readonly [string, unknown]) => target.columns.has(column);
      const values = besides ? Object.fromEntries(Object.entries(given).filter(isColumn)) : given;
      const row = await tx.insertOne(target.table, values as Values<Table>);
      await besides?.after(tx, row, prepared);
      return row;
    },
  );
  optimistic(
    `update${name}`,
    {
      description: `Changes a ${name}.`,
      allow,
      on: target,
      key: 'id',
      args: (arg) => ({
        id: arg.id('The key of the row to change.', { of: target }),
        input: arg(Changes, 'What to change.'),
      }),
    },
    (_row, { input: values }) => values as Values<Table>,
  );
};
