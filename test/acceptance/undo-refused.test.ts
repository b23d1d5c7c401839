import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { lastRecord, type Plant, plant, recordsSince } from '../support/plant.ts';
import { fc, runs } from '../support/random.ts';
import { succeeded } from '../support/succeeded.ts';
import { type DeletableType, deletables, isThere, remove, types, whyNot } from './deleting.ts';
import { destroy, detachable, snapshot, undo } from './undoing.ts';

let api: Api;
let at: Plant;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  at = await plant(api.sql);
});

const refused = async (record: string | number | undefined) => {
  const before = await snapshot(api.sql);
  const last = await lastRecord(api.sql);
  const why = whyNot(await undo(api, record));
  expect(await snapshot(api.sql)).toEqual(before);
  expect(await recordsSince(api.sql, last)).toEqual([]);
  return why;
};

describe('an undo is refused', () => {
  test('of what is there', async () => {
    const record = await destroy(api, 'STUDY', at.study);
    await succeeded(undo(api, record));
    expect(await refused(record)).toMatchObject({ code: 'INVALID_STATE' });
  });

  test('of a part that came back with the whole', async () => {
    const record = await destroy(api, 'STUDY', at.study);
    const [part] = await api.sql`select id from pearl.audit_logs
      where entity_type = 'DatabaseRelease' and entity_id = ${at.release} and action = 'DELETE'`;
    await succeeded(undo(api, record));
    expect(await refused(part?.['id'])).toMatchObject({ code: 'INVALID_STATE' });
  });

  test('of all but one who do it at once', async () => {
    const record = await destroy(api, 'STUDY', at.study);
    const answers = await Promise.all([1, 2, 3, 4].map(() => undo(api, record)));
    const codes = answers.flatMap(({ errors }) =>
      (errors ?? []).map((each) => each.extensions.code),
    );
    expect(codes).toEqual(['INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE']);
    expect(await isThere(api, 'STUDY', at.study)).toBe(true);
  });

  test.each([
    [
      'studyLabel',
      'STUDY',
      'study',
      `insert into pearl.studies (study_label) select upper(study_label) || ' ' from pearl.studies where id = ID`,
    ],
    [
      'name',
      'TAG',
      'tag',
      `insert into pearl.tags (name) select upper(name) from pearl.tags where id = ID`,
    ],
    [
      'username',
      'USER',
      'user',
      `insert into pearl.users (username, role) select upper(username), 'VIEWER' from pearl.users where id = ID`,
    ],
    [
      'label',
      'TEXT_ELEMENT',
      'spareText',
      `insert into pearl.text_elements (type, label, content) select type, upper(label), 'x' from pearl.text_elements where id = ID`,
    ],
    [
      'packageName',
      'PACKAGE',
      'pack',
      `insert into pearl.packages (package_name) select upper(package_name) from pearl.packages where id = ID`,
    ],
  ] as const)('of a type’s %s that has been taken: %s', async (field, type, key, take) => {
    // prepared first, since the label cannot be asked for when it is gone
    const draft = await api.sql.unsafe(
      take.replace(/^insert into \S+ \([^)]*\) /, '').replace('ID', String(at[key])),
    );
    const record = await destroy(api, type, at[key]);
    const [into] = /^insert into \S+ \([^)]*\)/.exec(take) ?? [];
    const values = Object.values(draft[0] ?? {}).map((value) => `'${String(value)}'`);
    await api.sql.unsafe(`${into} values (${values.join(', ')})`);
    const why = await refused(record);
    expect(why).toMatchObject({
      code: 'CONFLICT',
      entityType: type,
      field,
      label: expect.any(String),
    });
    expect(why['message']).toMatch(
      /^One .+ cannot be brought back\. This \w+ is taken.+ “.+” has it\.$/,
    );
    expect(values).toContain(`'${String(why['label'])}'`);
  });

  test('when an item’s code has been taken elsewhere', async () => {
    const record = await destroy(api, 'STUDY', at.study);
    await api.sql`insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
      values (1, ${at.name.toUpperCase()} || ' BUSY', 'TLF')`;
    expect(await refused(record)).toMatchObject({
      code: 'CONFLICT',
      entityType: 'REPORTING_EFFORT_ITEM',
      field: 'itemCode',
    });
  });

  test('while the parent is gone, and says which', async () => {
    const item = await destroy(api, 'REPORTING_EFFORT_ITEM', at.busy);
    const effort = await destroy(api, 'REPORTING_EFFORT', at.effort);
    const study = await destroy(api, 'STUDY', at.study);
    const why = await refused(item);
    expect(why).toMatchObject({ code: 'PARENT_MISSING', entityType: 'REPORTING_EFFORT_ITEM' });
    expect(why['message']).toContain(`reporting effort ${at.effort}`);
    expect((await refused(effort))['message']).toContain(`database release ${at.release}`);
    for (const record of [study, effort, item]) await succeeded(undo(api, record));
  });

  test('while somebody who worked on it is gone', async () => {
    const before = await snapshot(api.sql);
    const item = await destroy(api, 'REPORTING_EFFORT_ITEM', at.busy);
    const user = await destroy(api, 'USER', at.user);
    const why = await refused(item);
    expect(why).toMatchObject({ code: 'PARENT_MISSING', entityType: 'TRACKER' });
    expect(why['message']).toContain('user');
    await succeeded(undo(api, user));
    await succeeded(undo(api, item));
    expect(await snapshot(api.sql)).toEqual(before);
  });

  test('while a text that it used is gone', async () => {
    const item = await destroy(api, 'REPORTING_EFFORT_ITEM', at.idle);
    await destroy(api, 'PACKAGE', at.pack);
    await destroy(api, 'TEXT_ELEMENT', at.text);
    const why = await refused(item);
    expect(why).toMatchObject({
      code: 'PARENT_MISSING',
      entityType: 'REPORTING_EFFORT_ITEM_TEXT_ELEMENT',
    });
    expect(why['message']).toContain('text element');
  });

  test.each(['CREATE', 'UPDATE'])('of a record of another action: %s', async (action) => {
    await api
      .as('admin')
      .run(`mutation { updateTag(id: ${at.tag}, input: { description: "x" }) { id } }`);
    const [row] =
      await api.sql`select max(id) as id from pearl.audit_logs where action = ${action}`;
    expect(await refused(row?.['id'])).toMatchObject({ code: 'INVALID_STATE' });
  });

  test('of a record that there is not', async () => {
    expect(await refused(999_999_999)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused('x')).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test.each(['UserPassword', 'Session'])(
    'of a %s, whose secret nobody has kept',
    async (entityType) => {
      await destroy(api, 'USER', at.user);
      const [row] = await api.sql`select max(id) as id from pearl.audit_logs
      where entity_type = ${entityType} and action = 'DELETE'`;
      expect(await refused(row?.['id'])).toMatchObject({ code: 'INVALID_STATE' });
    },
  );

  test.each(['analyst', 'viewer'])('to the %s', async (who) => {
    const record = await destroy(api, 'TAG', at.tag);
    expect(whyNot(await undo(api, record, who))).toMatchObject({ code: 'FORBIDDEN' });
    await succeeded(undo(api, record));
  });
});

describe('whatever is deleted and undone', () => {
  const step = fc.oneof(
    fc.record({ type: fc.constantFrom(...types), pick: fc.nat() }),
    fc.record({ type: fc.constant('undo' as const), pick: fc.nat() }),
  );

  const known = ['DONE', 'STILL_REFERENCED', 'INVALID_STATE', 'NOT_FOUND', 'BAD_USER_INPUT'];

  const anyOf = async (type: DeletableType, pick: number): Promise<number | undefined> => {
    const [, , table] = deletables[type];
    const found = await api.sql.unsafe<{ id: number }[]>(
      `select id from ${table} order by md5(id::text || '${pick}') limit 1`,
    );
    return found[0]?.id;
  };

  test('all is as it was when everything has been undone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 10 }), async (steps) => {
        const unstamped = steps.some(({ type }) => type === 'USER') ? detachable : [];
        const before = await snapshot(api.sql, unstamped);
        const open: { record: string; type: DeletableType }[] = [];
        const codes: string[] = [];
        for (const { type, pick } of steps) {
          if (type === 'undo') {
            // whose work has gone in the meantime gets it back only in the opposite order
            const inOrder = open.some((each) => each.type === 'USER');
            const at = inOrder ? open.length - 1 : pick % Math.max(1, open.length);
            const { errors } = await undo(api, open[at]?.record ?? '0');
            if (!errors) open.splice(at, 1);
          } else {
            const id = await anyOf(type, pick);
            const { data, errors } = await remove(api, type, id ?? 0, 'cascade: true');
            if (data) open.push({ record: data.auditLogId, type });
            codes.push(errors?.[0]?.extensions.code ?? 'DONE');
          }
        }
        for (const { record } of open.reverse()) await succeeded(undo(api, record));
        expect(codes.filter((code) => !known.includes(code))).toEqual([]);
        expect(await snapshot(api.sql, unstamped)).toEqual(before);
      }),
      runs(25),
    );
  });
});
