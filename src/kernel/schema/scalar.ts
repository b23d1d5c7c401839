import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.ts';
import type { Scalar } from './table.ts';

const day = /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
// Postgres knows no offset of 16 hours or more, and nor does any place on earth.
const moment =
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/;

const isRealDay = (text: string) => {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return date.toISOString().startsWith(text.slice(0, 10));
};

const [firstMoment, afterLast] = [Date.parse('0001-01-01'), Date.parse('+010000-01-01')];

/** Whether it is in one of these years in UTC, too, as Postgres rounds it: what is answered can be asked with. */
const isRealMoment = (text: string) => {
  const [, second = '', fraction = '', zone = ''] = /^(.{19})(\.\d+)?(.*)$/.exec(text) ?? [];
  const at = Date.parse(second + zone);
  const rounded = Math.round(Number(`0${fraction}`) * 1e6) === 1e6 ? 1000 : 0;
  return isRealDay(text) && at >= firstMoment && at + rounded < afterLast;
};

type TextScalar = {
  readonly pattern: RegExp;
  readonly example: string;
  readonly description: string;
  readonly isReal?: (text: string) => boolean;
  /** Whether numbers stand for their texts. */
  readonly isNumber?: boolean;
};

const textScalar = (
  name: 'Date' | 'DateTime' | 'Time' | 'Decimal',
  { pattern, example, description, isReal = () => true, isNumber = false }: TextScalar,
) => {
  const kinds: readonly string[] = isNumber ? [Kind.STRING, Kind.INT, Kind.FLOAT] : [Kind.STRING];
  const parse = (given: unknown): string => {
    const value = isNumber && typeof given === 'number' ? String(given) : given;
    if (typeof value === 'string' && pattern.test(value) && isReal(value)) return value;
    throw new GraphQLError(`${name} needs a value such as "${example}".`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };
  builder.scalarType(name, {
    description,
    serialize: (value) => value as string,
    parseValue: parse,
    parseLiteral: (node: ValueNode) =>
      parse('value' in node && kinds.includes(node.kind) ? node.value : undefined),
  });
};

textScalar('Date', {
  pattern: day,
  isReal: isRealDay,
  example: '2026-11-21',
  description: 'A day of the calendar, such as `2026-11-21`.',
});
textScalar('DateTime', {
  pattern: moment,
  isReal: isRealMoment,
  example: '2026-11-21T09:30:00Z',
  description:
    'A moment with its time zone (RFC 3339), such as `2026-11-21T09:30:00.123456Z`. Answers are in UTC and exact to the microsecond.',
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});

/** Scalars that are only in the schema if a column needs them. */
const rare = new Map([
  [
    'Decimal',
    {
      pattern: /^-?\d{1,100}(\.\d{1,100})?$/,
      isNumber: true,
      example: '12.50',
      description: 'A number of any size, exact to its last digit, such as `"12.50"`.',
    },
  ],
  [
    'Time',
    {
      pattern: /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/,
      example: '09:30:00',
      description: 'A time of the day, without a zone, such as `09:30:00`.',
    },
  ],
] as const);

export const makeScalar = (name: Scalar): void => {
  if (name !== 'Decimal' && name !== 'Time') return;
  const scalar = rare.get(name);
  if (scalar && rare.delete(name)) textScalar(name, scalar);
};
