import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { fc, runs } from '../support/random.ts';
import { filterOf, orderOf } from './arbitrary.ts';
import { type List, listsOf, type Page, type PageArgs } from './list.ts';
import { modelsOf } from './oracle.ts';
import { sorted } from './oracle-order.ts';
import { makeWorld, type Row } from './world.ts';

let api: Api;
let lists: readonly List[];
beforeAll(async () => {
  api = await startApi();
  lists = listsOf(api, modelsOf(await makeWorld(api.sql)));
});
afterAll(() => api.stop());

const idsOf = (page: Page) => page.edges.map(({ node }) => Number(node.id));

/** A list with what to ask of it. */
const question = (
  from: readonly List[],
  orderBy: { minLength: number },
  ordersOf = ({ orders }: List) => orders,
) =>
  fc
    .constantFrom(...from)
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.record({
          filter: fc.oneof(fc.constant({}), filterOf(list.model, 1)),
          orderBy: orderOf(ordersOf(list), orderBy),
        }),
      ),
    )
    .map(([list, args]) => ({
      list,
      args,
      [fc.toStringMethod]: () => `${list.name} ${JSON.stringify(args)}`,
    }));

/** The pages on the way from one end of a list to the other, and how they should be. */
const walk = async (
  { rowsOf, pagesOf }: List,
  parent: Row,
  args: PageArgs,
  sizes: readonly number[],
  isBackward: boolean,
) => {
  const expected = rowsOf(parent, args).map(({ id }) => id);
  if (isBackward) expected.reverse();
  const found: object[] = [];
  const wanted: object[] = [];
  let cursor: string | null | undefined;
  let done = 0;
  for (let step = 0; step === 0 || done < expected.length; step += 1) {
    const size = Math.max(sizes[step % sizes.length] ?? 1, Math.ceil(expected.length / 6));
    const bounds = isBackward ? { last: size, before: cursor } : { first: size, after: cursor };
    const page = (await pagesOf([parent], { ...args, ...bounds })).get(parent.id) as Page;
    const ids = idsOf(page);
    const [isBegun, goesOn] = [done > 0, done + size < expected.length];
    found.push({ ...page, edges: isBackward ? ids.toReversed() : ids });
    wanted.push({
      totalCount: expected.length,
      edges: expected.slice(done, done + size),
      pageInfo: {
        hasNextPage: isBackward ? isBegun : goesOn,
        hasPreviousPage: isBackward ? goesOn : isBegun,
        startCursor: page.edges.at(0)?.cursor ?? null,
        endCursor: page.edges.at(-1)?.cursor ?? null,
      },
    });
    cursor = isBackward ? page.pageInfo.startCursor : page.pageInfo.endCursor;
    done += size;
  }
  return { found, wanted };
};

test('pages of any size, in any order, give every row that matches once and in its place', async () => {
  await fc.assert(
    fc.asyncProperty(
      question(lists, { minLength: 0 }),
      fc.nat(),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async ({ list, args }, nth, sizes, isBackward) => {
        const parent = list.parents[nth % list.parents.length] as Row;
        const { found, wanted } = await walk(list, parent, args, sizes, isBackward);
        expect(found).toEqual(wanted);
      },
    ),
    runs(250),
  );
});

test('a cursor names the same place in the list of every parent, and all are asked for at once', async () => {
  const [whole, partial] = [lists.slice(0, 4), lists.slice(4)];
  const wholeOf = ({ model }: List) => whole.find((each) => each.model === model) as List;
  await fc.assert(
    fc.asyncProperty(
      question(partial, { minLength: 1 }, (list) => wholeOf(list).orders),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      fc.boolean(),
      async ({ list, args }, size, nth, isBackward) => {
        const { model, parents } = list;
        const order = sorted(model, model.rows, args.orderBy).map(({ id }) => id);
        const place = nth % order.length;
        const all = wholeOf(list);
        const page = await all.pagesOf(all.parents, { first: 1000, orderBy: args.orderBy });
        const cursor = page.get(0)?.edges[place]?.cursor;

        const bounds = isBackward ? { last: size, before: cursor } : { first: size, after: cursor };
        const pages = await list.pagesOf(parents, { ...args, ...bounds });

        for (const parent of parents) {
          const rows = list.rowsOf(parent, args).map(({ id }) => id);
          const beyond = rows.filter((id) =>
            isBackward ? order.indexOf(id) < place : order.indexOf(id) > place,
          );
          const { pageInfo, totalCount, ...found } = pages.get(parent.id) as Page;
          expect(found.edges.map(({ node }) => Number(node.id))).toEqual(
            isBackward ? beyond.slice(-size) : beyond.slice(0, size),
          );
          expect(totalCount).toBe(rows.length);
          expect(isBackward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage).toBe(
            beyond.length > size,
          );
        }
      },
    ),
    runs(60),
  );
});

test('between two cursors lies what is after the one and before the other', async () => {
  await fc.assert(
    fc.asyncProperty(
      question(lists.slice(0, 4), { minLength: 0 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 30 }),
      fc.boolean(),
      async ({ list, args }, one, other, size, isBackward) => {
        const [parent] = list.parents;
        if (!parent) return;
        const rows = list.rowsOf(parent, args).map(({ id }) => id);
        fc.pre(rows.length > 1);
        const [from = 0, to = 0] = [one % rows.length, other % rows.length].toSorted(
          (a, b) => a - b,
        );
        const { edges } = (await list.pagesOf([parent], { ...args, first: 1000 })).get(0) as Page;
        const bounds = { after: edges[from]?.cursor, before: edges[to]?.cursor };

        const pages = await list.pagesOf([parent], {
          ...args,
          ...bounds,
          ...(isBackward ? { last: size } : { first: size }),
        });

        const between = rows.slice(from + 1, to);
        const found = idsOf(pages.get(0) as Page);
        expect(found).toEqual(
          isBackward && size > 0 ? between.slice(-size) : between.slice(0, size),
        );
        // the rows of the cursors themselves lie before and after the page
        expect(pages.get(0)?.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      },
    ),
    runs(60),
  );
});
