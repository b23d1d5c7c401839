import { type ExecutionResult, getOperationAST, OperationTypeNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { domains } from '../domains/index.ts';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import type { Worker } from '../kernel/read/time-slice.ts';
import type { Exchange } from './exchange.ts';
import { stringifyInTurns } from './stringify.ts';
import type { subscribeBy } from './subscribe.ts';

/** An answer of more values is written in parts. */
const largeAnswer = 50_000;

/** Yoga writes an answer by this: its data have been written before. */
const stringifier = async ({ data }: ExecutionResult, worker: Worker) => {
  const text = await stringifyInTurns(data, worker);
  return ({ data: _data, ...others }: ExecutionResult) =>
    JSON.stringify({ ...others, data: 0 }).replace(/0}$/, () => `${text}}`);
};

/** Lets Yoga execute and subscribe by our means, reports the statements of a request, and writes large answers in parts. */
export const execution = (
  execute: Execute,
  subscribe: ReturnType<typeof subscribeBy>,
  { sqlReport, domains: served }: Config,
): Plugin<Exchange & Context> => {
  /** Who reads the whole trail of a realm may also see how we read. */
  const isAdmin = (viewer: Viewer) =>
    served.some((name) => domains[name].domain.record.trail.allow.lets(viewer));
  return {
    onSubscribe: ({ setSubscribeFn }) => setSubscribeFn(subscribe),
    onExecute: ({ args, setExecuteFn }) => {
      const { spent, viewer, turnedAway, learned } = args.contextValue;
      const operation = getOperationAST(args.document, args.operationName);
      // mutations say so one by one: some are for whoever has no good token any more
      const isRefused = turnedAway && operation?.operation !== OperationTypeNode.MUTATION;
      setExecuteFn(isRefused ? () => ({ errors: [turnedAway] }) : execute);
      learned.operation = operation?.name?.value;
      return {
        onExecuteDone: async ({ result, setResult }) => {
          learned.statements = spent.statements;
          if (Symbol.asyncIterator in result) return;
          const isReported =
            sqlReport === 'all' || (sqlReport === 'admin' && viewer && isAdmin(viewer));
          const sql = { statements: spent.statements, ms: Math.round(spent.ms * 100) / 100 };
          const stringify =
            result.data && spent.values > largeAnswer && (await stringifier(result, spent));
          setResult({
            ...result,
            ...(isReported && { extensions: { ...result.extensions, sql } }),
            ...(stringify && { stringify }),
          });
        },
      };
    },
  };
};
