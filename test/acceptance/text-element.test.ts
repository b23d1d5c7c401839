import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, type Plant, plant, recordsSince, tally } from '../support/plant.ts';
import { succeeded } from '../support/succeeded.ts';
import { isThere, preview, remove, whyNot } from './deleting.ts';
import { hearing, words } from './hearing.ts';
import { countsOf, snapshot, undo } from './undoing.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const itemTables = ['reporting_effort_items', 'package_items'];
const use = (item: number, text: number, sequence: number) => api.sql`
  insert into pearl.reporting_effort_item_text_elements (reporting_effort_item_id, text_element_id, sequence_number)
  values (${item}, ${text}, ${sequence})`;
const textsOf = (item: number) =>
  api.sql`select text_element_id as text, sequence_number as nth from pearl.reporting_effort_item_text_elements
    where reporting_effort_item_id = ${item} order by sequence_number`;

describe('where a text is used', () => {
  test('is counted, shown in pages, and looked for', async () => {
    await use(at.busy, at.text, 1);
    const { data, statements } = await succeeded(
      api.as('viewer').run<{ textElements: { nodes: unknown } }, unknown>(
        `query ($name: String!) {
          textElements(filter: { label: { startsWith: $name } }, orderBy: [{ field: LABEL, direction: DESC }]) {
            nodes {
              id usageCount itemCount packageItemCount
              items(orderBy: [{ field: ITEM_CODE }]) { totalCount nodes { id } }
              itemGroups(by: [ITEM_TYPE]) { keys { itemType } count }
              packageItems { nodes { id } }
            }
          }
        }`,
        { name: at.name },
      ),
    );
    expect(data.textElements.nodes).toEqual([
      {
        id: String(at.text),
        usageCount: 3,
        itemCount: 2,
        packageItemCount: 1,
        items: { totalCount: 2, nodes: [{ id: String(at.busy) }, { id: String(at.idle) }] },
        itemGroups: [{ keys: { itemType: 'TLF' }, count: 2 }],
        packageItems: { nodes: [{ id: String(at.packItem) }] },
      },
      {
        id: String(at.spareText),
        usageCount: 0,
        itemCount: 0,
        packageItemCount: 0,
        items: { totalCount: 0, nodes: [] },
        itemGroups: [],
        packageItems: { nodes: [] },
      },
    ]);
    expect(statements).toBe(6);
    const unused = `{ label: { startsWith: "${at.name}" }, usageCount: { eq: 0 } }`;
    const answer = await api
      .as('viewer')
      .run(`{ textElements(filter: ${unused}) { nodes { id } } }`);
    expect(answer.data).toEqual({ textElements: { nodes: [{ id: String(at.spareText) }] } });
  });

  test('is told to whoever follows the texts', async () => {
    const heard = await hearing(api, { texts: { field: 'textElementChanged' } }, async () => {
      await use(at.busy, at.spareText, 1);
      await succeeded(remove(api, 'TEXT_ELEMENT', at.spareText, 'unlink: true'));
    });
    expect(words(heard.texts)).toEqual([
      `UPDATED ${at.spareText} itemCount items usageCount`,
      `DELETED ${at.spareText}`,
    ]);
  });
});

describe('a text that is deleted while items use it', () => {
  const unlink = 'unlink: true';

  test('is taken from them, as the preview has shown, and comes back to them', async () => {
    await use(at.busy, at.text, 4);
    const before = await snapshot(api.sql, itemTables);
    const shown = await preview(api, 'TEXT_ELEMENT', at.text, ', unlink: true');
    expect(shown).toMatchObject({
      isBlocked: false,
      needsCascade: false,
      impacts: [
        { entityType: 'REPORTING_EFFORT_ITEM_TEXT_ELEMENT', effect: 'REMOVED', count: 2 },
        { entityType: 'PACKAGE_ITEM_TEXT_ELEMENT', effect: 'REMOVED', count: 1 },
      ],
    });
    const last = await lastRecord(api.sql);
    const withToken = `${unlink}, previewToken: "${shown.token}"`;
    const { data } = await succeeded(remove(api, 'TEXT_ELEMENT', at.text, withToken));
    expect(data?.impacts).toEqual(shown.impacts);
    const records = await recordsSince(api.sql, last);
    expect(tally(records.map(({ action, entity_type }) => `${action} ${entity_type}`))).toEqual({
      'DELETE TextElement': 1,
      'DELETE ReportingEffortItemTextElement': 2,
      'DELETE PackageItemTextElement': 1,
    });
    const { data: back } = await succeeded(undo(api, data?.auditLogId));
    expect(countsOf(back?.restored)).toEqual({
      TEXT_ELEMENT: 1,
      REPORTING_EFFORT_ITEM_TEXT_ELEMENT: 2,
      PACKAGE_ITEM_TEXT_ELEMENT: 1,
    });
    expect(back?.left).toEqual([]);
    expect(await snapshot(api.sql, itemTables)).toEqual(before);
  });

  test('can be deleted and brought back again and again', async () => {
    const before = await snapshot(api.sql, itemTables);
    for (let times = 0; times < 3; times += 1) {
      const { data } = await succeeded(remove(api, 'TEXT_ELEMENT', at.text, unlink));
      await succeeded(undo(api, data?.auditLogId));
    }
    expect(await snapshot(api.sql, itemTables)).toEqual(before);
  });

  test('does not come back to items that are gone or were changed since', async () => {
    await use(at.busy, at.text, 1);
    const { data } = await succeeded(remove(api, 'TEXT_ELEMENT', at.text, unlink));
    await succeeded(remove(api, 'REPORTING_EFFORT_ITEM', at.busy, 'cascade: true'));
    await succeeded(
      api.as('admin').run(`mutation { updatePackageItem(id: ${at.packItem},
        input: { textElementIds: [${at.spareText}] }) { id } }`),
    );
    const { data: back } = await succeeded(undo(api, data?.auditLogId));
    expect(countsOf(back?.restored)).toEqual({
      TEXT_ELEMENT: 1,
      REPORTING_EFFORT_ITEM_TEXT_ELEMENT: 1,
    });
    expect(countsOf(back?.left)).toEqual({
      REPORTING_EFFORT_ITEM_TEXT_ELEMENT: 1,
      PACKAGE_ITEM_TEXT_ELEMENT: 1,
    });
    expect(await textsOf(at.idle)).toEqual([{ text: at.text, nth: 1 }]);
  });

  test('counts as a change of them: who has read an item before does not write over it', async () => {
    await succeeded(remove(api, 'TEXT_ELEMENT', at.text, unlink));
    const answer = await api.as('admin').run(`mutation { updateReportingEffortItem(id: ${at.idle},
      input: { itemDescription: "new" }, expectedVersion: 1) { id } }`);
    expect(whyNot(answer)).toMatchObject({ code: 'STALE' });
  });

  test('is not deleted when its preview was of a delete without that', async () => {
    const { token } = await preview(api, 'TEXT_ELEMENT', at.text);
    const answer = await remove(
      api,
      'TEXT_ELEMENT',
      at.text,
      `${unlink}, previewToken: "${token}"`,
    );
    expect(whyNot(answer)).toMatchObject({ code: 'STALE' });
    expect(await isThere(api, 'TEXT_ELEMENT', at.text)).toBe(true);
  });
});

describe('texts that are merged', () => {
  const merge = (from: readonly number[], into: number, who = 'admin') =>
    api
      .as(who)
      .run<{ mergeTextElements: { id: string; usageCount: number } | null }, unknown>(
        `mutation { mergeTextElements(from: [${from.join()}], into: ${into}) { id usageCount } }`,
      );
  const another = async (label: string, type = 'TITLE') => {
    const [row] = await api.sql`insert into pearl.text_elements (type, label, content)
      values (${type}, ${`${at.name} ${label}`}, 'USED ') returning id`;
    return Number(row?.['id']);
  };

  test('leave one, which the items have in the first place where they had any, once', async () => {
    const [third, fourth] = [await another('third'), await another('fourth')];
    await use(at.idle, at.spareText, 2);
    await use(at.busy, third, 1);
    await use(at.busy, fourth, 2);
    await use(at.busy, at.spareText, 3);
    await use(at.done, at.spareText, 1);
    const last = await lastRecord(api.sql);
    const { data } = await succeeded(merge([third, at.text, fourth], at.spareText));
    expect(data.mergeTextElements).toEqual({ id: String(at.spareText), usageCount: 4 });
    expect(await textsOf(at.idle)).toEqual([{ text: at.spareText, nth: 1 }]);
    expect(await textsOf(at.busy)).toEqual([{ text: at.spareText, nth: 1 }]);
    const records = await recordsSince(api.sql, last);
    expect(new Set(records.map(({ username }) => username))).toEqual(new Set(['admin']));
    expect(tally(records.map(({ action, entity_type }) => `${action} ${entity_type}`))).toEqual({
      'DELETE ReportingEffortItemTextElement': 3,
      'UPDATE ReportingEffortItemTextElement': 2,
      'UPDATE PackageItemTextElement': 1,
      'DELETE TextElement': 3,
    });
  });

  test('are those of one type, and others than the one that stays', async () => {
    const footnote = await another('note', 'FOOTNOTE');
    expect(whyNot(await merge([at.spareText, footnote], at.text))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'from',
      message: expect.stringContaining(
        `“${at.name} note” is a FOOTNOTE, and “${at.name} text” a TITLE`,
      ),
    });
    expect(whyNot(await merge([at.text], at.text))).toMatchObject({ field: 'from' });
    expect(whyNot(await merge([at.spareText], 2147483647))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'into',
    });
    expect(await isThere(api, 'TEXT_ELEMENT', at.spareText)).toBe(true);
  });

  test('take as many statements for a hundred items as for one', async () => {
    const spent = async (items: number) => {
      const [into, from] = [await another(`into ${items}`), await another(`from ${items}`)];
      await api.sql`insert into pearl.reporting_effort_item_text_elements (reporting_effort_item_id, text_element_id)
        select id, ${from} from pearl.reporting_effort_items order by id limit ${items}`;
      return (await succeeded(merge([from], into))).statements;
    };
    expect(await spent(100)).toBe(await spent(1));
  });
});
