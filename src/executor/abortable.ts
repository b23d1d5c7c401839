import { type ExecutionResult, GraphQLError, getOperationAST, OperationTypeNode } from 'graphql';
import { pathToArray } from 'graphql/jsutils/Path.js';
import type { Context } from '../kernel/context.ts';
import { tooLarge } from '../kernel/errors.ts';
import type { Execute } from './execute.ts';

/**
 * Aborts an execution whose answer gets too large (kernel/read/answer-limit.ts): nobody waits for the rest of it. What a
 * mutation has done is done, so that its error is one further down.
 */
export const abortable =
  (execute: Execute): Execute =>
  async (args) => {
    const { promise, resolve } = Promise.withResolvers<ExecutionResult>();
    const operation = getOperationAST(args.document, args.operationName)?.operation;
    const context = args.contextValue as Context;
    let never: Promise<never> | undefined;
    const giveUp: Context['giveUp'] = (at) => {
      if (never) return never; // there may be thousands of them
      never = new Promise(() => {});
      const { message, extensions } = tooLarge(context.maxValues);
      const path = pathToArray(at);
      resolve(
        operation === OperationTypeNode.MUTATION
          ? {
              data: { [String(path[0])]: null },
              errors: [new GraphQLError(message, { path, extensions })],
            }
          : { errors: [new GraphQLError(message, { extensions })] },
      );
      return never;
    };
    return Promise.race([execute({ ...args, contextValue: { ...context, giveUp } }), promise]);
  };
