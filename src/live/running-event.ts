import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { shown } from '../kernel/errors.ts';
import { encode } from './change-cursor.ts';
import { Delivery } from './delivery.ts';
import type { Selection } from './subscription-key.ts';
import type { Told } from './topic.ts';

/** Something that a selection is to be told of. */
export type Job<Of> = { readonly selection: Of; readonly told: Told };
type Executed<Of> = Job<Of> & { readonly result: ExecutionResult };

export type Means = {
  readonly execute: Execute;
  readonly mask: (error: unknown) => GraphQLError;
  /** A context of its own for what is executed for such a viewer. */
  readonly contextFor: (viewer: Viewer) => Context;
  readonly queueLength: number;
};

/** So many executions share the loaders of one context. */
const mostAtOnce = 100;

/** Executes what selections of one kind are told of, part by part. */
export async function* executeJobs<Of extends Selection>(
  jobs: readonly Job<Of>[],
  means: Means,
): AsyncGenerator<readonly [Of, Delivery[]]> {
  const atOnce = Math.min(mostAtOnce, means.queueLength);
  for (let at = 0; at < jobs.length; at += atOnce) {
    const executed = await executeFairly(jobs.slice(at, at + atOnce), means);
    for (const own of bySelection(executed)) {
      yield [own[0].selection, own.map((each) => deliveryOf(each, means))];
    }
  }
}

/** Executes together what may be: nobody pays for what another one asks, nor a change for those that come with it. */
const executeFairly = async <Of extends Selection>(
  jobs: readonly Job<Of>[],
  means: Means,
): Promise<Executed<Of>[]> => {
  const executed = await executeTogether(jobs, means);
  if (jobs.length < 2 || !executed.some(isTooExpensive)) return executed;
  const each = bySelection(jobs);
  const half = Math.ceil(jobs.length / 2);
  const parts = each.length > 1 ? each : [jobs.slice(0, half), jobs.slice(half)];
  const all: Executed<Of>[] = [];
  for (const part of parts) all.push(...(await executeFairly(part, means)));
  return all;
};

/** Executes with loaders that are shared, and new: what older ones know is from before. */
const executeTogether = <Of extends Selection>(
  jobs: readonly Job<Of>[],
  { execute, contextFor }: Means,
): Promise<Executed<Of>[]> => {
  const [first] = jobs;
  const contextValue = first && contextFor(first.selection.topic.viewer);
  return Promise.all(
    jobs.map(async ({ selection, told }) => {
      const result = await execute({ ...selection.args, rootValue: told, contextValue });
      return { selection, told, result };
    }),
  );
};

const deliveryOf = (
  { told, result: { data, errors } }: Executed<Selection>,
  { mask }: Means,
): Delivery => {
  const shownErrors = errors && { errors: errors.map((error) => shown(mask(error))) };
  return new Delivery({ data: data ?? null, ...shownErrors }, encode(told.change.position));
};

const isTooExpensive = ({ result: { errors } }: Executed<Selection>): boolean =>
  errors?.some(({ extensions }) => extensions['code'] === 'TOO_EXPENSIVE') ?? false;

/** Lists that have at least one entry each. */
const bySelection = <Each extends Job<Selection>>(jobs: readonly Each[]) =>
  [...Map.groupBy(jobs, ({ selection }) => selection).values()] as [Each, ...Each[]][];
