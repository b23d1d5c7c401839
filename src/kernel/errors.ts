import { GraphQLError } from 'graphql';

/** Every way in which PEARL says no. Whatever else goes wrong is masked and logged. */
export type Code =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'PARENT_MISSING'
  | 'STILL_REFERENCED'
  | 'CHECK_FAILED'
  | 'HAS_DEPENDENTS'
  | 'STALE'
  | 'INVALID_STATE'
  | 'TOO_EXPENSIVE'
  | 'TOO_MANY_ATTEMPTS'
  | 'TOO_MANY_REQUESTS'
  | 'TIMED_OUT'
  | 'UNAVAILABLE'
  | 'ABORTED'
  | 'CURSOR_EXPIRED';

/** An error that the client may read as it stands. */
export const refusal = (code: Code, message: string, details: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...details } });
