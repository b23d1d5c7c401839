import type { Sql } from '../../src/database/connection.ts';
import * as pearl from '../../src/domains/pearl/tables.ts';
import { columnsOf, nameOf } from '../../src/kernel/schema/table.ts';
import { fc } from '../support/random.ts';

export type Row = { readonly id: number; readonly [column: string]: unknown };

const tables = {
  users: pearl.users,
  studies: pearl.studies,
  releases: pearl.databaseReleases,
  efforts: pearl.reportingEfforts,
  items: pearl.reportingEffortItems,
  tlfs: pearl.reportingEffortTlfDetails,
  datasets: pearl.reportingEffortDatasetDetails,
  trackers: pearl.reportingEffortItemTrackers,
  comments: pearl.trackerComments,
  tags: pearl.tags,
  trackerTags: pearl.trackerTags,
  texts: pearl.textElements,
  itemTexts: pearl.reportingEffortItemTextElements,
};
type Name = keyof typeof tables;

/** All rows of a small database full of odd values, as the database holds them. */
export type World = { readonly [K in Name]: readonly Row[] };

const efforts = 6;
const people = 14;
const labels = 6;
const texts = 9;

const upTo = (most: number) => fc.integer({ min: 1, max: most });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 2 });
const moment = fc.integer({ min: 0, max: 5 }).map((n) => `2026-02-01T10:00:00.${n}0000${n}Z`);
const words = fc.constantFrom(
  'Alpha',
  'alpha',
  'ALPHA beta',
  'a_b',
  'a%b',
  '100%',
  'back\\slash',
  "o'clock",
  '"q"',
  'Größe',
  '🙂 x',
  'NULL',
  '{a,b}',
);
const codeParts = fc.constantFrom(
  ...'tTl.-_ %é0129'.split(''),
  '00',
  '014',
  '10',
  '100',
  '99999999999999999999',
);
const statuses = pearl.trackerStatuses.flatMap((primaryStatus) =>
  pearl.trackerStatuses
    .filter((qcStatus) => primaryStatus === 'COMPLETED' || qcStatus === 'NOT_STARTED')
    .map((qcStatus) => ({ primaryStatus, qcStatus })),
);

const user = fc.record({
  role: fc.constantFrom(...pearl.roles),
  department: orNull(fc.constantFrom('biometrics', 'programming', 'statistics')),
  isActive: fc.boolean(),
  createdAt: moment,
});
const item = fc.record({
  reportingEffortId: upTo(efforts - 1), // the last one stays empty
  itemCode: fc
    .array(codeParts, { minLength: 1, maxLength: 7 })
    .map((parts) => parts.join(''))
    .filter((code) => /\S/.test(code)),
  itemDescription: orNull(words),
  itemType: fc.constantFrom(...pearl.itemTypes),
  itemStatus: fc.constantFrom(...pearl.itemStatuses),
  createdAt: moment,
});
const tlf = fc.record({
  tlfType: orNull(fc.constantFrom('TABLE', 'LISTING', 'FIGURE')),
  primaryEndpoint: orNull(fc.boolean()),
  analysisPopulation: orNull(words),
});
const dataset = fc.record({
  datasetType: orNull(fc.constantFrom('SDTM', 'ADAM')),
  dataSource: orNull(words),
  recordCount: orNull(fc.integer({ min: -3, max: 3 })),
});
const tracker = fc
  .record({
    primaryProgrammerId: orNull(upTo(5)),
    qcProgrammerId: orNull(fc.integer({ min: 6, max: 10 })),
    status: fc.constantFrom(...statuses),
    dueDate: orNull(upTo(6).map((n) => `2026-03-0${n}`)),
    priority: fc.constantFrom(...pearl.priorities),
    qcLevel: orNull(upTo(3)),
    createdAt: moment,
  })
  .filter(
    ({ status, primaryProgrammerId, qcProgrammerId }) =>
      (status.primaryStatus !== 'IN_PROGRESS' || primaryProgrammerId !== null) &&
      (status.qcStatus !== 'IN_PROGRESS' || qcProgrammerId !== null),
  );
const comment = fc
  .record({
    trackerId: upTo(40),
    userId: upTo(people - 2),
    commentText: words,
    commentType: fc.constantFrom(...pearl.commentTypes),
    isResolved: fc.boolean(),
    resolvedById: orNull(upTo(4)),
    resolvedAt: orNull(moment),
    createdAt: moment,
  })
  .map((each) => (each.isResolved ? each : { ...each, resolvedById: null, resolvedAt: null }));

const some = <T>(shape: fc.Arbitrary<T>, howMany: number): T[] =>
  fc.sample(shape, { numRuns: howMany, seed: 7 });
const count = (howMany: number) => Array.from({ length: howMany }, (_, n) => n);

const named: readonly object[] = [
  { username: 'viewer', role: 'VIEWER', isActive: true },
  { username: 'analyst', role: 'ANALYST', isActive: true },
  { username: 'admin', role: 'ADMIN', isActive: true },
];

const imagine = (): { [K in Name]: object[] } => {
  const codes = new Set<string>();
  const items = some(item, 260).filter(
    ({ itemCode }) => codes.size < codes.add(itemCode.replace(/\s/g, '').toUpperCase()).size,
  );
  const ofEveryItem = <T>(shape: fc.Arbitrary<T>) =>
    some(shape, items.length).map((each, n) => ({ ...each, reportingEffortItemId: n + 1 }));
  return {
    users: some(user, people).map((each, n) => ({
      username: `user-${n + 10}`,
      ...each,
      ...named[n],
    })),
    studies: [{ studyLabel: 'The study' }],
    releases: [
      { studyId: 1, databaseReleaseLabel: 'The release', databaseReleaseDate: '2026-01-01' },
    ],
    efforts: count(efforts).map((n) => ({
      databaseReleaseId: 1,
      databaseReleaseLabel: `Effort ${n}`,
    })),
    items,
    // on some none
    tlfs: ofEveryItem(tlf).filter((_, n) => items[n]?.itemType === 'TLF' && n % 3 > 0),
    datasets: ofEveryItem(dataset).filter((_, n) => items[n]?.itemType === 'DATASET' && n % 4 > 1),
    trackers: some(tracker, items.length - 20).map(({ status, ...each }, n) => ({
      ...each,
      ...status,
      inProduction: status.qcStatus === 'COMPLETED' && n % 2 === 0,
      reportingEffortItemId: items.length - n,
    })),
    comments: some(comment, 420).map((each, n) => ({
      ...each,
      parentCommentId: n % 3 === 0 ? null : Math.ceil(n / 7),
    })),
    tags: count(labels).map((n) => ({ name: `tag-${n}`, description: n % 2 ? null : 'Even' })),
    trackerTags: count(90).map((n) => ({ trackerId: 1 + (n % 61), tagId: 1 + (n % (labels - 1)) })),
    texts: count(texts).map((n) => ({
      type: pearl.textElementTypes[n % 4],
      label: `Text ${n}`,
      content: `Content_${n}%`,
    })),
    itemTexts: count(120).map((n) => ({
      reportingEffortItemId: 1 + (n % 80),
      textElementId: 1 + ((n * 5) % texts),
      sequenceNumber: 1 + (n % 3),
    })),
  };
};

/** Puts a world in the place of all that a database of the tests holds. */
export const makeWorld = async (sql: Sql): Promise<World> => {
  const imagined = Object.entries(imagine()) as [Name, object[]][];
  await sql.begin(async (tx) => {
    await tx`alter table pearl.users disable trigger keep_an_admin_delete`;
    for (const name of ['tags', 'studies', 'packages', 'text_elements', 'users']) {
      await tx.unsafe(`delete from pearl.${name}`);
    }
    await tx`alter table pearl.users enable trigger keep_an_admin_delete`;
    for (const [name, rows] of imagined) {
      const columns = [...columnsOf(tables[name]).values()].filter(
        (column) => column.name === 'id' || rows.some((row) => column.name in row),
      );
      const numbered = JSON.stringify(rows.map((row, place) => ({ id: place + 1, ...row })));
      await tx.unsafe(
        `insert into ${nameOf(tables[name])} (${columns.map((column) => column.sql).join()})
         select ${columns.map((column) => `"${column.name}"`).join()} from jsonb_to_recordset($1::text::jsonb)
         as given (${columns.map((column) => `"${column.name}" ${column.sqlType}`).join()})`,
        [numbered],
      );
    }
    await tx`set local app.prune = 'on'`;
    await tx`delete from pearl.audit_logs`;
  });
  const world = await Promise.all(
    imagined.map(async ([name]) => [name, await sql.unsafe(readingOf(name))] as const),
  );
  return Object.fromEntries(world) as unknown as World;
};

/** The rank of a text among the texts of its column, which is the database's to say, goes by the name of `rank:`. */
export const rankOf = (column: string): string => `rank:${column}`;

const readingOf = (name: Name): string => {
  const columns = [...columnsOf(tables[name]).values()];
  const ranks = columns
    .filter(({ scalar, enumValues }) => scalar === 'String' && !enumValues)
    .map((column) => `dense_rank() over (order by ${column.sql})::int as "${rankOf(column.name)}"`);
  const values = columns.map((column) => `${column.sql} as "${column.name}"`);
  return `select ${[...values, ...ranks].join()} from ${nameOf(tables[name])} order by id`;
};
