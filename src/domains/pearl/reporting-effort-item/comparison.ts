import { builder, type Context, query, refusal } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { pearl } from '../domain.ts';
import { scopeCost } from '../numbers/scope.ts';
import { Package } from '../package.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { type Comparison, compare, type Difference, type Home, kinds } from './compare.ts';
import { eitherItem } from './source.ts';

const DifferenceKind = pearl.enum('ItemDifferenceKind', kinds, 'How an item differs.', {
  NEW: 'Only the second side has it.',
  GONE: 'Only the first side has it.',
  CHANGED: 'Both sides have it, and what it is to show differs.',
});

const ItemComparisonLine = builder.objectRef<Difference>('ItemComparisonLine').implement({
  description: 'An item that is not the same on both sides.',
  fields: (t) => ({
    kind: t.expose('kind', { type: DifferenceKind, description: 'How it differs.' }),
    itemCode: t.exposeString('itemCode', {
      description: 'Its code on the second side, or on the first one where only that has it.',
    }),
    changedFields: t.exposeStringList('changedFields', {
      description: 'For a changed one: what differs, with the names of this API.',
    }),
    cursor: t.string({
      description: 'The position of this item, for `after`.',
      resolve: ({ place }) => cursorOf(place),
    }),
    before: eitherItem(
      'beforeType',
      'beforeId',
      'The item of the first side; null for a new one.',
    ).build(t, 'before'),
    after: eitherItem(
      'afterType',
      'afterId',
      'The item of the second side; null for one that is gone.',
    ).build(t, 'after'),
  }),
});

type Shown = Comparison & { readonly first: number };

const ItemComparison = builder.objectRef<Shown>('ItemComparisonResult').implement({
  description:
    'How the items of two sides differ in what they are to show: description, type, details and texts, not in who works on them.',
  fields: (t) => ({
    newCount: t.exposeInt('newCount', { description: 'How many only the second side has.' }),
    goneCount: t.exposeInt('goneCount', { description: 'How many only the first side has.' }),
    changedCount: t.exposeInt('changedCount', {
      description: 'How many both sides have, and differ.',
    }),
    sameCount: t.exposeInt('sameCount', {
      description: 'How many both sides have, and are the same.',
    }),
    differences: t.field({
      type: [ItemComparisonLine],
      complexity: { field: 1, multiplier: 1 }, // the comparison has counted them
      description: 'The items that differ, in the natural order of their codes.',
      resolve: ({ nodes, first }) => nodes.slice(0, first),
    }),
    hasMore: t.boolean({
      description: 'Whether more differences come after these.',
      resolve: ({ nodes, first }) => nodes.length > first,
    }),
  }),
});

const cursorOf = (place: Difference['place']) =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

const partsOf = (cursor: string): unknown[] => {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
};

const isKey = (part: unknown) => Number.isInteger(part) && Math.abs(Number(part)) < 2 ** 31;

const placeOf = (cursor: string): Difference['place'] => {
  const [key, after, before] = partsOf(cursor);
  if (typeof key === 'string' && !key.includes('\0') && isKey(after) && isKey(before))
    return [key, Number(after), Number(before)];
  throw refusal(
    'BAD_USER_INPUT',
    'This cursor does not belong here: use one of the same comparison.',
    { field: 'after' },
  );
};

const most = 1000;

const paging = builder.args((arg) => ({
  kinds: arg.field({
    type: [DifferenceKind],
    description: 'Only items that differ so; without it, in any way.',
  }),
  first: arg.int({
    required: true,
    defaultValue: 50,
    description: `How many differences, ${most} at most.`,
  }),
  after: arg.string({ description: 'Only differences after the one with this cursor.' }),
}));

type Paging = {
  readonly kinds?: readonly (typeof kinds)[number][] | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
};

const of = { REPORTING_EFFORT: ReportingEffort, PACKAGE: Package };

const compared = async (
  ctx: Context,
  sides: { readonly [field: string]: Home },
  { kinds: wanted, first, after }: Paging,
): Promise<Shown> => {
  if (first < 0 || first > most)
    throw refusal('BAD_USER_INPUT', `"first" must be between 0 and ${most}, not ${first}.`, {
      field: 'first',
    });
  const place = after == null ? undefined : placeOf(after);
  const homes = await Promise.all(
    Object.entries(sides).map(async ([field, { type, id }]) => {
      const { generic } = of[type];
      const [row] = await query(ctx, generic, { id: { eq: id } });
      if (row) return { type, id };
      throw refusal('NOT_FOUND', `There is no ${generic.name} with the id ${id}.`, { field });
    }),
  );
  const [one, other] = homes;
  if (!one || !other) throw new Error('Two sides are compared.');
  const found = await compare(ctx, one, other, { kinds: wanted ?? kinds, first, after: place });
  return { ...found, first };
};

const cost = ({ first }: { readonly first: number }) => ({
  field: 2 * scopeCost,
  multiplier: Math.max(0, first),
});

builder.queryField('compareEfforts', (t) =>
  t.field({
    type: ItemComparison,
    allow: everyone,
    complexity: cost,
    description:
      'Compares the items of two reporting efforts: what is new in the second one, what is gone, what has changed. An item and its copy belong together, and so do two copies of one item.',
    args: {
      a: t.arg.id({ required: true, description: 'The key of the first reporting effort.' }),
      b: t.arg.id({ required: true, description: 'The key of the second reporting effort.' }),
      ...paging,
    },
    resolve: (_root, { a, b, ...args }, ctx) =>
      compared(
        ctx,
        { a: { type: 'REPORTING_EFFORT', id: a }, b: { type: 'REPORTING_EFFORT', id: b } },
        args,
      ),
  }),
);

builder.queryField('compareEffortWithPackage', (t) =>
  t.field({
    type: ItemComparison,
    allow: everyone,
    complexity: cost,
    description:
      'Compares the items of a package, the first side, with those of a reporting effort: what is new in the effort, what it lacks, what has changed. A copy belongs to its item, and otherwise those belong together that have the same code.',
    args: {
      packageId: t.arg.id({ required: true, description: 'The key of the package.' }),
      reportingEffortId: t.arg.id({
        required: true,
        description: 'The key of the reporting effort.',
      }),
      ...paging,
    },
    resolve: (_root, { packageId, reportingEffortId, ...args }, ctx) =>
      compared(
        ctx,
        {
          packageId: { type: 'PACKAGE', id: packageId },
          reportingEffortId: { type: 'REPORTING_EFFORT', id: reportingEffortId },
        },
        args,
      ),
  }),
);
