import { GraphQLError } from 'graphql';
import { exchanges } from './exchange.ts';

/** Anything that is not a refusal of ours is a fault of ours: it is logged whole, and the client gets its number. */
export const masked = (error: unknown): GraphQLError => {
  const cause = causeOf(error);
  if (cause instanceof GraphQLError) return error as GraphQLError;
  const exchange = exchanges.getStore();
  const { nodes, path } = error instanceof GraphQLError ? error : {};
  exchange?.log.error({ err: cause, path }, 'unexpected error');
  return new GraphQLError(
    'Something went wrong on our side. Give this request id to whoever runs the server.',
    {
      nodes: nodes ?? null,
      path: path ?? null,
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: exchange?.requestId },
    },
  );
};

/** What was thrown, inside what the executor made of it. */
const causeOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
