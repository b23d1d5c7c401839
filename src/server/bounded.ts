import { type ExecutionResult, GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import { pathToArray } from 'graphql/jsutils/Path.js';
import type { Context } from '../kernel/context.ts';
import type { Execute } from './executor.ts';

/**
 * Ends an execution whose answer gets too large (kernel/answer.ts): nobody waits for the rest of it. What a mutation has
 * done is done, so that its error is one further down.
 */
export const bounded =
  (execute: Execute): Execute =>
  async (args) => {
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    const operation = getOperationAST(args.document, args.operationName)?.operation;
    const giveUp: Context['giveUp'] = (error, at) => {
      const path = pathToArray(at);
      const { message, extensions } = error;
      resolve(
        operation === OperationTypeNode.MUTATION
          ? {
              data: { [String(path[0])]: null },
              errors: [new GraphQLError(message, { path, extensions })],
            }
          : { errors: [error] },
      );
      return new Promise<never>(() => {});
    };
    const contextValue = { ...(args.contextValue as Context), giveUp };
    return Promise.race([execute({ ...args, contextValue }), promise]);
  };
