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

const everyone = [no, 'yes', 'yes', 'yes'] as const;
const admins = [no, 'FORBIDDEN', 'FORBIDDEN', 'yes'] as const;

const rows: Record<string, readonly string[]> = {
  auditLogs: admins,
  me: everyone,
  user: everyone,
  users: everyone,
  study: everyone,
  studies: everyone,
  databaseRelease: everyone,
  databaseReleases: everyone,
  reportingEffort: everyone,
  reportingEfforts: everyone,
  reportingEffortItem: everyone,
  reportingEffortItems: everyone,
  tracker: everyone,
  trackers: everyone,
  trackerComment: everyone,
  trackerComments: everyone,
  tag: everyone,
  tags: everyone,
  textElement: everyone,
  textElements: everyone,
  package: everyone,
  packages: everyone,
  packageItem: everyone,
  packageItems: everyone,
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
      expect(Boolean(data?.[name])).toBe(expected === 'yes');
    },
  );
});

test('what one field refuses does not hold up the others, and nothing is read for it', async () => {
  const { data, errors, extensions } = await api.as('viewer').run('{ auditLogs { totalCount } }');
  expect(errors).toHaveLength(1);
  expect(data).toBeNull();
  expect(extensions?.sql.statements).toBe(0);
});
