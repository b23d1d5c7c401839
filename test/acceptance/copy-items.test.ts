import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  api,
  closeCopies,
  copy,
  count,
  filled,
  idOf,
  itemsOf,
  newEffort,
  newPackage,
  openCopies,
  type Place,
  tryCopy,
} from './copying.ts';
import { name, newName } from './new-name.ts';

/* What a copy of items has, and what it has not. */

beforeAll(openCopies);
afterAll(closeCopies);

beforeEach(newName);

const unplanned = {
  itemStatus: 'PENDING',
  tracker: {
    primaryStatus: 'NOT_STARTED',
    qcStatus: 'NOT_STARTED',
    primaryProgrammerId: null,
    qcProgrammerId: null,
    dueDate: null,
    priority: 'MEDIUM',
    qcLevel: null,
    inProduction: false,
    commentCount: 0,
    tags: [],
  },
};

/** Lets somebody work on the items of an effort, and talk about them. */
const workOn = async (ids: readonly string[]) => {
  const keys = `{${ids.join()}}`;
  await api.sql`update pearl.reporting_effort_items set item_status = 'COMPLETED' where id = any(${keys}::int[])`;
  const trackers = await api.sql<{ id: number }[]>`
    update pearl.reporting_effort_item_trackers set primary_programmer_id = 4, primary_status = 'COMPLETED',
      qc_programmer_id = 5, qc_status = 'COMPLETED', due_date = '2027-01-31', priority = 'HIGH', qc_level = 2
    where reporting_effort_item_id = any(${keys}::int[]) returning id`;
  for (const { id } of trackers) {
    await api.sql`insert into pearl.tracker_comments (tracker_id, user_id, comment_text) values (${id}, 2, 'So be it.')`;
    await api.sql`insert into pearl.tracker_tags (tracker_id, tag_id) values (${id}, 1)`;
  }
};

const ways: [string, () => Promise<Place>, () => Promise<Place>, string | undefined][] = [
  ['a package to an effort', newPackage, newEffort, undefined],
  ['an effort to an effort', newEffort, newEffort, '{code}@CSR2'],
  ['an effort to a package', newEffort, newPackage, undefined],
  ['a package to a package', newPackage, newPackage, undefined],
];

describe.each(ways)('from %s', (_way, newSource, newTarget, codeTemplate) => {
  const template = codeTemplate === undefined ? {} : { codeTemplate };
  const codeOf = (code: string) => (codeTemplate ?? '{code}').replace('{code}', code);

  test('copies have the details and the texts, and know where they are from; work and talk stay behind', async () => {
    const [from, to] = [await newSource(), await newTarget()];
    const ids = await filled(from, name);
    if ('reportingEffortId' in from) await workOn(ids);
    const before = await itemsOf(from);
    const { copied, skipped, outcomes } = await copy(from, to, template);
    const after = await itemsOf(to);
    expect([copied, skipped]).toEqual([3, 0]);
    expect(outcomes).toEqual(
      before.map(({ id, itemCode }, at) => ({
        sourceId: id,
        itemCode: codeOf(itemCode),
        copyId: after[at]?.id,
        reason: null,
        message: null,
      })),
    );
    const [Item, Whole] =
      'packageId' in from ? ['PackageItem', 'Package'] : ['ReportingEffortItem', 'ReportingEffort'];
    expect(after).toMatchObject(
      before.map(({ id, itemCode, itemType, itemDescription, details, textElements }) => ({
        itemCode: codeOf(itemCode),
        itemType,
        itemDescription,
        details,
        textElements,
        source: { __typename: Item, id },
        createdFrom: { __typename: Whole, id: idOf(from) },
        ...('reportingEffortId' in to && unplanned),
      })),
    );
    expect(after[0]?.textElements).toEqual(['9', '4', '7', '1'].map((id) => ({ id })));
    expect(await itemsOf(from)).toEqual(before);
  });

  test('a second run copies nothing and says of each what is in its way', async () => {
    const [from, to] = [await newSource(), await newTarget()];
    await filled(from, name);
    await copy(from, to, template);
    const [there, records] = [await itemsOf(to), await count('audit_logs')];
    const { copied, skipped, outcomes } = await copy(from, to, template);
    expect([copied, skipped]).toEqual([0, 3]);
    expect(outcomes.map(({ reason, message, copyId }) => [reason, message, copyId])).toEqual(
      there.map(({ itemCode }) => [
        'CODE_TAKEN',
        `This itemCode is taken; case and white space do not count. “${itemCode}” has it.`,
        null,
      ]),
    );
    expect([await itemsOf(to), await count('audit_logs')]).toEqual([there, records]);
  });

  test('a dry run says what the run will do, and does nothing', async () => {
    const [from, to] = [await newSource(), await newTarget()];
    const ids = await filled(from, name);
    await copy(from, to, { ...template, itemIds: ids.slice(0, 1) });
    const before = [await itemsOf(to), await count('audit_logs')];
    const dry = await copy(from, to, { ...template, dryRun: true });
    expect(dry).toMatchObject({ copied: 2, skipped: 1 });
    expect([await itemsOf(to), await count('audit_logs')]).toEqual(before);
    const run = await copy(from, to, template);
    expect(run.outcomes.map((each) => ({ ...each, copyId: null }))).toEqual(dry.outcomes);
  });
});

test('a copy of a copy is from the copy', async () => {
  const [from, between, to] = [await newPackage(), await newPackage(), await newEffort()];
  const ids = await filled(from, name);
  await copy(from, between);
  await copy(between, to);
  const [copies, last] = [await itemsOf(between), await itemsOf(to)];
  const sourcesOf = (items: typeof copies) => items.map(({ source }) => source);
  const inPackage = (id: string) => ({ __typename: 'PackageItem', id });
  expect(sourcesOf(copies)).toEqual(ids.map(inPackage));
  expect(sourcesOf(last)).toEqual(copies.map(({ id }) => inPackage(id)));
});

test('what a copy is from is null while that is deleted', async () => {
  const [from, to] = [await newPackage(), await newEffort()];
  const [first, ...others] = await filled(from, name);
  await copy(from, to);
  const sources = async () =>
    (await itemsOf(to)).map(({ source, createdFrom }) => [source, createdFrom]);
  const before = await sources();
  const run = async (field: string) => {
    const { data } = await api
      .as('admin')
      .run<Record<string, { auditLogId: string }>, never>(`mutation { ${field} }`);
    return Object.values(data)[0]?.auditLogId;
  };
  const one = await run(`deletePackageItem(id: "${first}", cascade: true) { auditLogId }`);
  expect(await sources()).toEqual([[null, before[0]?.[1]], ...before.slice(1)]);
  const whole = await run(`deletePackage(id: "${idOf(from)}", cascade: true) { auditLogId }`);
  expect(await sources()).toEqual(Array(1 + others.length).fill([null, null]));
  for (const id of [whole, one]) await run(`undoDelete(auditLogId: "${id}") { entityId }`);
  expect(await sources()).toEqual(before);
});

test.each([
  [null, 'UNAUTHENTICATED'],
  ['viewer', 'FORBIDDEN'],
  ['analyst', 'FORBIDDEN'],
])('is refused to %s as %s, also as a dry run', async (who, code) => {
  const before = await count('audit_logs');
  for (const dryRun of [false, true]) {
    const tried = await tryCopy({ packageId: '1' }, { packageId: '2' }, { dryRun }, who);
    expect(tried.code).toBe(code);
  }
  expect(await count('audit_logs')).toBe(before);
});
