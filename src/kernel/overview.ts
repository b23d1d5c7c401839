import type { Viewer } from './context.ts';
import { answered } from './read/answer-limit.ts';
import { pageArgs, pageCost } from './read/connection.ts';
import { conjunction, type Filter, newScope } from './read/filter.ts';
import { allOf, whereOf } from './read/filter-sql.ts';
import { selectionOf } from './read/look-ahead.ts';
import type { PageArgs } from './read/page.ts';
import { pagesOf } from './read/page-sql.ts';
import { run } from './read/query.ts';
import { type Access, viewerOf } from './schema/access.ts';
import { builder } from './schema/builder.ts';
import { upperFirst } from './schema/domain-prefix.ts';
import type { Entity, FieldBuilder } from './schema/entity.ts';
import type { Table } from './schema/table.ts';
import { type ArgBuilder, type Args, arg, fieldsOf, type Given } from './write/argument.ts';

type Overview<T extends Table, F extends Args> = {
  readonly description: string;
  readonly allow: Access;
  readonly of: Entity<T>;
  readonly args: (arg: ArgBuilder) => F;
  /** Which rows it is about. */
  readonly where: (viewer: Viewer, args: Given<F>) => Filter;
  /** How many of these there are of a kind. */
  readonly counts: {
    readonly [name: string]: { readonly description: string; readonly where: Filter };
  };
  /** Pages of these rows, and of others that belong to them: those are found by a filter which holds theirs. */
  readonly pages: {
    readonly [name: string]: {
      // oxlint-disable-next-line typescript/no-explicit-any -- an entity of any table
      readonly of: Entity<any>;
      readonly description: string;
      readonly where: (own: Filter) => Filter;
    };
  };
};

type About = { readonly own: Filter };

/** A field of the query that shows rows at a glance: how many there are of each kind, in one statement, and pages of them. */
export const overview = <T extends Table, F extends Args>(
  name: string,
  { description, allow, of, args, where, counts, pages }: Overview<T, F>,
): void => {
  const entity = of.generic;
  const ref = builder.objectRef<About>(upperFirst(name)).implement({
    description,
    fields: (t) => ({
      ...Object.fromEntries(
        Object.entries(counts).map(([count, about]) => [
          count,
          t.expose(count as never, { type: 'Int', description: about.description } as never),
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(pages).map(([list, page]) => [
          list,
          t.field({
            type: page.of.generic.page,
            complexity: pageCost as never,
            description: page.description,
            args: pageArgs(t as unknown as FieldBuilder, page.of.generic, 'some'),
            resolve: async ({ own }, given, ctx, info) => {
              const source = { entity: page.of.generic, where: page.where(own) };
              const [found] = await pagesOf(source, given as PageArgs, ctx, info)([0]);
              return (found && answered(ctx, info, found.size, found)) as never;
            },
          }),
        ]),
      ),
    }),
  });
  builder.queryField(name, (t) =>
    t.field({
      type: ref,
      allow,
      description,
      args: {
        ...fieldsOf(t.arg as never, args(arg)),
        filter: t.arg({
          type: entity.filter,
          required: false,
          description: 'Only rows for which this is true.',
        }),
      },
      resolve: async (_root, { filter, ...given }, ctx, info) => {
        const viewer = viewerOf(ctx);
        const own = { and: [where(viewer, given as Given<F>), ...(filter ? [filter] : [])] };
        const asked = selectionOf(info).selected.map(([node]) => node?.name.value ?? '');
        const params: unknown[] = [];
        const scope = newScope(viewer, params);
        const selected = [...new Set(asked)].flatMap((count) => {
          const of = counts[count]?.where;
          const rows = of && conjunction(allOf({ entity, alias: 't', scope }, of));
          return rows ? [`count(*) filter (where ${rows})::int as "${count}"`] : [];
        });
        if (selected.length === 0) return { own };
        const rows = conjunction(whereOf(entity, 't', scope, own));
        const text = `select ${selected.join(', ')} from ${entity.from} t where ${rows}`;
        const [found] = await run<object>(ctx, text, params);
        return { ...found, own };
      },
    }),
  );
};
