import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { cursorOf, documentOf, listen } from '../support/live.ts';

/* What a client may give as `since`, and what it is told of what it may not. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const query = documentOf('textElementChanged', 'cursor id: entityId');
const write = () =>
  api.sql`update pearl.text_elements set content = clock_timestamp()::text where id = 1`;

const text = (cursor: string) => Buffer.from(cursor, 'base64url').toString();
const cursor = (inside: string) => Buffer.from(inside).toString('base64url');

/** A cursor from when all that had been begun by now, by anybody on this Postgres, had come to its end. */
const settledCursor = async () => {
  const [own] = await api.sql<{ xid: string }[]>`select pg_current_xact_id()::text as xid`;
  for (;;) {
    const since = await cursorOf(api);
    const [, begunAfter] = text(since).split(/[ :]/);
    if (Number(begunAfter) > Number(own?.xid)) return since;
    await wait(50);
  }
};

const codeOf = async (since: string): Promise<unknown> => {
  const client = listen(api, 'viewer', { query, since });
  const refused = await client.refused();
  return (refused as { code?: unknown } | undefined)?.code;
};

test('a cursor is for those who are signed in', async () => {
  const { errors } = await api.as(null).run('{ changeCursor }');
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
});

test.each([
  ['nothing', ''],
  ['a blank', ' '],
  ['any text', 'yesterday'],
  ['what is no base64', '%%%'],
  ['a number', '12'],
  ['SQL', cursor(`1.1.1 1:1:'; drop table kernel.pruned; --`)],
  ['a null byte', cursor('1.1.1 1:1:\u0000')],
  ['a very long text', 'a'.repeat(20_000)],
])('%s instead of a cursor is refused as BAD_USER_INPUT', async (_what, since) => {
  expect(await codeOf(since)).toBe('BAD_USER_INPUT');
});

describe('CURSOR_EXPIRED says to fetch anew', () => {
  test('for a cursor of another database', async () => {
    expect(await codeOf(cursor('other 1:1:'))).toBe('CURSOR_EXPIRED');
  });

  // a copy of an embedded database is that database, down to its transaction ids
  test.skipIf(!server)('for a real cursor of another database on the same Postgres', async () => {
    const other = await startApi();
    const since = await cursorOf(other);
    await other.stop();
    expect(await codeOf(since)).toBe('CURSOR_EXPIRED');
  });

  test('for one that is ahead of the database, which has been set back to an earlier time', async () => {
    const [epoch, snapshot = '', record, proof] = text(await cursorOf(api)).split(' ');
    const ahead = snapshot.replace(/\d+/g, (id) => String(Number(id) + 1_000_000));
    expect(await codeOf(cursor(`${epoch} ${ahead} ${record} ${proof}`))).toBe('CURSOR_EXPIRED');
  });

  test.each(['2:1:', '5:9:7,6', '99999999999999999999:99999999999999999999:', '0:0:'])(
    'or that it is none, for %s, which no database gives',
    async (snapshot) => {
      const [epoch, , record, proof] = text(await cursorOf(api)).split(' ');
      expect(await codeOf(cursor(`${epoch} ${snapshot} ${record} ${proof}`))).toMatch(
        /CURSOR_EXPIRED|BAD_USER_INPUT/,
      );
    },
  );

  test('for one whose last record is another one here, or none', async () => {
    const parts = text(await cursorOf(api)).split(' ');
    const [epoch, snapshot, record, proof] = parts;
    expect(await codeOf(cursor(`${epoch} ${snapshot} ${record} 000000000000`))).toBe(
      'CURSOR_EXPIRED',
    );
    expect(await codeOf(cursor(`${epoch} ${snapshot} 9999999 ${proof}`))).toBe('CURSOR_EXPIRED');
    const follower = listen(api, 'viewer', { query, since: cursor(parts.join(' ')) });
    await write();
    const [told] = await follower.until(1);
    await follower.stop();
    const partial = text(told?.cursor ?? '').replace(/\w+$/, '000000000000');
    expect(await codeOf(cursor(partial))).toBe('CURSOR_EXPIRED');
  });

  test('for one that claims to have seen what came after its last record', async () => {
    const [epoch, , record, proof] = text(await cursorOf(api)).split(' ');
    await write();
    const [, later] = text(await settledCursor()).split(' ');
    expect(await codeOf(cursor(`${epoch} ${later} ${record} ${proof}`))).toBe('CURSOR_EXPIRED');
  });

  test('for one from before what has been thrown away, and for no other', async () => {
    const old = await cursorOf(api);
    const follower = listen(api, 'viewer', { query, since: old });
    await write();
    await settledCursor();
    await write();
    const [, second] = await follower.until(2);
    const newest = await settledCursor();
    await api.sql`insert into kernel.pruned (trail, xact_id)
      select '"pearl"."audit_logs"', min(xact_id::text::bigint)::text::xid8 from (
        select xact_id from pearl.audit_logs order by id desc limit 2) as last`;
    expect(await codeOf(old)).toBe('CURSOR_EXPIRED');

    const later = listen(api, 'viewer', { query, since: second?.cursor });
    const now = listen(api, 'viewer', { query, since: newest });
    await write();
    expect(await follower.until(3)).toHaveLength(3);
    await now.until(1);
    await later.until(1);
    for (const each of [follower, later, now]) await each.stop();
    expect([later, now].map(({ told }) => told.length)).toEqual([1, 1]);
  });

  test('to those who are listening, when what they have yet to be told is thrown away', async () => {
    await api.sql`delete from kernel.pruned`;
    const follower = listen(api, 'viewer', { query, since: await cursorOf(api) });
    await write();
    await follower.until(1);
    await api.sql`insert into kernel.pruned (trail, xact_id)
      values ('"pearl"."audit_logs"', (pg_current_xact_id()::text::bigint + 5)::text::xid8)`;
    expect(await follower.refused()).toMatchObject({ code: 'CURSOR_EXPIRED' });
    await api.sql`delete from kernel.pruned`;

    const again = listen(api, 'viewer', { query, since: await cursorOf(api) });
    await write();
    expect(await again.until(1)).toHaveLength(1);
    await again.stop();
  });
});
