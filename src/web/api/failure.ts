/** Why something was not done, in words. */
export class Failure extends Error {
  readonly title: string;
  readonly code: string;
  /** Leads whoever runs the server to the lines of the log. */
  readonly requestId: string;
  /** What else the server says of it: the field, the rule, the row as it is now. */
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    message: string,
    requestId: string,
    details: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = code;
    this.title = titles[code] ?? 'This was not possible';
    this.requestId = requestId;
    this.details = details;
  }
}

const titles: Readonly<Record<string, string>> = {
  OFFLINE: 'The server does not answer',
  UNAUTHENTICATED: 'You are signed out',
  FORBIDDEN: 'You may not do this',
  NOT_FOUND: 'It is not there',
  BAD_USER_INPUT: 'Something is wrong with what was given',
  CONFLICT: 'There is one already',
  STALE: 'Somebody else was faster',
  INVALID_STATE: 'A rule does not allow it',
  HAS_DEPENDENTS: 'Other rows depend on it',
  TIMED_OUT: 'It took too long',
  TOO_MANY_REQUESTS: 'Too much at a time',
  TOO_MANY_ATTEMPTS: 'Too many attempts',
  UNAVAILABLE: 'The database cannot be reached',
  INTERNAL_SERVER_ERROR: 'Something went wrong',
};

export const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('INTERNAL', error instanceof Error ? error.message : String(error), '');
