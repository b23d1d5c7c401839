import {
  type GraphQLError as Error,
  type ExecutionResult,
  GraphQLError,
  type Source,
} from 'graphql';

const lineBreak = /\r\n|[\n\r]/g;

const positionOf = ({ body }: Source, line: number, column: number): number => {
  const last = line > 1 ? [...body.matchAll(lineBreak)][line - 2] : undefined;
  return (last ? last.index + last[0].length : 0) + column - 1;
};

/** Yoga sends the locations of errors that know their positions; the compiler's errors know lines and columns only. */
export const located = (result: ExecutionResult, source: Source | undefined): ExecutionResult => {
  if (!result.errors || !source) return result;
  const locate = ({ message, locations, path, originalError, extensions }: Error) =>
    new GraphQLError(message, {
      source,
      positions: locations?.map(({ line, column }) => positionOf(source, line, column)) ?? null,
      path: path ?? null,
      originalError: originalError ?? null,
      extensions,
    });
  return { ...result, errors: result.errors.map(locate) };
};
