import type { Access } from '../schema/access.ts';
import type { Entity } from '../schema/entity.ts';
import type { ColumnName, Table } from '../schema/table.ts';
import { input } from './argument.ts';
import { columns } from './column-fields.ts';
import type { Rule } from './input-rules.ts';
import { mutation } from './mutation.ts';
import { optimistic } from './optimistic.ts';
import type { Values } from './tx.ts';

export type Writing<T extends Table> = {
  readonly allow: Access;
  /** The columns that can be written; `fixed` ones only when the row is made. */
  readonly columns: readonly ColumnName<T>[];
  readonly fixed?: readonly ColumnName<T>[];
  readonly rules?: { readonly [K in ColumnName<T>]?: Rule };
};

export type Writable = Writing<Table> & { readonly entity: Entity };

/** The commands that make and change rows of an entity that is nothing but its columns. */
export const implementWriting = (writable: Writable): void => {
  const { entity: target, allow, columns: names, fixed = [], rules = {} } = writable;
  const { name } = target;
  const New = input(`Create${name}Input`, {
    description: `The values of a new ${name}.`,
    fields: () => columns(target, [...fixed, ...names], { required: true, rules }),
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
    },
    (tx, { input: values }) => tx.insertOne(target.table, values as Values<Table>),
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
