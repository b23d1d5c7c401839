import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeImports, counts, csv, openImports } from './importing.ts';
import { newName } from './new-name.ts';
import { items, take, trackerOf } from './tracking.ts';

/* A file says what a tracker is to be, and the rules of the single commands say how it gets there. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

describe('from what is to what is wanted', () => {
  const columns = [
    'item_code',
    'primary_programmer',
    'primary_status',
    'qc_programmer',
    'qc_status',
    'in_production',
  ];
  const [ann, bob] = ['analyst', 'mira.okafor'];
  type State = readonly [
    primary: string,
    primaryStatus: string,
    qc: string,
    qcStatus: string,
    inProduction: string,
  ];
  const states: readonly State[] = [
    ['', 'NOT_STARTED', '', 'NOT_STARTED', 'false'],
    [ann, 'NOT_STARTED', bob, 'NOT_STARTED', 'false'],
    [ann, 'IN_PROGRESS', '', 'NOT_STARTED', 'false'],
    [ann, 'COMPLETED', bob, 'NOT_STARTED', 'false'],
    [ann, 'COMPLETED', bob, 'IN_PROGRESS', 'false'],
    [ann, 'COMPLETED', bob, 'COMPLETED', 'true'],
    ['', 'COMPLETED', bob, 'COMPLETED', 'false'],
    [ann, 'COMPLETED', '', 'COMPLETED', 'true'],
  ];
  /** Work that is done was somebody's: whoever has left it was there before. */
  const isReached = (from: State, to: State) =>
    [0, 2].every(
      (side) =>
        to[side] !== '' ||
        to[side + 1] !== 'COMPLETED' ||
        from[side] !== '' ||
        from[side + 1] === 'COMPLETED',
    );
  const ways = states.flatMap((from) =>
    states.flatMap((to) => (from !== to && isReached(from, to) ? [[from, to] as const] : [])),
  );

  test('every file is done that the commands could do, one after the other', async () => {
    const codes = await items(...ways.map((_way, at) => String(at)));
    const file = (stateOf: (way: (typeof ways)[number]) => readonly string[]) =>
      csv(columns, ...ways.map((way, at) => [codes[at] ?? '', ...stateOf(way)]));
    const done = file(([[primary, status, qc, ...others]]) => [
      primary || ann,
      status,
      qc || bob,
      ...others,
    ]);
    expect((await take(done)).problems).toEqual([]);
    const fileOf = (side: 0 | 1) => file((way) => way[side]);
    expect((await take(fileOf(0))).problems).toEqual([]);
    expect((await take(fileOf(1))).problems).toEqual([]);
    expect(await take(fileOf(1))).toMatchObject({ ...counts(0, 0, ways.length), changes: [] });
    for (const [at, [, to]] of ways.entries()) {
      const tracker = await trackerOf(codes[at] ?? '');
      expect([tracker['primaryStatus'], tracker['qcStatus']]).toEqual([to[1], to[3]]);
    }
  });

  test('two people change places', async () => {
    const [code = ''] = await items('1');
    await take(csv(columns.slice(0, 4), [code, ann, 'IN_PROGRESS', bob]));
    expect(
      await take(csv(['item_code', 'primary programmer', 'qc programmer'], [code, bob, ann])),
    ).toMatchObject(counts(0, 1, 0));
    expect(await trackerOf(code)).toMatchObject({
      primaryProgrammer: { username: bob },
      qcProgrammer: { username: ann },
    });
  });
});
