import { type GraphQLObjectType, isIntrospectionType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { type Api, startApi } from '../support/api.ts';
import { entitiesOf } from '../support/entities.ts';
import { key, resultTypesOf, smallest, text } from '../support/smallest.ts';
import { succeeded } from '../support/succeeded.ts';
import { changes, mutations, parts, queries, results, type Who, who } from './allowed.ts';

const api: Api = await startApi();
const schema = builder.toSchema();
const own = new Map<Who, string>();
beforeAll(async () => {
  const ids = await api.sql<{ id: number }[]>`
    select id from pearl.users where username in ('admin', 'analyst', 'viewer')`;
  const passwords = ids.map(
    ({ id }) => `u${id}: setPassword(id: ${id}, password: "${text}") { id }`,
  );
  await succeeded(api.as('admin').run(`mutation { ${passwords.join(' ')} }`));
  for (const user of ['viewer', 'analyst', 'admin'] as const) {
    const { data } = await succeeded(
      api
        .as(user)
        .run<{ addComment: { id: string } }, never>(
          'mutation { addComment(trackerId: 1, commentText: "Mine.") { id } }',
        ),
    );
    own.set(user, data.addComment.id);
  }
});
afterAll(() => api.stop());

const signIn = `username: "viewer", password: "${text}"`;
const refreshToken = async () => {
  const { data } = await succeeded(
    api
      .as(null)
      .run<{ signIn: { refreshToken: string } }, never>(
        `mutation { signIn(${signIn}) { refreshToken } }`,
      ),
  );
  return `refreshToken: "${data.signIn.refreshToken}"`;
};

/** What fields are given for which any valid value is not enough. */
const given: Record<string, (user: Who) => string | Promise<string>> = {
  node: () => `nodeId: "${nodeIdOf('Study', 1)}"`,
  cancel: () => 'id: "none"',
  signIn: () => signIn,
  refreshSession: refreshToken,
  signOut: refreshToken,
  changePassword: () => `currentPassword: "${text}", newPassword: "${text}"`,
  markRead: () => `trackerId: "${key}"`,
  editComment: (user) => `id: "${own.get(user) ?? key}", commentText: "${text}"`,
};

/** How a command may end for those who are let in. */
const ends = [
  'done',
  'NOT_FOUND',
  'CONFLICT',
  'PARENT_MISSING',
  'STILL_REFERENCED',
  'CHECK_FAILED',
  'HAS_DEPENDENTS',
  'INVALID_STATE',
];

/** Rows that only one person sees: the first of them is somebody else's. */
const ownOnly = ['mention', 'readMark'];

const auditedChanges = async () => {
  const [row] = await api.sql<{ count: number }[]>`
    select count(*)::int from pearl.audit_logs`;
  return row?.count;
};

describe.each([
  ['query', schema.getQueryType(), queries],
  ['mutation', schema.getMutationType(), mutations],
] as const)('a %s', (operation, type, rows) => {
  const fields = type?.getFields() ?? {};

  test('is in a row, and every row is about one', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(fields).sort());
  });

  describe.for(Object.entries(rows))('%s', ([name, allowed]) => {
    const cases = who.map((user, at) => ({ by: user ?? 'nobody', user, expected: allowed[at] }));
    const use = async (user: Who) => {
      const field = fields[name];
      if (!field) throw new Error(`There is no field ${name}.`);
      const document = smallest(schema, operation, field, await given[name]?.(user));
      const answer = await api.as(user).run<Record<string, unknown> | null, unknown>(document);
      return {
        end: answer.errors?.[0]?.extensions.code ?? 'done',
        brings: (answer.data?.[name] ?? null) !== null,
        statements: answer.extensions?.sql.statements,
      };
    };

    test.for(cases.filter(({ expected }) => expected !== 'yes'))(
      'is refused to $by as $expected, and does nothing',
      async ({ user, expected }) => {
        const before = await auditedChanges();
        expect(await use(user)).toEqual({ end: expected, brings: false, statements: 0 });
        expect(await auditedChanges()).toBe(before);
      },
    );

    test.for(cases.filter(({ expected }) => expected === 'yes'))('is for $by', async ({ user }) => {
      const { end, brings } = await use(user);
      expect(operation === 'query' ? ['done'] : ends).toContain(end);
      expect(brings).toBe(end === 'done' && !ownOnly.includes(name));
    });
  });
});

describe('what is no row', () => {
  const types = Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !isIntrospectionType(type))
    .map(({ name }) => name);
  const ofRows = entitiesOf(schema).flatMap(({ type: { name } }) => [
    name,
    `${name}Connection`,
    `${name}Edge`,
  ]);

  test('is in a row, and every row is about a type', () => {
    expect(types.sort()).toEqual(
      [
        'Query',
        'Mutation',
        'Subscription',
        ...ofRows,
        ...changes,
        ...parts,
        ...Object.keys(results),
      ].sort(),
    );
  });

  test('is for those who may use one of the fields that answer with it', () => {
    const lets = (allowed: readonly string[]) => allowed.filter((each) => each === 'yes').length;
    const widest: Record<string, readonly string[]> = {};
    const { Query, Mutation } = schema.getTypeMap() as Record<string, GraphQLObjectType>;
    for (const type of [Query, Mutation]) {
      for (const field of Object.values(type?.getFields() ?? {})) {
        const allowed = queries[field.name] ?? mutations[field.name] ?? [];
        for (const { name } of resultTypesOf(schema, field)) {
          if (lets(allowed) > lets(widest[name] ?? [])) widest[name] = allowed;
        }
      }
    }
    expect(widest).toEqual(results);
  });
});

test.each([
  ['viewer', 'analyst', 'FORBIDDEN'],
  ['analyst', 'viewer', 'FORBIDDEN'],
  ['admin', 'viewer', 'done'],
] as const)('the %s edits a comment of the %s: %s', async (user, author, end) => {
  const before = await auditedChanges();
  const { errors } = await api
    .as(user)
    .run(`mutation { editComment(id: "${own.get(author)}", commentText: "Not mine.") { id } }`);
  expect(errors?.[0]?.extensions.code ?? 'done').toBe(end);
  expect(await auditedChanges()).toBe(Number(before) + (end === 'done' ? 1 : 0));
});

test('what one field refuses does not hold up the others, and nothing is read for it', async () => {
  const { data, errors, extensions } = await api.as('viewer').run('{ auditLogs { totalCount } }');
  expect(errors).toHaveLength(1);
  expect(data).toBeNull();
  expect(extensions?.sql.statements).toBe(0);
});
