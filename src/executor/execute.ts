import type { ExecutionArgs, ExecutionResult } from 'graphql';

/** Executes an operation, as graphql's `execute` does. */
export type Execute = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult;
