import { GraphQLError } from 'graphql';

const refusalOf = (run: () => unknown): GraphQLError | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
};

/** The rule that refuses something. */
export const ruleOf = (run: () => unknown) => refusalOf(run)?.extensions['rule'];

/** The field that is wrong. */
export const fieldOf = (run: () => unknown) => refusalOf(run)?.extensions['field'];
