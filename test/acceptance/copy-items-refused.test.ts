import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { perform } from '../support/perform.ts';
import {
  api,
  type Copies,
  closeCopies,
  copy,
  count,
  filled,
  itemsOf,
  newEffort,
  newPackage,
  openCopies,
  type Place,
  tryCopy,
} from './copying.ts';
import { name, newName } from './new-name.ts';

/* Which items are copied, under which codes, and what is refused; many at once, and two copies at a time. */

beforeAll(openCopies);
afterAll(closeCopies);

let from: Place;
let ids: string[];
beforeEach(async () => {
  newName();
  from = await newPackage();
  ids = await filled(from, name);
});

const codesIn = async (place: Place) => (await itemsOf(place)).map(({ itemCode }) => itemCode);

describe('the codes of copies', () => {
  test.each<[string, (name: string) => string[]]>([
    ['{code}', (of) => [`${of}.2`, `${of}.9`, `${of}.10`]],
    ['{code}@CSR2', (of) => [`${of}.2@CSR2`, `${of}.9@CSR2`, `${of}.10@CSR2`]],
    [
      '{effort}/{code}',
      (of) => [`Go $& ${of}/${of}.2`, `Go $& ${of}/${of}.9`, `Go $& ${of}/${of}.10`],
    ],
    [
      '{code}-{code} {n}',
      (of) => [`${of}.2-${of}.2 1`, `${of}.9-${of}.9 2`, `${of}.10-${of}.10 3`],
    ],
    ['  {code}x ', (of) => [`${of}.2x`, `${of}.9x`, `${of}.10x`]],
  ])('follow from the template “%s”', async (codeTemplate, codes) => {
    const to = await newEffort(`Go $& ${name}`);
    const { outcomes } = await copy(from, to, { codeTemplate });
    expect(outcomes.map(({ itemCode }) => itemCode)).toEqual(codes(name));
    expect((await codesIn(to)).sort()).toEqual(codes(name).sort());
  });

  test('may be numbers alone', async () => {
    const to = await newPackage();
    await copy(from, to, { codeTemplate: `n{n}` });
    expect(await codesIn(to)).toEqual(['n1', 'n2', 'n3']);
  });

  test.each([
    ['CSR2', 'needs {code} or {n}'],
    ['{effort}', 'needs {code} or {n}'],
    ['{code}{study}', 'no other braces'],
    ['{code}{CODE}', 'no other braces'],
    ['{code}}', 'no other braces'],
    ['{{code}', 'no other braces'],
    ['{}{n}', 'no other braces'],
    ['{code}\tx', ''],
    [`{code}${'x'.repeat(300)}`, ''],
  ])('cannot follow from the template “%s”', async (codeTemplate, message) => {
    const tried = await tryCopy(from, await newEffort(), { codeTemplate });
    expect(tried).toMatchObject({ code: 'BAD_USER_INPUT', field: 'codeTemplate' });
    expect(tried.message).toContain(message);
  });

  test.each([{}, { codeTemplate: null }])(
    'have to differ from effort to effort: %o',
    async (more) => {
      const effort = await newEffort();
      await copy(from, effort);
      const tried = await tryCopy(effort, await newEffort(), more);
      expect(tried).toMatchObject({ code: 'BAD_USER_INPUT', field: 'codeTemplate' });
      expect(tried.message).toContain('Codes are unique across all reporting efforts');
    },
  );

  test('that others have but for case and white space are skipped, with the reason', async () => {
    const to = await newEffort();
    const taken = `${name.toUpperCase()} .9`;
    await api.sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type) values (1, ${taken}, 'TLF')`;
    const { copied, skipped, outcomes } = await copy(from, to);
    expect([copied, skipped]).toEqual([2, 1]);
    expect(outcomes[1]).toEqual({
      sourceId: ids[1],
      itemCode: `${name}.9`,
      copyId: null,
      reason: 'CODE_TAKEN',
      message: `This itemCode is taken; case and white space do not count. “${taken}” has it.`,
    });
    expect(await codesIn(to)).toEqual([`${name}.2`, `${name}.10`]);
  });

  test('that have more than 255 characters are skipped, with the reason', async () => {
    const long = '𝄞'.repeat(255 - `${name}.2`.length);
    const { copied, outcomes } = await copy(from, await newEffort(), {
      codeTemplate: `{code}${long}`,
    });
    expect(copied).toBe(2);
    expect(outcomes.map(({ reason }) => reason)).toEqual([null, null, 'CODE_TOO_LONG']);
    expect(outcomes[2]).toMatchObject({
      copyId: null,
      message: 'This code has more than 255 characters: give a shorter codeTemplate.',
    });
  });
});

describe('the items', () => {
  test('are those that are named, each once', async () => {
    const to = await newPackage();
    await copy(from, to, { itemIds: [ids[2], ids[0], ids[2]].map(String) });
    expect(await codesIn(to)).toEqual([`${name}.2`, `${name}.10`]);
  });

  test.each([
    ['TLF', ['.2', '.9']],
    ['DATASET', ['.10']],
  ])('are those of type %s', async (itemType, codes) => {
    const to = await newPackage();
    await copy(from, to, { itemType, itemIds: ids });
    expect(await codesIn(to)).toEqual(codes.map((code) => name + code));
  });

  test('are none for an empty list, and all for null', async () => {
    const to = await newPackage();
    expect(await copy(from, to, { itemIds: [] })).toEqual({ copied: 0, skipped: 0, outcomes: [] });
    expect(await codesIn(to)).toEqual([]);
    expect(await copy(from, to, { itemIds: null })).toMatchObject({ copied: 3 });
  });

  test.each([{}, { itemType: 'TLF' }])('have to be there: %o', async (more) => {
    const to = await newEffort();
    const [elsewhere] = await filled(await newPackage(), `${name}other`);
    const before = await count('audit_logs');
    for (const id of ['999999', String(elsewhere)]) {
      const tried = await tryCopy(from, to, { ...more, itemIds: [...ids, id] });
      expect(tried).toMatchObject({ code: 'NOT_FOUND', field: 'itemIds' });
      expect(tried.message).toContain(id);
    }
    expect(await count('audit_logs')).toBe(before);
  });
});

describe.each(['from', 'to'])('%s', (field) => {
  test.each([
    ['nothing', {}, 'BAD_USER_INPUT', field],
    ['both', { packageId: '1', reportingEffortId: '1' }, 'BAD_USER_INPUT', field],
    ['null', { packageId: null, reportingEffortId: null }, 'BAD_USER_INPUT', field],
    ['a package that is gone', { packageId: '999999' }, 'NOT_FOUND', field],
    ['an effort that is gone', { reportingEffortId: '999999' }, 'NOT_FOUND', field],
    ['no key', { packageId: 'x' }, 'BAD_USER_INPUT', `${field}.packageId`],
  ])('cannot be %s', async (_what, place, code, named) => {
    const tried = field === 'from' ? tryCopy(place, from) : tryCopy(from, place);
    expect(await tried).toMatchObject({ code, field: named });
  });
});

const selection = `{ copied skipped outcomes { copyId } reportingEffortItems { id itemCode tracker { id } textElements { id }
  details { __typename } source { __typename } reportingEffort { id } } }`;

test('a thousand take as many statements as three, and at most 20', async () => {
  const many = await newPackage();
  await api.sql`with made as (
    insert into pearl.package_items (package_id, item_code, item_type)
    select ${Number(Object.values(many)[0])}, ${`${name} m`} || n, case when n % 3 = 0 then 'DATASET' else 'TLF' end
    from generate_series(1, 1000) n returning id, item_type
  ), tlf as (
    insert into pearl.package_tlf_details (package_item_id, tlf_type) select id, 'TABLE' from made where item_type = 'TLF'
  ), datasets as (
    insert into pearl.package_dataset_details (package_item_id, record_count) select id, 1 from made where item_type <> 'TLF'
  ) insert into pearl.package_item_text_elements (package_item_id, text_element_id, sequence_number)
    select id, 1 + (id + n) % 20, n from made, generate_series(1, 3) n`;
  const run = (source: Place, to: Place, codeTemplate: string) =>
    perform<Copies & { reportingEffortItems: object[] }>(
      api,
      'admin',
      'copyItems',
      { from: source, to, codeTemplate },
      selection,
    );
  const few = await run(from, await newEffort(), '{code}');
  const effort = await newEffort();
  const first = await run(many, effort, '{code}');
  const second = await run(effort, await newEffort(), '{code}@2');
  for (const { value, statements, code, message } of [first, second]) {
    expect([code, message]).toEqual([undefined, undefined]);
    expect(value).toMatchObject({ copied: 1000, skipped: 0 });
    expect(value?.reportingEffortItems).toHaveLength(1000);
    expect(statements).toBeLessThanOrEqual(20);
    expect(statements).toBe(few.statements);
  }
  expect((await run(many, effort, '{code}')).value).toMatchObject({ copied: 0, skipped: 1000 });
});

test('of two copies at a time each item is made by one', async () => {
  const to = await newEffort();
  const runs = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      copy(from, to, { itemIds: at % 2 ? ids : ids.toReversed() }),
    ),
  );
  expect(runs.reduce((sum, { copied }) => sum + copied, 0)).toBe(3);
  expect(runs.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(15);
  expect(new Set(runs.flatMap(({ outcomes }) => outcomes.map(({ reason }) => reason)))).toEqual(
    new Set([null, 'CODE_TAKEN']),
  );
  expect(await codesIn(to)).toEqual([`${name}.2`, `${name}.9`, `${name}.10`]);
});

test('copies to and fro at a time do not stand in each other’s way', async () => {
  const other = await newPackage();
  await filled(other, `${name}b`);
  const [there, back] = await Promise.all([copy(from, other), copy(other, from)]);
  expect([there.copied >= 3, back.copied >= 3]).toEqual([true, true]);
});
