import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Bulk, perform, performed } from '../support/perform.ts';

/* Which values a command takes, and what a refusal says of one that it does not. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('a text is as long as it has characters', () => {
  // the last one is two characters as it is sent, and one as it is stored
  test.each(['😀', 'é', 'o\u0308', 'x'])('255 times %s, and not once more', async (character) => {
    const create = (studyLabel: string) =>
      perform(api, 'admin', 'createStudy', { input: { studyLabel } }, '{ id studyLabel }');
    const { value, message } = await create(character.repeat(255));
    expect(message).toBeUndefined();
    const [row] = await api.sql`
      select char_length(study_label)::int as length from pearl.studies where id = ${String(value?.id)}`;
    expect(row).toEqual({ length: 255 });
    expect(await create(`${character.repeat(255)}y`)).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'studyLabel',
      message: 'studyLabel may have at most 255 characters.',
    });
  });
});

describe('a row of a bulk command with a value that cannot be', () => {
  type Trial = readonly [name: string, args: object, wrong: object, done: number];
  const trials: readonly Trial[] = [
    [
      'updateTrackers',
      {
        updates: [
          { trackerId: 'x', priority: 'LOW' },
          { trackerId: '1', priority: 'LOW' },
        ],
      },
      {
        id: 'x',
        field: 'trackerId',
        message: 'trackerId must be the id of a row: a whole number from 1.',
      },
      1,
    ],
    [
      'updateTrackers',
      {
        updates: [
          { trackerId: '2', qcLevel: 9 },
          { trackerId: '1', priority: 'HIGH' },
        ],
      },
      { id: '2', field: 'qcLevel', message: 'qcLevel must be between 1 and 3.' },
      1,
    ],
    [
      'updateTrackers',
      {
        updates: [
          { trackerId: '2', priority: null },
          { trackerId: '1', priority: 'LOW' },
        ],
      },
      { id: '2', field: 'priority', message: 'priority cannot be null: leave it out instead.' },
      1,
    ],
    [
      'assignProgrammers',
      {
        assignments: [
          { trackerId: '3', role: 'PRIMARY', userId: '1.5' },
          { trackerId: '4', role: 'PRIMARY', userId: '6' },
        ],
      },
      { id: '3', field: 'userId' },
      1,
    ],
    [
      'setTrackerStatuses',
      { updates: [{ trackerId: '0', role: 'PRIMARY', status: 'COMPLETED' }] },
      { id: '0', field: 'trackerId' },
      0,
    ],
    ['tagTrackers', { trackerIds: ['-1', '5'], tagId: '1' }, { id: '-1' }, 1],
    [
      'deleteReportingEffortItems',
      { ids: ['99999999999', '6'], cascade: true },
      { id: '99999999999' },
      1,
    ],
  ];

  test.each(trials)('is refused by itself: %s %j', async (name, args, wrong, done) => {
    const skipped = await performed<Bulk>(api, 'admin', name, { ...args, onError: 'SKIP' });
    expect(skipped.outcomes[0]).toMatchObject({
      index: 0,
      ok: false,
      code: 'BAD_USER_INPUT',
      ...wrong,
    });
    expect(skipped.done).toBe(done);
    const aborted = await performed<Bulk>(api, 'admin', name, args);
    expect(aborted.outcomes[0]).toEqual(skipped.outcomes[0]);
    expect(aborted.done).toBe(0);
  });
});

describe('details are of the kinds that there are', () => {
  const item = (more: object) =>
    perform(api, 'admin', 'createReportingEffortItem', {
      input: { reportingEffortId: '1', itemCode: `kind ${Math.random()}`, ...more },
    });

  test.each([
    [{ itemType: 'TLF', tlfDetails: { tlfType: 'SDTM' } }],
    [{ itemType: 'TLF', tlfDetails: { tlfType: 'table' } }],
    [{ itemType: 'DATASET', datasetDetails: { datasetType: 'TABLE' } }],
    [{ itemType: 'TLF', datasetDetails: { datasetType: 'ADAM' } }],
    [{ itemType: 'DATASET', tlfDetails: { tlfType: 'TABLE' } }],
  ])('%j is refused', async (more) => {
    expect((await item(more)).code).toBe('BAD_USER_INPUT');
  });

  test.each([
    [{ itemType: 'TLF', tlfDetails: { tlfType: 'FIGURE' } }],
    [{ itemType: 'DATASET', datasetDetails: { datasetType: 'SDTM' } }],
  ])('%j is taken', async (more) => {
    expect((await item(more)).code).toBeUndefined();
  });
});

describe('a refusal names the argument that is wrong', () => {
  test.each([
    ['trackers(first: 1001) { totalCount }', 'first'],
    ['trackers(last: -1) { totalCount }', 'last'],
    ['trackers(first: 1, last: 1) { totalCount }', 'last'],
    ['trackers(after: "x") { nodes { id } }', 'after'],
    ['trackers(before: "x") { nodes { id } }', 'before'],
    ['tracker(id: "x") { id }', 'id'],
    ['trackers(filter: { id: { eq: "x" } }) { totalCount }', 'filter.id.eq'],
    ['trackers(filter: { id: { in: ["1", "x"] } }) { totalCount }', 'filter.id.in'],
    ['trackers(filter: { dueDate: { lt: null } }) { totalCount }', 'filter.dueDate.lt'],
    [
      'trackers(filter: { or: [{ item: { itemCode: { eq: null } } }] }) { totalCount }',
      'filter.or.item.itemCode.eq',
    ],
    [
      'trackers(filter: { comments: { some: { userId: { ne: "x" } } } }) { totalCount }',
      'filter.comments.some.userId.ne',
    ],
    ['trackers(filter: { comments: { none: null } }) { totalCount }', 'filter.comments.none'],
    ['trackers(filter: { isOverdue: { eq: null } }) { totalCount }', 'filter.isOverdue.eq'],
    ['trackers(filter: { item: null }) { totalCount }', 'filter.item'],
    ['deletePreview(type: STUDY, id: "x") { needsCascade }', 'id'],
  ])('%s', async (query, field) => {
    const { errors } = await api.as('admin').run(`{ ${query} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
  });
});
