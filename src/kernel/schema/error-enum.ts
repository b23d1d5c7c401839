import { codes, rules } from '../errors.ts';
import { builder } from './builder.ts';

const valuesOf = (about: Iterable<readonly [name: string, description: string]>) =>
  Object.fromEntries(
    Array.from(about, ([value, description]) => [value, { value, description }] as const),
  );

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What kind of error it is: `extensions.code` of every error is one of these.',
  values: valuesOf(Object.entries(codes)),
});

/** To be made when all domains have declared their rules. */
export const makeRule = () =>
  builder.enumType('Rule', {
    description:
      'Which rule keeps a row from being changed: `extensions.rule` of an error with the code INVALID_STATE is one of these.',
    values: valuesOf(rules),
  });
