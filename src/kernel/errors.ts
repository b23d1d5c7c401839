import { GraphQLError } from 'graphql';

/** Every code that an error can have. */
export const codes = {
  UNAUTHENTICATED: 'There is no token, or it cannot be used: sign in.',
  FORBIDDEN: 'Your role may not do this.',
  NOT_FOUND: 'There is no row with this id.',
  BAD_REQUEST: 'The request is not one that GraphQL over HTTP knows.',
  BAD_USER_INPUT: 'A value is wrong; `extensions.field` names it.',
  CONFLICT: 'Another row has this label or code already.',
  PARENT_MISSING: 'A row that this one has to belong to does not exist.',
  STILL_REFERENCED: 'Other rows refer to this one, so it cannot be deleted at all.',
  CHECK_FAILED: 'The database refuses the value; `extensions.constraint` names its rule.',
  HAS_DEPENDENTS: 'Other rows depend on this one: delete it with `cascade: true`.',
  STALE: 'Somebody else has changed the row: read it again.',
  INVALID_STATE: 'The row is not in a state that allows this; `extensions.rule` says why.',
  ABORTED: 'It was not done, because others in the same request were refused.',
  TOO_EXPENSIVE: 'The document asks for too much: ask for less.',
  TOO_MANY_ATTEMPTS: 'This was tried too often: wait.',
  TOO_MANY_REQUESTS: 'Too many of your requests wait already: send fewer at a time.',
  TIMED_OUT: 'The request took longer than it may: ask for less, or try again later.',
  UNAVAILABLE: 'The database cannot be reached: try again later.',
  CURSOR_EXPIRED: 'The changes after this cursor are gone: read everything again.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of this name.',
  GRAPHQL_PARSE_FAILED: 'The document cannot be parsed.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  INTERNAL_SERVER_ERROR: 'Something is wrong with the server, not with the request.',
} as const;

export type Code = keyof typeof codes;

/** An error that the client may read as it stands; it has the same HTTP status wherever it comes from. */
export const refusal = (code: Code, message: string, details: Record<string, unknown> = {}) =>
  new GraphQLError(message, { extensions: { code, ...httpOf(code, details), ...details } });

/** Codes that are about who asks, and not about what is asked: HTTP has words for them that clients act on. */
const httpOf = (code: Code, { retryAfter }: Record<string, unknown>) => {
  if (code === 'UNAUTHENTICATED')
    return { http: { status: 401, headers: { 'www-authenticate': 'Bearer' } } };
  if (code === 'TOO_MANY_ATTEMPTS')
    return { http: { status: 429, headers: { 'retry-after': String(retryAfter) } } };
  return {};
};

/** Says that the database cannot be reached, or was lost on the way. */
export const unavailable = (message: string) =>
  refusal('UNAVAILABLE', message, { http: { status: 503, headers: { 'retry-after': '5' } } });

/** Says that so many requests of one user wait that there is no room for more. */
export const tooManyRequests = () =>
  refusal('TOO_MANY_REQUESTS', 'Too many of your requests wait already: send fewer at a time.', {
    http: { status: 429, headers: { 'retry-after': '1' } },
  });

/** Says that the answer of a request gets too large. */
export const tooLarge = (most: number) =>
  refusal(
    'TOO_EXPENSIVE',
    `This answer would hold more than ${most} values. Ask for smaller pages, for fewer fields, or in several requests.`,
    { maxValues: most },
  );

/** Why a row's state does not allow something: rules by their names, each with what it says. */
export type Rules<Name extends string = string> = Readonly<Record<Name, string>>;

/** Makes what refuses by one of these rules. */
export const refusalsBy =
  <Name extends string>(_rules: Rules<Name>) =>
  (rule: Name, message: string, details: Record<string, unknown> = {}) =>
    refusal('INVALID_STATE', message, { rule, ...details });

/** An error as it is sent where there is no HTTP: without what only that makes use of. */
export const shown = (error: GraphQLError) => {
  const { extensions: { http: _http, unexpected: _unexpected, ...extensions } = {}, ...rest } =
    error.toJSON();
  return { ...rest, extensions };
};
