import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.ts';

const day = /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
// Postgres knows no offset of 16 hours or more, and nor does any place on earth.
const moment =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;

const isRealDay = (text: string) => {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return date.toISOString().startsWith(text.slice(0, 10));
};

const textScalar = (name: 'Date' | 'DateTime', pattern: RegExp, example: string, about: string) => {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && pattern.test(value) && isRealDay(value)) return value;
    throw new GraphQLError(`${name} needs a value such as "${example}".`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };
  builder.scalarType(name, {
    description: about,
    serialize: (value) => value as string,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
};

textScalar('Date', day, '2026-11-21', 'A day of the calendar, such as `2026-11-21`.');
textScalar(
  'DateTime',
  moment,
  '2026-11-21T09:30:00Z',
  'A moment with its time zone (RFC 3339), such as `2026-11-21T09:30:00.123456Z`. Answers are in UTC and exact to the microsecond.',
);

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});
