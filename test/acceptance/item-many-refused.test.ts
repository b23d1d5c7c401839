import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { performed } from '../support/perform.ts';
import { api, closeItems, count, homes, making, openItems } from './many-items.ts';
import { name, newName } from './new-name.ts';

/* Many items at once, some of which cannot be made. */

beforeAll(openItems);
afterAll(closeItems);
beforeEach(newName);

describe.each(homes)('$Item', (home) => {
  const { Item, of } = home;
  const { make, outcomesOf, single } = making(home);

  const used = 'the code that is taken';
  const cases: readonly (readonly [why: string, item: object, refused: object])[] = [
    [
      'a code that is taken but for case and spaces',
      { itemCode: ` The CODE that\tis taken`.replace('\t', ' ') },
      {
        code: 'CONFLICT',
        field: 'itemCode',
        message: expect.stringContaining(`“${used} ${Item}”`),
      },
    ],
    ['a code of nothing', { itemCode: ' ' }, { code: 'BAD_USER_INPUT', field: 'itemCode' }],
    [
      'a code that is too long',
      { itemCode: 'x'.repeat(256) },
      { code: 'BAD_USER_INPUT', field: 'itemCode' },
    ],
    [
      'details of another kind',
      { datasetDetails: { recordCount: 1 } },
      { code: 'BAD_USER_INPUT', field: 'datasetDetails' },
    ],
    [
      'details that cannot be',
      { itemType: 'DATASET', datasetDetails: { recordCount: -1 } },
      { code: 'BAD_USER_INPUT', field: 'datasetDetails.recordCount' },
    ],
    [
      'a text that does not exist',
      { textElements: [{ id: '999999' }] },
      { code: 'NOT_FOUND', field: 'textElements' },
    ],
    [
      'a text without a name',
      { textElements: [{ content: 'Nothing' }] },
      { code: 'BAD_USER_INPUT', field: 'textElements' },
    ],
    [
      'a text that is named in two ways',
      { textElements: [{ id: '1', type: 'TITLE', label: 'x' }] },
      { code: 'BAD_USER_INPUT', field: 'textElements' },
    ],
    [
      'a text twice',
      {
        textElements: [
          { type: 'TITLE', label: 'ab' },
          { type: 'TITLE', label: 'A B' },
        ],
      },
      { code: 'BAD_USER_INPUT', field: 'textElements' },
    ],
    [
      'the key of a text twice',
      { textElementIds: ['1', '1'] },
      { code: 'BAD_USER_INPUT', field: 'textElementIds' },
    ],
    [
      'texts by both ways',
      { textElementIds: ['1'], textElements: [{ id: '2' }] },
      { code: 'BAD_USER_INPUT', field: 'textElements' },
    ],
    [
      'a text that says something else',
      { textElements: [{ type: 'TITLE', label: `Kept ${Item}`, content: 'other' }] },
      { code: 'CONFLICT', field: 'textElements' },
    ],
  ];

  beforeAll(async () => {
    await single({ itemCode: `${used} ${Item}`, itemType: 'TLF' });
    await performed(api, 'admin', 'createTextElement', {
      input: { type: 'TITLE', label: `Kept ${Item}`, content: 'What is kept.' },
    });
  });

  test.each(cases)(
    '%s is refused: alone, among others, and by the single command',
    async (_why, item, refused) => {
      const wrong = { itemCode: `${name} wrong`, itemType: 'TLF', ...item };
      const taken = String(wrong.itemCode).startsWith(' The') && {
        itemCode: `${wrong.itemCode} ${Item}`,
      };
      const bad = { ...wrong, ...taken };
      const good = {
        itemCode: `${name} good`,
        itemType: 'TLF',
        textElements: [{ type: 'TITLE', label: name }],
      };
      const before = [await count('audit_logs'), await count('text_elements')];

      const { code, field } = await single(bad);
      expect({ code, field }).toMatchObject({ code: (refused as { code: string }).code });

      const aborted = await outcomesOf([good, bad, { ...good, itemCode: `${name} other` }]);
      const left = { ok: false, code: 'ABORTED', id: null };
      expect(aborted).toMatchObject([left, { index: 1, ok: false, id: null, ...refused }, left]);
      expect([await count('audit_logs'), await count('text_elements')]).toEqual(before);

      const skipped = await outcomesOf([bad, good], { onError: 'SKIP' });
      expect(skipped).toMatchObject([
        { ok: false, ...refused },
        { ok: true, id: expect.stringMatching(/^\d+$/) },
      ]);
    },
  );

  test('of two with the same code the first is made', async () => {
    const item = { itemType: 'TLF' };
    const outcomes = await outcomesOf(
      ['a', 'b', ' A', 'a'].map((code) => ({ ...item, itemCode: `${name}${code}` })),
      { onError: 'SKIP' },
    );
    expect(outcomes.map(({ ok, code }) => ok || code)).toEqual([
      true,
      true,
      'CONFLICT',
      'CONFLICT',
    ]);
    expect(outcomes[2]?.message).toContain(`“${name}a” has it`);
  });

  test('of two texts with the same name the second has to say the same', async () => {
    const text = (content?: string) => [
      { type: 'TITLE', label: name, ...(content && { content }) },
    ];
    const outcomes = await outcomesOf(
      [text('One'), text('Two'), text(), text(' o n e')].map((textElements, at) => ({
        itemCode: `${name}.${at}`,
        itemType: 'TLF',
        textElements,
      })),
      { onError: 'SKIP' },
    );
    expect(outcomes.map(({ ok, code }) => ok || code)).toEqual([true, 'CONFLICT', true, true]);
  });

  test('a text of an item that is refused decides nothing for others', async () => {
    const item = (at: number, content: string | null, more: object = {}) => ({
      itemCode: `${name}.${at}`,
      itemType: 'TLF',
      textElements: [{ type: 'TITLE', label: name, content }],
      ...more,
    });
    const outcomes = await outcomesOf(
      [
        item(1, 'Of details of another kind', { datasetDetails: { recordCount: 1 } }),
        item(2, 'Of a text that is not there', {
          textElements: [{ type: 'TITLE', label: name, content: 'Not made' }, { id: '999999' }],
        }),
        item(3, null),
        item(4, name),
        item(5, 'Something else'),
      ],
      { onError: 'SKIP' },
    );
    expect(outcomes.map(({ ok, code }) => ok || code)).toEqual([
      'BAD_USER_INPUT',
      'NOT_FOUND',
      true,
      true,
      'CONFLICT',
    ]);
    expect(await count('text_elements', `label = '${name}' and content = '${name}'`)).toBe(1);
  });

  test('a text of an item whose code is taken is not made for others', async () => {
    const item = (itemCode: string, content?: string) => ({
      itemCode,
      itemType: 'TLF',
      textElements: [{ type: 'TITLE', label: name, ...(content && { content }) }],
    });
    const outcomes = await outcomesOf([item(`${used} ${Item}`, 'Not made'), item(name)], {
      onError: 'SKIP',
    });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
    expect(await count('text_elements', `label = '${name}' and content = '${name}'`)).toBe(1);
  });

  test('a text of an item whose code is taken is no other text for those after it', async () => {
    const item = (itemCode: string, content: string) => ({
      itemCode,
      itemType: 'TLF',
      textElements: [{ type: 'TITLE', label: name, content }],
    });
    const outcomes = await outcomesOf(
      [
        item(`${used} ${Item}`, 'Not made'),
        item(name, 'Made'),
        item(` ${name.toUpperCase()} `, 'Not made, either'),
        item(`${name}.2`, 'made'),
        item(`${name}.3`, 'Something else'),
        item(`${name}.3`, 'MADE'),
      ],
      { onError: 'SKIP' },
    );
    expect(outcomes.map(({ ok, code }) => ok || code)).toEqual([
      'CONFLICT',
      true,
      'CONFLICT',
      true,
      'CONFLICT',
      true,
    ]);
    expect(outcomes.map(({ field }) => field)).toEqual([
      'itemCode',
      null,
      'itemCode',
      null,
      'textElements',
      null,
    ]);
    expect(await count('text_elements', `label = '${name}'`)).toBe(1);
  });

  test('belong to something that exists', async () => {
    const refused = await make([{ itemCode: name, itemType: 'TLF' }], { [of]: '999999' });
    expect(refused).toMatchObject({ code: 'NOT_FOUND', field: of });
  });
});
