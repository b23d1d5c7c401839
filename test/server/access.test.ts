import {
  buildClientSchema,
  type GraphQLField,
  getIntrospectionQuery,
  getNamedType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

/* Who may use which field of Query. A field that is in no row, or a row without a field, fails. */

const who = [null, 'viewer', 'analyst', 'admin'] as const;
const no = 'UNAUTHENTICATED';

const rows: Record<
  string,
  readonly [anonymous: string, viewer: string, analyst: string, admin: string]
> = {
  auditLogs: [no, 'FORBIDDEN', 'FORBIDDEN', 'yes'],
  ...Object.fromEntries(
    [
      'me',
      ...['user', 'users', 'study', 'studies', 'databaseRelease', 'databaseReleases'],
      ...['reportingEffort', 'reportingEfforts', 'reportingEffortItem', 'reportingEffortItems'],
      ...[
        'tracker',
        'trackers',
        'trackerComment',
        'trackerComments',
        'tag',
        'tags',
        'textElement',
        'textElements',
      ],
      ...['package', 'packages', 'packageItem', 'packageItems'],
    ].map((field) => [field, [no, 'yes', 'yes', 'yes']]),
  ),
};

let api: Api;
let fields: Record<string, GraphQLField<unknown, unknown>>;
beforeAll(async () => {
  api = await startApi();
  const { data } = await api.as('admin').run<never, unknown>(getIntrospectionQuery());
  fields = buildClientSchema(data).getQueryType()?.getFields() ?? {};
});
afterAll(() => api.stop());

test('every field of Query is in a row, and every row is about a field', () => {
  expect(Object.keys(rows).sort()).toEqual(Object.keys(fields).sort());
});

/** The smallest document that uses a field. */
const documentOf = ({ name, args, type }: GraphQLField<unknown, unknown>) => {
  const id = args.some(isRequiredArgument) ? '(id: 1)' : '';
  const named = getNamedType(type);
  const isPage = isObjectType(named) && 'nodes' in named.getFields();
  return `{ ${name}${id} { ${isPage ? 'nodes { id }' : 'id'} } }`;
};

describe.for(Object.entries(rows))('%s', ([name, allowed]) => {
  test.for(who.map((user, at) => [user ?? 'nobody', user, allowed[at]] as const))(
    'to %s: %3$s',
    async ([, user, expected]) => {
      const field = fields[name];
      if (!field) throw new Error(`There is no field ${name}.`);
      const { data, errors } = await api
        .as(user)
        .run<Record<string, unknown> | null, unknown>(documentOf(field));

      expect(errors?.[0]?.extensions.code ?? 'yes').toBe(expected);
      if (expected !== 'yes') expect(data?.[name] ?? null).toBeNull();
      else expect(data).toHaveProperty(name);
    },
  );
});

test('what one field refuses does not hold up the others, and nothing is read for it', async () => {
  const { data, errors, extensions } = await api.as('viewer').run('{ auditLogs { totalCount } }');
  expect(errors).toHaveLength(1);
  expect(data).toBeNull();
  expect(extensions?.sql.statements).toBe(0);
});
