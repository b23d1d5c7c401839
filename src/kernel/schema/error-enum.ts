import { codes, type Rules } from '../errors.ts';
import { builder } from './builder.ts';

const valuesOf = (about: Rules) =>
  Object.fromEntries(
    Object.entries(about).map(([value, description]) => [value, { value, description }] as const),
  );

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What kind of error it is: `extensions.code` of every error is one of these.',
  values: valuesOf(codes),
});

export const Rule = builder.enumType('Rule', {
  description:
    'Which rule keeps a row from being changed: `extensions.rule` of an error with the code INVALID_STATE is one of these.',
  values: {} as Record<string, { value: string }>,
});

/** Lets the enum name the rules of the domains that are served. */
export const nameRules = (rules: Rules): void => {
  const values = Object.fromEntries(
    Object.entries(valuesOf(rules)).map(([name, value]) => [name, { ...value, pothosOptions: {} }]),
  );
  Rule.updateConfig((config) => ({ ...config, values }));
};
