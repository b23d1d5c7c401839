import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, plant, recordsSince, tally } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';
import { casesOfStructure } from './mutations-of-structure.ts';
import { casesOfWork } from './mutations-of-work.ts';

/* What every mutation leaves in the audit trail: exactly this, and all of it by who asked. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const cases = { ...casesOfStructure, ...casesOfWork };

test('every mutation is here', async () => {
  const schema = await makeSchema(['pearl']);
  const names = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(Object.keys(cases).sort()).toEqual(names.sort());
});

test.each(Object.entries(cases))('%s leaves its records', async (field, { call, as, leaves }) => {
  const at = await plant(api.sql);
  const document = typeof call === 'string' ? call : await call(at, api);
  const last = await lastRecord(api.sql);
  const username = as ? at.username : 'admin';
  const isSession = ['signIn', 'refreshSession', 'signOut'].includes(field);

  await succeeded(
    api.as(isSession ? null : username).run(`mutation { ${document.replace('FIELD', field)} }`),
  );

  const records = await recordsSince(api.sql, last);
  expect(tally(records.map((each) => `${each.action} ${each.entity_type}`))).toEqual(leaves);
  const actors = records.map((each) => `${each.user_id} ${each.username}`);
  const actor = Object.keys(leaves).length > 0 ? [`${as ? at.user : 1} ${username}`] : [];
  expect(new Set(actors)).toEqual(new Set(actor));
});
