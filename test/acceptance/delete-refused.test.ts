import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Plant, plant } from '../support/plant.ts';
import {
  type DeletableType,
  deletables,
  type Impact,
  isThere,
  preview,
  remove,
  types,
  whyNot,
} from './deleting.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
  at = await plant(api.sql);
});
afterAll(() => api.stop());

const idOf = (type: DeletableType, of: Plant) => of[deletables[type][1]] as number;

describe('what cannot be deleted at all', () => {
  test.each(['', 'cascade: true'])('is a text that items use (%s)', async (options) => {
    const { blocking, code, message } = whyNot(await remove(api, 'TEXT_ELEMENT', at.text, options));
    expect(code).toBe('STILL_REFERENCED');
    expect(blocking).toMatchObject([
      { entityType: 'REPORTING_EFFORT_ITEM_TEXT_ELEMENT', effect: 'BLOCKING', count: 1 },
      { entityType: 'PACKAGE_ITEM_TEXT_ELEMENT', effect: 'BLOCKING', count: 1 },
    ]);
    expect(message).toBe(
      `${at.name} text: This TextElement cannot be deleted while others refer to it: 1 text element of an item (${at.name} idle), 1 text element of a package item (t1). With "unlink: true" it is taken from them.`,
    );
    expect(await preview(api, 'TEXT_ELEMENT', at.text)).toMatchObject({ isBlocked: true });
  });

  test.each(['', 'cascade: true'])('is a user who has written comments (%s)', async (options) => {
    const { code, blocking } = whyNot(await remove(api, 'USER', 2, options));
    const [row] =
      await api.sql`select count(*)::int as count, (array_agg(comment_text order by id))[1] as first
      from pearl.tracker_comments where user_id = 2`;
    expect(code).toBe('STILL_REFERENCED');
    expect(blocking).toMatchObject([{ entityType: 'TRACKER_COMMENT', count: row?.['count'] }]);
    expect((blocking as Impact[])[0]?.samples).toHaveLength(5);
    expect(await isThere(api, 'USER', 2)).toBe(true);
  });

  test('is oneself', async () => {
    const [made] =
      await api.sql`insert into pearl.users (username, role) values ('other.admin', 'ADMIN') returning id`;
    const id = Number(made?.['id']);
    for (const options of ['', 'cascade: true']) {
      const answer = await remove(api, 'USER', id, options, 'other.admin');
      expect(whyNot(answer)).toMatchObject({ code: 'INVALID_STATE', rule: 'NOT_YOURSELF' });
    }
    expect((await remove(api, 'USER', id)).errors).toBeUndefined();
  });
});

describe.each(types)('a %s', (type) => {
  test('that there is not cannot be deleted', async () => {
    expect(whyNot(await remove(api, type, 999_999, 'cascade: true'))).toMatchObject({
      code: 'NOT_FOUND',
      field: 'id',
    });
    await expect(preview(api, type, 999_999)).rejects.toThrow('NOT_FOUND');
  });

  test('that has been changed is not deleted by who does not know', async () => {
    const of = await plant(api.sql);
    const id = idOf(type, of);
    const answer = await remove(api, type, id, 'cascade: true, expectedVersion: 7');
    expect(whyNot(answer)).toMatchObject({
      code: 'STALE',
      currentVersion: 1,
      current: { version: 1 },
    });
    expect(await isThere(api, type, id)).toBe(true);
    const right = await remove(api, type, id, 'cascade: true, expectedVersion: 1');
    expect(right.errors).toBeUndefined();
  });

  test.each(['analyst', 'viewer', null])('is not deleted by %s', async (who) => {
    const { data, errors } = await api
      .as(who)
      .run(
        `mutation { ${deletables[type][0]}(id: ${idOf(type, at)}, cascade: true) { entityId } }`,
      );
    expect(data).toEqual({ [deletables[type][0]]: null });
    expect(errors?.[0]?.extensions.code).toBe(who ? 'FORBIDDEN' : 'UNAUTHENTICATED');
  });
});
