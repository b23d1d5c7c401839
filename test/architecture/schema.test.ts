import { readFileSync } from 'node:fs';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/schema.ts';

type Described = { readonly description?: string | null | undefined };

const schema = await makeSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

/** Everything in the schema that has a name, under its path. */
const elements: [path: string, name: string, element: Described][] = [
  ...types.flatMap((type) => {
    const own: [string, string, Described][] = [[type.name, type.name, type]];
    if (isEnumType(type)) {
      for (const value of type.getValues())
        own.push([`${type.name}.${value.name}`, value.name, value]);
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        own.push([`${type.name}.${field.name}`, field.name, field]);
      }
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        own.push([`${type.name}.${field.name}`, field.name, field]);
        for (const arg of field.args) {
          own.push([`${type.name}.${field.name}(${arg.name})`, arg.name, arg]);
        }
      }
    }
    return own;
  }),
  ...schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .map((each): [string, string, Described] => [`@${each.name}`, each.name, each]),
];

const breaking = (rule: (text: string, name: string) => boolean) =>
  elements
    .filter(([, name, { description }]) => description != null && !rule(description, name))
    .map(([path, , { description }]) => `${path}: ${description}`);

const letters = (text: string) => text.replace(/[^a-z]/gi, '').toLowerCase();

describe('the schema', () => {
  test('describes every type, field, argument, enum value and input field', () => {
    expect(elements.length).toBeGreaterThan(500);
    expect(
      elements.filter(([, , { description }]) => !description?.trim()).map(([path]) => path),
    ).toEqual([]);
  });

  test('describes in sentences', () => {
    expect(breaking((text) => text.endsWith('.') && !text.endsWith('..'))).toEqual([]);
    expect(breaking((text) => text === text.trim() && !/\n| {2}/.test(text))).toEqual([]);
    expect(breaking((text) => /^[\p{Lu}`]/u.test(text))).toEqual([]);
  });

  test('says more than the name', () => {
    const articles = /^(the|a|an|its|their)(?=[a-z])/;
    expect(
      breaking(
        (text, name) =>
          ![letters(text), letters(text).replace(articles, '')].includes(letters(name)),
      ),
    ).toEqual([]);
  });

  test('does not stumble over its articles', () => {
    expect(breaking((text) => !/\b[Aa] [AEIO]/.test(text))).toEqual([]);
  });

  test('has an id in types of rows only: caches take what has the same id for the same', () => {
    const withId = types.filter((type) => isObjectType(type) && type.getFields()['id']);
    const rows = withId.filter((type) => isObjectType(type) && type.getInterfaces().length > 0);
    expect(withId.filter((type) => !rows.includes(type)).map(({ name }) => name)).toEqual([
      'DatasetDetails',
      'TlfDetails',
    ]);
  });

  test('says who may use each root field', () => {
    for (const type of [
      schema.getQueryType(),
      schema.getMutationType(),
      schema.getSubscriptionType(),
    ]) {
      for (const { name, extensions } of Object.values(type?.getFields() ?? {})) {
        if (extensions['allow'] === 'anyone') continue;
        expect(extensions['allow'], name).toMatchObject({
          lets: expect.any(Function),
          needs: expect.stringMatching(/^(the (role|permission)|an account in) /),
        });
      }
    }
  });

  test('is the one in schema.graphql', () => {
    const printed = `${printSchema(lexicographicSortSchema(schema))}\n`;
    expect(
      readFileSync('schema.graphql', 'utf8') === printed,
      'npm run codegen prints it anew',
    ).toBe(true);
  });
});
