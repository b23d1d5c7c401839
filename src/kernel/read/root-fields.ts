import type { Viewer } from '../context.ts';
import { type Access, viewerOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Entity, FieldBuilder } from '../schema/entity.ts';
import { keyOf } from '../schema/key.ts';
import { implementNode } from '../schema/node.ts';
import { answered } from './answer-limit.ts';
import { implementConnection, pageArgs, pageCost } from './connection.ts';
import type { Filter } from './filter.ts';
import { implementGroups } from './groups.ts';
import type { PageArgs } from './page.ts';
import { pagesOf } from './page-sql.ts';
import { rowOf } from './row-by-id.ts';

export type Reading = {
  readonly one?: string;
  readonly many: string;
  readonly allow: Access;
  /** Further lists of some of the rows, which depend on who asks. */
  readonly lists?: { readonly [name: string]: List };
};
type List = { readonly description: string; readonly where: (viewer: Viewer) => Filter };
export type Readable = Reading & { readonly entity: Entity };

/** The ways into an entity: one row by its id or its `nodeId`, and all rows, in pages or in groups. */
export const implementReading = ({ entity, one, many, allow, lists = {} }: Readable): void => {
  implementConnection(entity);
  implementNode(entity);
  if (one) {
    builder.queryField(one, (t) =>
      t.field({
        type: entity.ref,
        nullable: true,
        allow,
        complexity: 1,
        description: `The ${entity.name} with an id; null when there is none.`,
        args: { id: t.arg.id({ required: true, description: 'The key of the row to find.' }) },
        resolve: (_root, { id }, ctx, info) =>
          rowOf(entity, keyOf(id, entity.column('id')), ctx, info) as never,
      }),
    );
  }
  implementGroups(entity, allow);
  const all: Omit<List, 'where'> = { description: `All rows of type ${entity.name}, in pages.` };
  for (const [name, list] of Object.entries<Partial<List>>({ [many]: all, ...lists })) {
    const { description = '', where } = list;
    builder.queryField(name, (t) =>
      t.field({
        type: entity.page,
        allow,
        complexity: pageCost as never,
        description,
        args: pageArgs(t as unknown as FieldBuilder, entity, 'all'),
        resolve: async (_root, args, ctx, info) => {
          const source = { entity, where: where?.(viewerOf(ctx)) };
          const [page] = await pagesOf(source, args as PageArgs, ctx, info)([0]);
          return (page && answered(ctx, info, page.size, page)) as never;
        },
      }),
    );
  }
};
