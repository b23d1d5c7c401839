import { isAllowed } from './access.ts';
import { builder } from './builder.ts';
import type { Entity } from './entity.ts';

/** The fields of columns that are reserved: null for all others. */
export const implementReserved = (entity: Entity): void => {
  const { reserved } = entity.shape;
  for (const [column, description] of entity.exposed) {
    const { name } = column;
    if (!reserved?.columns.includes(name)) continue;
    builder.objectField(entity.ref, name, (t) =>
      t.field({
        type: entity.typeOf(column) as 'String',
        nullable: true,
        description,
        extensions: { needs: [name] },
        resolve: (row, _args, ctx) =>
          isAllowed(ctx, reserved.for) ? (row[name as keyof typeof row] as string) : null,
      }),
    );
  }
};
