import {
  type Ask,
  type Catalogue,
  declaredKeys,
  qualified,
  readCatalogue,
  shownKeys,
} from '../../database/integrity/catalogue.ts';
import { findOrphans, type Link, linksIn, placeOf } from '../../database/integrity/orphan.ts';
import { isUnused, readIndexUsage, readTableSizes } from '../../database/integrity/usage.ts';
import { schemaOf } from '../../database/migrations/verify.ts';
import type { Context, Viewer } from '../context.ts';
import { refusal } from '../errors.ts';
import { answered } from '../read/answer-limit.ts';
import { defaultPage, largestPage } from '../read/page.ts';
import { wrongCursor } from '../read/page-cursor.ts';
import { run } from '../read/query.ts';
import { visibleTo } from '../read/visibility.ts';
import { anyOf, assertAllowed, viewerOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { nameOf } from '../schema/table.ts';
import { linksOf } from './links.ts';
import { ForeignKeyType, IndexUsage, LinkOrphans, TableSizeType } from './types.ts';

/** Shared fields: what the administrators of each realm ask of its own tables. */
export const implementIntegrity = (domains: ReadonlyMap<string, Domain>): void => {
  const allow = anyOf([...domains.values()].map(({ people }) => people.manage));
  const domainOf = (ctx: Context): Domain => {
    const domain = domains.get(viewerOf(ctx).realm);
    if (!domain) throw refusal('FORBIDDEN', 'Your realm has no tables.');
    assertAllowed(ctx, domain.people.manage);
    return domain;
  };
  const schemaIn = (ctx: Context) => schemaOf(domainOf(ctx).record.trail.log);
  const asking =
    (ctx: Context, isAnswer: boolean): Ask =>
    (text, params) =>
      run(ctx, text, params, isAnswer);
  const catalogueOf = (ctx: Context): Promise<Catalogue> =>
    readCatalogue(asking(ctx, false), [schemaIn(ctx)]);

  builder.queryField('foreignKeys', (t) =>
    t.field({
      type: [ForeignKeyType],
      allow,
      description: 'The foreign keys of your realm: what the database has, and what is declared.',
      resolve: async (_root, _args, ctx) => {
        const { keys } = await catalogueOf(ctx);
        return shownKeys(keys, declaredKeys(domainOf(ctx).tables));
      },
    }),
  );
  builder.queryField('orphans', (t) =>
    t.field({
      type: [LinkOrphans],
      allow,
      complexity: ({ first }) => ({ field: 1, multiplier: Math.max(0, first ?? defaultPage) }),
      description:
        'The rows of your realm that name rows which are not there: by each foreign key, validated or not, by columns that name rows without one, and in the audit trail (a row that is gone without a record). All are counted; those that you may not see are not listed.',
      args: {
        link: t.arg.string({ required: false, description: 'Only this link, by its name.' }),
        first: t.arg.int({
          required: false,
          description: `How many rows of each link: ${defaultPage} unless you say otherwise, ${largestPage} at most.`,
        }),
        after: t.arg.string({
          required: false,
          description: 'Only rows after this cursor, which the same link gave.',
        }),
      },
      resolve: async (_root, { link, first, after }, ctx, info) => {
        const { tables, trail } = domainOf(ctx);
        const page = pageOf(link, first, after);
        const catalogue = await catalogueOf(ctx);
        const all = linksIn(catalogue, declaredKeys(tables), linksOf(trail));
        const wanted = link == null ? all : all.filter(({ name }) => name === link);
        if (link != null && wanted.length === 0) {
          throw refusal('NOT_FOUND', `There is no link ${link}.`, { field: 'link' });
        }
        const found = await findOrphans(asking(ctx, true), catalogue, wanted, {
          ...page,
          seen: seenBy(viewerOf(ctx), domainOf(ctx)),
        }).catch((error: unknown) => {
          throw page.after && isUserError(error) ? wrongCursor('after') : error;
        });
        const rows = found.reduce((sum, each) => sum + each.rows.length, 0);
        return answered(ctx, info, 8 * found.length + 12 * rows, found);
      },
    }),
  );
  builder.queryField('tableSizes', (t) =>
    t.field({
      type: [TableSizeType],
      allow,
      description: 'What the tables of your realm take on the disk, the largest first.',
      resolve: (_root, _args, ctx) => readTableSizes(asking(ctx, true), schemaIn(ctx)),
    }),
  );
  builder.queryField('indexUsage', (t) =>
    t.field({
      type: [IndexUsage],
      allow,
      description: 'How often the indexes of your realm have been used, the most used first.',
      resolve: (_root, _args, ctx) => readIndexUsage(asking(ctx, true), schemaIn(ctx)),
    }),
  );
  builder.queryField('unusedIndexes', (t) =>
    t.field({
      type: [IndexUsage],
      allow,
      description:
        'The indexes of your realm that were never used since the database began to count, and that nothing needs.',
      resolve: async (_root, _args, ctx) =>
        (await readIndexUsage(asking(ctx, true), schemaIn(ctx))).filter(isUnused),
    }),
  );
};

/** Which orphans are shown to a viewer: no others than on all other ways, and records of the trail to its readers. */
const seenBy =
  (viewer: Viewer, { tables, record: { trail } }: Domain) =>
  (link: Link, params: unknown[]): string | undefined => {
    const name = qualified(link.schema, link.table);
    if (name === nameOf(trail.log) && !trail.allow.lets(viewer)) return 'false';
    const table = tables.find((each) => nameOf(each) === name);
    return table && visibleTo(viewer, table, 'c', params);
  };

const pageOf = (
  link: string | null | undefined,
  first = defaultPage as number | null,
  after?: string | null,
) => {
  const size = first ?? defaultPage;
  if (size < 0 || size > largestPage) {
    const message = `"first" must be between 0 and ${largestPage}, not ${size}.`;
    throw refusal('BAD_USER_INPUT', message, { field: 'first' });
  }
  if (after == null) return { first: size };
  if (link == null) {
    const message = 'A cursor belongs to one link: say which one by "link".';
    throw refusal('BAD_USER_INPUT', message, { field: 'link' });
  }
  const place = placeOf(after);
  if (!place) throw wrongCursor('after');
  return { first: size, after: place };
};

/** A cursor of another link has other values, or more of them, than the key of the table. */
const isUserError = (error: unknown) =>
  error instanceof Error && 'code' in error && /^(22|42|08P01)/.test(String(error.code));
