import { type ExecutionResult, GraphQLError, type Source } from 'graphql';

/** A location is counted from the beginning of the document, again and again: not for the errors of thousands of rows. */
const mostLocated = 20;

/** Where the lines of a document begin. */
const lineStarts = ({ body }: Source): readonly number[] => [
  0,
  ...Array.from(body.matchAll(/\r\n|[\n\r]/g), ({ index, 0: { length } }) => index + length),
];

/**
 * Makes errors of graphql-js of those of the compiler, which know lines and columns only: Yoga sends the locations of errors
 * that know their positions.
 */
export const located = (result: ExecutionResult, source: Source | undefined): ExecutionResult => {
  if (!result.errors) return result;
  const starts = source && lineStarts(source);
  const errors = result.errors.map(
    ({ message, locations, path, originalError, extensions }, at) =>
      new GraphQLError(message, {
        ...(starts &&
          at < mostLocated && {
            source,
            positions: locations?.map(({ line, column }) => (starts[line - 1] ?? 0) + column - 1),
          }),
        path,
        originalError,
        extensions,
      }),
  );
  return { ...result, errors };
};
