import { GraphQLError } from 'graphql';
import { expect } from 'vitest';

/** What a step gives, or the rule that refuses it: in a sentence. */
export const outcomeOf = <Step>(take: () => Step): Step | string => {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions['code']).toBe('INVALID_STATE');
    expect(error.message).toMatch(/^[A-Z].+\.$/);
    return String(error.extensions['rule']);
  }
};
