import { GraphQLError } from 'graphql';
import postgres from 'postgres';
import type { Config } from '../config.ts';
import { isAway } from '../database/connection-loss.ts';
import { TooManyWaiting } from '../database/fair-queue.ts';
import { tooManyRequests, unavailable } from '../kernel/errors.ts';
import { exchanges } from './exchange.ts';

/** Anything that is not a refusal of ours is a fault of ours: it is logged whole, and the client gets its number. */
export const masking =
  ({ introspection }: Pick<Config, 'introspection'>) =>
  (error: unknown): GraphQLError => {
    const cause = causeOf(error);
    if (error instanceof GraphQLError && cause instanceof GraphQLError) {
      if (cause.extensions?.['code']) return error;
      if (isRequestsFault(cause)) return coded(error, introspection);
    }
    const exchange = exchanges.getStore();
    const { nodes, source, positions, path } = error instanceof GraphQLError ? error : {};
    const place = {
      nodes: nodes ?? null,
      source: source ?? null,
      positions: positions ?? null,
      path: path ?? null,
    };
    if (cause instanceof TooManyWaiting) {
      const { message, extensions } = tooManyRequests();
      return new GraphQLError(message, { ...place, extensions });
    }
    if (isAway(cause)) {
      exchange?.log.error({ err: cause, path }, 'the database cannot be reached');
      const { message, extensions } = unavailable(
        'The database cannot be reached: try again in a few seconds.',
      );
      return new GraphQLError(message, { ...place, extensions });
    }
    exchange?.log.error({ err: withoutValues(cause), path }, 'unexpected error');
    return new GraphQLError(
      'Something went wrong on our side. Give this request id to whoever runs the server.',
      {
        ...place,
        // `unexpected` becomes the status 500, unless there is an answer in part
        extensions: {
          code: 'INTERNAL_SERVER_ERROR',
          requestId: exchange?.requestId,
          unexpected: true,
        },
      },
    );
  };

/** Postgres says of what it refuses which values it had, which are people's and in no log. */
const withoutValues = (error: unknown): unknown => {
  if (!(error instanceof postgres.PostgresError)) return error;
  for (const name of ['detail', 'where']) Reflect.deleteProperty(error, name);
  return error;
};

/** What was thrown, inside what the executor made of it. */
const causeOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;

/** What the executor itself finds at a field is our data's fault, unless it is a variable's null that got that far. */
const isRequestsFault = ({ path, message }: GraphQLError) =>
  !path || message.startsWith('Argument "');

/** Wrong variables: the executor neither gives a code nor keeps the schema's names to itself. */
const coded = (error: GraphQLError, suggestions: boolean): GraphQLError =>
  Object.create(error, {
    message: {
      value: suggestions ? error.message : error.message.replace(/ Did you mean .+\?$/, ''),
      enumerable: true,
    },
    extensions: { value: { ...error.extensions, code: 'BAD_USER_INPUT' }, enumerable: true },
  });
