import {
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Config } from '../config.ts';
import { domains } from '../domains/index.ts';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import type { Worker } from '../kernel/read/time-slice.ts';
import type { Exchange } from './exchange.ts';
import { stringifyInTurns } from './stringify.ts';

/** What an operation comes to, and how that is written, if not by JSON.stringify. */
export type Answer = ExecutionResult & { readonly stringify?: (result: ExecutionResult) => string };

/** An answer of more values is written in parts. */
const largeAnswer = 50_000;

/** Writes an answer whose data have been written before. */
const stringifier = async ({ data }: ExecutionResult, worker: Worker) => {
  const text = await stringifyInTurns(data, worker);
  return ({ data: _data, ...others }: ExecutionResult) =>
    JSON.stringify({ ...others, data: 0 }).replace(/0}$/, () => `${text}}`);
};

/** Executes an operation, unless its token is no good; reports the statements that it took, and writes large answers in parts. */
export const answering = (execute: Execute, { sqlReport, domains: served }: Config) => {
  /** Who reads the whole trail of a realm may also see how we read. */
  const isAdmin = (viewer: Viewer) =>
    served.some((name) => domains[name].domain.record.trail.allow.lets(viewer));

  return async (args: ExecutionArgs, learned: Exchange['learned']): Promise<Answer> => {
    const { spent, viewer, turnedAway } = args.contextValue as Context;
    const operation = getOperationAST(args.document, args.operationName);
    learned.operation = operation?.name?.value;
    // mutations say so one by one: some are for whoever has no good token any more
    const isRefused = turnedAway && operation?.operation !== OperationTypeNode.MUTATION;
    const result = isRefused ? { errors: [turnedAway] } : await execute(args);
    learned.statements = spent.statements;
    const isReported = sqlReport === 'all' || (sqlReport === 'admin' && viewer && isAdmin(viewer));
    const sql = { statements: spent.statements, ms: Math.round(spent.ms * 100) / 100 };
    return {
      ...result,
      ...(isReported && { extensions: { ...result.extensions, sql } }),
      ...(result.data &&
        spent.values > largeAnswer && { stringify: await stringifier(result, spent) }),
    };
  };
};

export type Answering = ReturnType<typeof answering>;
