import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { fc, runs } from '../support/random.ts';

/* Random and hostile input at every mutation: an answer or a refusal in words, and nothing by halves. */

let api: Api;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startApi({ MAX_BODY_BYTES: '4000000' });
  const { data } = await api.as('admin').run<never, unknown>(getIntrospectionQuery());
  schema = buildClientSchema(data);
});
afterAll(() => api.stop());

const hostile = [
  '',
  ' ',
  '\u200b\u00a0',
  '\0',
  'a\0b',
  '\ud800',
  '\u202eevil',
  "'; drop table pearl.studies; --",
  '"}{\\',
  '{1,2}',
  'NULL',
  '$1',
  '%',
  '😀'.repeat(300),
  'x'.repeat(300),
  'line\nline\ttab',
  'z\u0327\u030c'.repeat(80),
  '2026-02-30',
  '0000-00-00',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

const wrong = fc.oneof(fc.constantFrom(null, true, 1e308, -1, 2 ** 40, 0.5, [], {}, [[]]), text);

const scalars: Record<string, fc.Arbitrary<unknown>> = {
  ID: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom('0', '-1', '99999999999', '1e3', '1; select 1', ' 1') },
    { weight: 1, arbitrary: text },
  ),
  String: text,
  Int: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 40_000)),
  Boolean: fc.boolean(),
  Date: fc.oneof(fc.constantFrom('2026-07-01', '9999-12-31', '2026-02-30', '0001-01-01'), text),
  DateTime: text,
  JSON: fc.jsonValue(),
};

/** Values of a type: mostly what it asks for, and now and then anything else. */
const valuesOf = (type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> => {
  if (isNonNullType(type)) return valuesOf(type.ofType, depth);
  if (isListType(type)) return fc.array(valuesOf(type.ofType, depth + 1), { maxLength: 6 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const requiredKeys = fields.filter((each) => isNonNullType(each.type)).map(({ name }) => name);
    return fc.record(
      Object.fromEntries(fields.map((each) => [each.name, some(each.type, depth + 1)])),
      { requiredKeys },
    );
  }
  return scalars[type.name] ?? text;
};

const some = (type: GraphQLInputType, depth: number) =>
  fc.oneof(
    { weight: 24, arbitrary: valuesOf(type, depth) },
    { weight: 1, arbitrary: wrong },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const argumentsOf = ({ args }: GraphQLField<unknown, unknown>) =>
  fc.record(Object.fromEntries(args.map((each) => [each.name, some(each.type, 0)])), {
    requiredKeys: args.filter((each) => isNonNullType(each.type)).map(({ name }) => name),
  });

const selectionOf = (field: GraphQLField<unknown, unknown>): string => {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const leaves = Object.values(type.getFields()).filter(
    (each) => isLeafType(getNamedType(each.type)) && each.args.length === 0,
  );
  return `{ ${leaves.map(({ name }) => name).join(' ')} }`;
};

const documentOf = (field: GraphQLField<unknown, unknown>): string => {
  const variables = field.args.map(({ name, type }) => `$${name}: ${String(type)}`);
  const given = field.args.map(({ name }) => `${name}: $${name}`);
  const inBrackets = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  return `mutation Fuzz${inBrackets(variables)} { ${field.name}${inBrackets(given)} ${selectionOf(field)} }`;
};

/** What a row may break and the database does not know of: items without their tracker, details of the other kind. */
const halves = () => api.sql<{ wrong: string }[]>`
  select 'item without tracker' as wrong from pearl.reporting_effort_items i
  where not exists (select from pearl.reporting_effort_item_trackers where reporting_effort_item_id = i.id)
  union all select 'reply on another tracker' from pearl.tracker_comments c
  join pearl.tracker_comments p on p.id = c.parent_comment_id where p.tracker_id <> c.tracker_id
  union all select 'open reply in a resolved thread' from pearl.tracker_comments c
  join pearl.tracker_comments p on p.id = c.parent_comment_id where p.is_resolved and not c.is_resolved
  union all select 'details of the other kind' from pearl.reporting_effort_tlf_details d
  join pearl.reporting_effort_items i on i.id = d.reporting_effort_item_id where i.item_type <> 'TLF'`;

const lastRecord = async () => {
  const [row] = await api.sql<{ id: number }[]>`select max(id) as id from pearl.audit_logs`;
  return row?.id;
};

const codes =
  /^(BAD_USER_INPUT|NOT_FOUND|CONFLICT|PARENT_MISSING|STILL_REFERENCED|CHECK_FAILED|HAS_DEPENDENTS|STALE|INVALID_STATE|FORBIDDEN|UNAUTHENTICATED|TOO_MANY_ATTEMPTS)$/;

test('there are mutations to throw things at', () => {
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).length).toBeGreaterThan(40);
});

/** What the status says too, whatever the answer. */
const statuses: Record<string, number> = { UNAUTHENTICATED: 401, TOO_MANY_ATTEMPTS: 429 };

describe('whatever is thrown at it', () => {
  test('every mutation answers, or refuses in words and leaves nothing', {
    timeout: 300_000,
  }, async () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    // passwords and who is in would shut the test itself out
    const harmless = fields.filter(
      ({ name }) => !/User$|Password$/.test(name) || name === 'createUser',
    );
    const outcomes = { done: 0, refused: 0 };
    for (const field of harmless) {
      const document = documentOf(field);
      await fc.assert(
        fc.asyncProperty(argumentsOf(field), async (variables) => {
          const before = await lastRecord();
          const { data, errors, status } = await api
            .as('admin')
            .run<Record<string, unknown> | null, unknown>(document, variables);
          const said = `${field.name} ${JSON.stringify(variables)}: ${JSON.stringify(errors)}`;
          const [code] = (errors ?? []).map(({ extensions }) => extensions.code);
          expect(status, said).toBe(statuses[code ?? ''] ?? 200);
          for (const { extensions, message } of errors ?? []) {
            expect(extensions.code, said).toMatch(codes);
            expect(message, said).not.toMatch(/select|insert|update |syntax|pg_|violates/);
          }
          expect((data?.[field.name] ?? null) !== null, said).toBe(!errors);
          const after = await lastRecord();
          // a sign-in that fails leaves a trace
          expect(errors && field.name !== 'signIn' ? after : before, said).toBe(before);
          outcomes[errors ? 'refused' : 'done'] += 1;
        }),
        runs(20),
      );
    }
    expect(await halves()).toEqual([]);
    expect(Math.min(outcomes.done, outcomes.refused)).toBeGreaterThan(100);
  });
});
