import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEvents } from '../server/event-stream.ts';
import { type Api, startApi } from '../support/api.ts';
import { connect, cursorOf, documentOf, listen, subscribe } from '../support/live.ts';
import { plant } from '../support/plant.ts';

/* A subscription says what it is about, which has to be there. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const nowhere = '999999';

describe.each([
  ['trackerChanged', 'reportingEffortId', 'ReportingEffort'],
  ['trackerChanged', 'trackerId', 'Tracker'],
  ['trackerChanged', 'programmerId', 'User'],
  ['commentChanged', 'reportingEffortId', 'ReportingEffort'],
  ['commentChanged', 'trackerId', 'Tracker'],
  ['itemChanged', 'reportingEffortId', 'ReportingEffort'],
])('%s of a %s that is not there is refused', (name, arg, type) => {
  const refusal = {
    message: `There is no ${type} with the id ${nowhere}.`,
    extensions: { code: 'NOT_FOUND', field: arg },
  };

  test.each([false, true])('over a WebSocket, with a cursor: %s', async (hasCursor) => {
    const variables = { [arg]: nowhere, ...(hasCursor && { since: await cursorOf(api) }) };
    const socket = await connect(api, 'viewer');
    socket.send(subscribe('a', documentOf(name), variables));
    expect(await socket.next()).toMatchObject({ payload: { errors: [refusal] } });
    socket.socket.terminate();
  });

  test('as an event stream', async () => {
    const stream = await openEvents(api, 'viewer', documentOf(name), {
      variables: { [arg]: nowhere },
    });
    expect((await stream.next()).data).toMatchObject({ errors: [refusal] });
    expect((await stream.ended()).how).toBe('closed');
  });
});

test('who goes on is told that what it is about was deleted, and refused when it begins anew', async () => {
  const { effort } = await plant(api.sql);
  const query = documentOf('itemChanged', 'cursor id: entityId action');
  const variables = { reportingEffortId: String(effort) };
  const since = await cursorOf(api);
  await api
    .as('admin')
    .run(`mutation { deleteReportingEffort(id: ${effort}, cascade: true) { entityId } }`);
  const client = listen(api, 'viewer', { query, variables, since });
  const told = await client.until(3);
  await client.stop();
  expect(told.map(({ action }) => action)).toEqual(['DELETED', 'DELETED', 'DELETED']);
  const anew = listen(api, 'viewer', { query, variables });
  expect(await anew.refused()).toMatchObject({ code: 'NOT_FOUND' });
});
