import type { GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { loaded } from '../../../src/domains/index.ts';
import { upperCase } from '../../../src/kernel/schema/enum.ts';
import { makeSchema } from '../../../src/schema.ts';

/* What is read only with a trace is in nothing that would tell of it without one: a cursor, a group, a yes or no. */

test('what is watched sorts, filters and groups nothing', async () => {
  const types = (await makeSchema(['clinic'])).getTypeMap();
  const [clinic] = await loaded(['clinic']);
  const watched = [...(clinic?.entities ?? [])].flatMap(([name, { watched: of }]) =>
    (of?.columns ?? []).map((column) => [name, column] as const),
  );
  expect(watched.length).toBeGreaterThan(10);
  const names = new Set(watched.map(([name]) => name));
  const told = [...names].flatMap((name) => [
    ...Object.keys((types[`${name}Filter`] as GraphQLInputObjectType).getFields()),
    ...(types[`${name}OrderField`] as GraphQLEnumType).getValues().map((value) => value.name),
    ...Object.keys((types[`${name}GroupKeys`] as GraphQLObjectType | undefined)?.getFields() ?? {}),
    ...Object.keys((types[`${name}Group`] as GraphQLObjectType | undefined)?.getFields() ?? {}),
  ]);
  expect(told).toContain('id');
  for (const [, column] of watched) {
    expect(told).not.toContain(column);
    expect(told).not.toContain(upperCase(column));
  }
});
