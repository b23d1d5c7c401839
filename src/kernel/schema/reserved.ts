import type { Context } from '../context.ts';
import { isAllowed } from './access.ts';
import { builder } from './builder.ts';
import type { Entity } from './entity.ts';

type Values = { readonly [column: string]: unknown };

type Guard = {
  readonly columns: readonly string[];
  /** What else of a row it looks at. */
  readonly needs?: readonly string[];
  readonly isNullable?: true;
  readonly read: (row: Values, name: string, ctx: Context) => unknown;
};

/** The fields of columns whose values do not go to everybody as they are. */
export const implementGuarded = (
  entity: Entity,
  { columns, needs = [], isNullable, read }: Guard,
): void => {
  for (const [column, description] of entity.exposed) {
    const { name, nullable } = column;
    if (!columns.includes(name)) continue;
    builder.objectField(entity.ref, name, (t) =>
      t.field({
        type: entity.typeOf(column) as 'String',
        nullable: isNullable ?? nullable,
        description,
        extensions: { needs: [name, ...needs] },
        resolve: (row, _args, ctx) => read(row as Values, name, ctx) as string,
      }),
    );
  }
};

/** The fields of columns that are reserved: null for all others. */
export const implementReserved = (entity: Entity): void => {
  const { reserved } = entity.shape;
  if (!reserved) return;
  implementGuarded(entity, {
    columns: reserved.columns,
    isNullable: true,
    read: (row, name, ctx) => (isAllowed(ctx, reserved.for) ? row[name] : null),
  });
};
