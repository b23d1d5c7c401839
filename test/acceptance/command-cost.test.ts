import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { mutations } from '../support/perform.ts';
import { plant } from '../support/plant.ts';
import { casesOfStructure } from './mutations-of-structure.ts';
import { casesOfWork } from './mutations-of-work.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** What a mutation on one row may cost; the first of the statements says for whom the transaction acts. */
const most = 5;
/** On sets of rows, or with what depends on a row: bounded, whatever their number. */
const mostOfMany = 10;
/** What a file brings is looked up and written by types, people and tags among it by their names. */
const mostOfFile = 14;

const takesMany = (name: string) => /^(undo|delete)|s$/.test(name);

const cases = Object.entries({ ...casesOfStructure, ...casesOfWork });

test('every mutation has its price', () => {
  expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(mutations).sort());
});

test.each(cases)('%s takes few statements', async (name, { call, as }) => {
  const planted = await plant(api.sql);
  const field = (typeof call === 'string' ? call : await call(planted, api)).replace('FIELD', name);
  const { errors, extensions } = await api
    .as(as ? planted.username : 'admin')
    .run(`mutation { ${field} }`);
  expect(errors).toBeUndefined();
  const least = name === 'cancel' ? 0 : 1; // it has a connection of its own
  expect(extensions?.sql.statements).toBeGreaterThanOrEqual(least);
  expect(extensions?.sql.statements).toBeLessThanOrEqual(
    name.startsWith('import') ? mostOfFile : takesMany(name) ? mostOfMany : most,
  );
});
