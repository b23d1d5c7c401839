import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { api, closeImports, counts, csv, imported, openImports } from './importing.ts';

/* Files that come in while somebody else works on the same rows. */

describe.skipIf(!server)('a row that somebody deletes at the same time', () => {
  let meanwhile: Awaited<ReturnType<typeof openMeanwhile>>;
  beforeAll(async () => {
    await openImports();
    meanwhile = await openMeanwhile(api);
  });
  afterAll(async () => {
    await meanwhile.close();
    await closeImports();
  });

  test('is made anew, and is not taken', async () => {
    const file = csv(['package_name', 'study_indication'], ['Passing', 'Asthma']);
    await imported('importPackages', { file });
    const report = await meanwhile.holding(
      `delete from pearl.packages where package_name = 'Passing'`,
      () => imported('importPackages', { file }),
      1,
    );
    expect(report).toMatchObject(counts(1, 0, 0));
  });
});
