import type { InputRef } from '@pothos/core';
import type { Context } from '../context.ts';
import type { Access } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Entity } from '../schema/entity.ts';
import type { ColumnName, Table } from '../schema/table.ts';
import { changesOf, newValuesOf } from './input-fields.ts';
import type { Rule } from './input-rules.ts';
import { answering, command, prepared, type Resolve } from './mutation.ts';
import { type StepArgs, step } from './optimistic.ts';
import type { Tx, Values } from './tx.ts';

type Writing<T extends Table> = {
  readonly allow: Access;
  /** The columns that can be written; `fixed` ones only when the row is made. */
  readonly columns: readonly ColumnName<T>[];
  readonly fixed?: readonly ColumnName<T>[];
  readonly rules?: Readonly<Record<string, Rule>>;
};

/** The commands that make and change rows of an entity that is nothing but its columns. */
export const writable = <T extends Table>(
  target: Entity<T>,
  { allow, columns, fixed = [], rules = {} }: Writing<T>,
): void => {
  type Input = Values<T>;
  const New = newValuesOf(target, [...fixed, ...columns], undefined, { rules });
  const Changes = changesOf(target, columns, undefined, { rules });
  creation(target, allow, New as never, async (tx, input: Input) => {
    const [row] = await tx.insert(target.table, [input]);
    return row as never;
  });
  changeBy(target, allow, Changes as never, (_row, input: Input) => input);
};

/** The command that makes a row: `create` and the name of the entity. */
export const creation = <T extends Table, Input, Prepared>(
  target: Entity<T>,
  allow: Access,
  input: InputRef<Input>,
  create: (tx: Tx, input: Input, prepared: Prepared | undefined) => Promise<T['$inferSelect']>,
  prepare: (input: Input, ctx: Context) => Promise<Prepared | undefined> = async () => undefined,
): void => {
  builder.mutationField(`create${target.name}`, (t) =>
    t.field({
      type: target.ref,
      allow,
      description: `Creates a ${target.name}.`,
      args: {
        input: t.arg({
          type: input as never,
          required: true,
          description: 'Its values.',
        }),
      },
      resolve: answering(
        target,
        prepared(
          ({ ctx }, args: { input: Input }) => prepare(args.input, ctx),
          (tx, args, found) => create(tx, args.input, found),
        ),
      ) as never,
    }),
  );
};

type Change<Input> = StepArgs & { readonly id: number; readonly input: Input };

/** The command that changes a row: `update` and the name of the entity. */
const implementChange = <T extends Table, Input>(
  target: Entity<T>,
  allow: Access,
  input: InputRef<Input>,
  resolve: Resolve<Change<Input>, T['$inferSelect']>,
): void => {
  builder.mutationField(`update${target.name}`, (t) =>
    t.field({
      type: target.ref,
      allow,
      description: `Changes a ${target.name}.`,
      args: {
        id: t.arg.id({ required: true, description: 'The key of the row to change.' }),
        input: t.arg({ type: input as never, required: true, description: 'What to change.' }),
        expectedVersion: expectedVersion(t),
      },
      resolve: resolve as never,
    }),
  );
};

/** A row's change that follows from the row and what was given alone. */
export const changeBy = <T extends Table, Input>(
  target: Entity<T>,
  allow: Access,
  input: InputRef<Input>,
  rule: (row: T['$inferSelect'], input: Input) => Values<T>,
): void => {
  type Args = Change<Input>;
  const resolve = step<T, Args>(target, 'id', (row, args) => rule(row, args.input));
  implementChange(target, allow, input, resolve);
};

/** A row's change that other rows have a part in. */
export const change = <T extends Table, Input>(
  target: Entity<T>,
  allow: Access,
  input: InputRef<Input>,
  update: (tx: Tx, row: T['$inferSelect'], input: Input) => Promise<T['$inferSelect']>,
): void => {
  const resolve = command(target, async (tx, { id, input, expectedVersion }: Change<Input>) =>
    update(tx, await tx.lock(target, id, { expectedVersion }), input),
  );
  implementChange(target, allow, input, resolve);
};

// oxlint-disable-next-line typescript/no-explicit-any -- the argument builder of any field
export const expectedVersion = (t: any) =>
  t.arg.int({
    description:
      'The version that you know. If the row has a newer version, nothing is done (STALE).',
  }) as never;
