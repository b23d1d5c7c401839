import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { perform, performed } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Values = Readonly<Record<string, string | number | boolean | null>>;

type Kind = {
  readonly type: string;
  /** What a row is made with; the first text is its label. */
  readonly full: Values;
  /** The least to make another row with, and what the others are then. */
  readonly least: Values;
  readonly defaults: Values;
  readonly changes: Values;
  /** Fields that cannot be changed later. */
  readonly fixed?: readonly string[];
  readonly notNull: readonly string[];
  /** Values that no row can have. */
  readonly bad: readonly Values[];
};

const long = 'x'.repeat(256);

const kinds: readonly Kind[] = [
  {
    type: 'Study',
    full: { studyLabel: 'ZZ-2026-001' },
    least: { studyLabel: 'ZZ-2026-002' },
    defaults: {},
    changes: { studyLabel: 'ZZ-2026-001 amended' },
    notNull: ['studyLabel'],
    bad: [
      { studyLabel: '  ' },
      { studyLabel: long },
      { studyLabel: 'a\nb' },
      { studyLabel: 'a\u0000' },
      { studyLabel: 'turned \u202e around' },
      { studyLabel: 'soft\u00adhyphen' },
    ],
  },
  {
    type: 'DatabaseRelease',
    full: { studyId: '1', databaseReleaseLabel: 'Lock 9', databaseReleaseDate: '2028-02-29' },
    least: { studyId: '2', databaseReleaseLabel: 'Lock 9', databaseReleaseDate: '0001-01-01' },
    defaults: {},
    changes: { databaseReleaseLabel: 'Lock 10', databaseReleaseDate: '9999-12-31' },
    fixed: ['studyId'],
    notNull: ['databaseReleaseLabel', 'databaseReleaseDate'],
    bad: [
      { databaseReleaseDate: '2026-02-30' },
      { databaseReleaseDate: '2027-02-29' },
      { databaseReleaseDate: '2026-13-01' },
      { databaseReleaseDate: '2026-1-1' },
      { databaseReleaseDate: '0000-01-01' },
      { databaseReleaseDate: '10000-01-01' },
      { databaseReleaseDate: '2026-01-01T00:00:00Z' },
      { databaseReleaseDate: 'today' },
      { databaseReleaseDate: 20260101 },
    ],
  },
  {
    type: 'ReportingEffort',
    full: { databaseReleaseId: '1', databaseReleaseLabel: 'CSR 9' },
    least: { databaseReleaseId: '2', databaseReleaseLabel: 'CSR 9' },
    defaults: {},
    changes: { databaseReleaseLabel: 'CSR 10' },
    fixed: ['databaseReleaseId'],
    notNull: ['databaseReleaseLabel'],
    bad: [{ databaseReleaseLabel: '\u00a0\u200b' }],
  },
  {
    type: 'Tag',
    full: { name: 'Urgent', color: '#aaBB00', description: 'Now.\nReally.' },
    least: { name: 'Later' },
    defaults: { color: '#3B82F6', description: null },
    changes: { name: 'Not urgent', color: '#000000', description: null },
    notNull: ['name', 'color'],
    bad: [{ name: 'x'.repeat(101) }, { color: 'red' }, { color: '#12345' }, { color: '#1234567' }],
  },
  {
    type: 'Package',
    full: { packageName: 'Core 9', studyIndication: 'Asthma', therapeuticArea: 'Respiratory' },
    least: { packageName: 'Core 10' },
    defaults: { studyIndication: null, therapeuticArea: null },
    changes: { packageName: 'Core 11', studyIndication: null, therapeuticArea: 'Lung' },
    notNull: ['packageName'],
    bad: [{ packageName: '' }, { studyIndication: long }],
  },
  {
    type: 'TextElement',
    full: { label: 'zz title', type: 'TITLE', content: 'Line 1\nLine 2\tdone' },
    least: { label: 'zz title', type: 'FOOTNOTE', content: 'Note' },
    defaults: {},
    changes: { label: 'zz other', type: 'ACRONYMS_SET', content: 'AE: adverse event' },
    notNull: ['label', 'type', 'content'],
    bad: [{ type: 'HEADING' }, { content: 'x'.repeat(10_001) }, { content: 'a\u0007b' }],
  },
  {
    type: 'User',
    full: { username: 'zoe.abara', role: 'ANALYST', department: 'programming' },
    least: { username: 'zoe@example.org', role: 'VIEWER' },
    defaults: { department: null, isActive: true },
    changes: { username: 'zoe_abara-2', role: 'ADMIN', department: null },
    notNull: ['username', 'role'],
    bad: [
      { username: 'zoe abara' },
      { username: 'x'.repeat(101) },
      { role: 'ROOT' },
      { department: long },
    ],
  },
];

describe.each(kinds)(
  '$type',
  ({ type, full, least, defaults, changes, fixed = [], notNull, bad }) => {
    const columns = ['id', 'version', ...Object.keys({ ...full, ...defaults })];
    const selection = `{ ${columns.join(' ')} }`;
    const create = (input: object) =>
      performed(api, 'admin', `create${type}`, { input }, selection);
    const update = (id: string, input: object) =>
      performed(api, 'admin', `update${type}`, { id, input }, selection);
    const [label = ''] = Object.keys(full).filter((name) => !name.endsWith('Id'));
    let id = '';

    test('is made with all that is given', async () => {
      const padded = { ...full, [label]: ` ${full[label]}\u00a0` };
      const made = await create(padded);
      id = made.id;
      expect(made).toEqual({ id, version: 1, ...defaults, ...full });
    });

    test('is made with the least that it needs', async () => {
      expect(await create(least)).toMatchObject({ ...least, ...defaults });
    });

    test('changes as a whole, and in part, and not at all', async () => {
      expect(await update(id, changes)).toEqual({
        id,
        version: 2,
        ...defaults,
        ...full,
        ...changes,
      });
      let version = 2;
      for (const [name, value] of Object.entries(full).filter(([each]) => !fixed.includes(each))) {
        const changed = await update(id, { [name]: value });
        expect(changed).toMatchObject({ [name]: value, version: (version += 1) });
      }
      expect(await update(id, {})).toEqual({ id, version, ...defaults, ...full });
    });

    test('cannot be made a second time', async () => {
      const refused = await perform(api, 'admin', `create${type}`, { input: full });
      expect(refused).toMatchObject({ code: 'CONFLICT', field: label });
    });

    test.each(notNull)('needs its %s: null is no value', async (name) => {
      const before = await update(id, {});
      const refused = await perform(api, 'admin', `update${type}`, { id, input: { [name]: null } });
      expect(refused).toMatchObject({ code: 'BAD_USER_INPUT', field: name });
      const input = { ...full, [label]: `${full[label]}x`, [name]: null };
      const unmade = await perform(api, 'admin', `create${type}`, { input });
      expect(unmade.code).toBe('BAD_USER_INPUT');
      expect(`${String(unmade.field)} ${unmade.message}`).toContain(name);
      expect(await update(id, {})).toEqual(before);
    });

    test.each(bad.map((value) => [Object.keys(value).join(), value] as const))(
      'is refused with a wrong %s, and the field is named: %#',
      async (name, value) => {
        const before = await update(id, {});
        const refused = [
          await perform(api, 'admin', `update${type}`, { id, input: value }),
          await perform(api, 'admin', `create${type}`, {
            input: { ...full, [label]: `${full[label]}x`, ...value },
          }),
        ];
        for (const { code, field, message } of refused) {
          expect(code).toBe('BAD_USER_INPUT');
          expect(`${String(field)} ${message}`).toContain(name);
        }
        expect(await update(id, {})).toEqual(before);
      },
    );

    test('cannot be changed where there is none, nor from an older version', async () => {
      const args = { id: '999999', input: changes };
      const none = await perform(api, 'admin', `update${type}`, args);
      expect(none).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
      const stale = await perform(api, 'admin', `update${type}`, {
        id,
        input: changes,
        expectedVersion: 1,
      });
      expect(stale).toMatchObject({
        code: 'STALE',
        extensions: { current: { [label]: full[label] } },
      });
    });

    test.each(fixed)('stays where it was made, and is made only there: %s', async (name) => {
      const input = { ...full, [name]: '999999' };
      const orphan = await perform(api, 'admin', `create${type}`, { input });
      expect(orphan).toMatchObject({ code: 'PARENT_MISSING', field: name });
      const moved = await perform(api, 'admin', `update${type}`, { id, input: { [name]: '2' } });
      expect(moved.code).toBe('BAD_USER_INPUT');
    });
  },
);

test.each([
  ['fields', (fields: string) => `mutation { ${fields} }`],
  ['a fragment', (fields: string) => `mutation { ...F } fragment F on Mutation { ${fields} }`],
])('of several commands as %s, none is run after one that is refused', async (how, write) => {
  const create = (alias: string, label: string) =>
    `${alias}: createStudy(input: { studyLabel: "${how} ${label}" }) { id }`;
  const commands = [create('a', 'first'), create('b', 'first'), create('c', 'last')].join(' ');
  const { errors } = await api.as('admin').run(write(commands));
  expect(errors).toMatchObject([
    { path: ['b'], extensions: { code: 'CONFLICT' } },
    { path: ['c'], extensions: { code: 'ABORTED' } },
  ]);
  const made =
    await api.sql`select study_label from pearl.studies where study_label like ${`${how} %`}`;
  expect(made).toEqual([{ study_label: `${how} first` }]);
});
