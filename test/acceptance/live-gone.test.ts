import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { type Api, startApi } from '../support/api.ts';
import { performed } from '../support/perform.ts';
import { type Plant, plant } from '../support/plant.ts';
import { hearing } from './hearing.ts';

/* What is told of rows of several types says of which type the row was that has gone: their keys overlap. */

let api: Api;
let e: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  e = await plant(api.sql);
});

const as = (who: string, name: string, args: object) =>
  performed<{ id: string }>(api, who, name, args);

test('packageChanged tells a package from an item of one', async () => {
  const { gone } = await hearing(api, { gone: { field: 'packageChanged' } }, () =>
    as('admin', 'deletePackage', { id: String(e.pack), cascade: true }),
  );
  expect(gone).toMatchObject([
    { entityType: 'PACKAGE', deletedNodeId: nodeIdOf('Package', e.pack) },
    { entityType: 'PACKAGE_ITEM', deletedNodeId: nodeIdOf('PackageItem', e.packItem) },
  ]);
});

test('myWorkChanged tells a comment from a tracker', async () => {
  const { id } = await as('analyst', 'addComment', {
    trackerId: String(e.busyTracker),
    commentText: 'soon gone',
  });
  const { mine } = await hearing(
    api,
    { mine: { who: e.username, field: 'myWorkChanged' } },
    async () => {
      await as('admin', 'deleteComment', { id });
      await as('admin', 'deleteReportingEffortItem', { id: String(e.busy), cascade: true });
    },
  );
  const told = mine.map(({ entityType, deletedNodeId }) => [entityType, deletedNodeId]);
  expect(told).toContainEqual(['TRACKER_COMMENT', nodeIdOf('TrackerComment', id)]);
  expect(told).toContainEqual(['TRACKER', nodeIdOf('Tracker', e.busyTracker)]);
});
