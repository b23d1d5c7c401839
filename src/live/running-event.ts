import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { shown } from '../kernel/errors.ts';
import { encode } from './change-cursor.ts';
import { answerOf, Delivery } from './delivery.ts';
import { isMissing } from './payload.ts';
import type { Selection } from './subscription-key.ts';
import type { Told } from './topic.ts';

/** Something that a selection is to be told of. */
export type Job<Of> = {
  readonly selection: Of;
  readonly told: Told;
  /** Who is told the same and gets the same of it: they are equal but for who they are, and see the row. */
  readonly also?: readonly Job<Of>[] | undefined;
};
type Result<Of> = Job<Of> & { readonly result: ExecutionResult };

/** What goes to the subscribers of a selection, and whether it is the last. */
export type Executed<Of> = {
  readonly selection: Of;
  readonly deliveries: readonly Delivery[];
  readonly isOver: boolean;
};

export type Means = {
  readonly execute: Execute;
  readonly mask: (error: unknown) => GraphQLError;
  /** A context of its own for what is executed for such a viewer. */
  readonly contextFor: (viewer: Viewer) => Context;
  readonly queueLength: number;
};

/** So many executions share the loaders of one context. */
const mostAtOnce = 100;

/** Executes what selections are told of, part by part, and once what several get. */
export async function* executeJobs<Of extends Selection>(
  all: readonly Job<Of>[],
  means: Means,
): AsyncGenerator<Executed<Of>> {
  const jobs = merged(all);
  const atOnce = Math.min(mostAtOnce, means.queueLength);
  for (let at = 0; at < jobs.length; at += atOnce) {
    const some = jobs.slice(at, at + atOnce);
    const isTold = ({ told: { end } }: Job<Of>) => end !== 'untold';
    const executed = await executeForAll(some.filter(isTold), means);
    const deliveries = new Map(executed.map((each) => [each.result, deliveryOf(each, means)]));
    const deliveryOfResult = ({ result }: Result<Of>) => deliveries.get(result) ?? [];
    for (const own of bySelection(executed.flatMap((each) => [each, ...alsoGot(each)]))) {
      const { selection } = own[0];
      yield {
        selection,
        deliveries: own.flatMap(deliveryOfResult),
        isOver: own.some(({ told }) => told.end),
      };
    }
    for (const { selection, told } of some.flatMap((job) => [job, ...(job.also ?? [])])) {
      if (told.end === 'untold') yield { selection, deliveries: [], isOver: true };
    }
  }
}

/** Jobs, each with those that come to the same; selections that are the same for all of a role are one already. */
const merged = <Of extends Selection>(jobs: readonly Job<Of>[]): readonly Job<Of>[] => {
  if (jobs.every(({ selection: { key, same } }) => key === same)) return jobs;
  return [...Map.groupBy(jobs, sameness).values()].flatMap(([first, ...also]) =>
    first ? [also.length > 0 ? { ...first, also } : first] : [],
  );
};

const sameness = ({ selection: { same }, told }: Job<Selection>): string => {
  const { position, entityType, id, action, changedFields, end } = told;
  return JSON.stringify([same, encode(position), entityType, id, action, changedFields, end]);
};

const alsoGot = <Of>({ also = [], result }: Result<Of>): readonly Result<Of>[] =>
  also.map((job) => ({ ...job, result }));

/** Whom it is executed for may see the row no more by now: the others get their own then. */
const executeForAll = async <Of extends Selection>(
  jobs: readonly Job<Of>[],
  means: Means,
): Promise<readonly Result<Of>[]> => {
  const executed = await executeFairly(jobs, means);
  const isLeft = ({ also, told }: Job<Of>) => also && isMissing(told);
  if (!executed.some(isLeft)) return executed;
  const left = executed.flatMap((job) => (isLeft(job) ? (job.also ?? []) : []));
  const kept = executed.map((job) => (isLeft(job) ? { ...job, also: undefined } : job));
  return [...kept, ...(await executeFairly(left, means))];
};

/** Executes together what may be: nobody pays for what another one asks, nor a change for those that come with it. */
const executeFairly = async <Of extends Selection>(
  jobs: readonly Job<Of>[],
  means: Means,
): Promise<Result<Of>[]> => {
  const executed = await executeTogether(jobs, means);
  if (jobs.length < 2 || !executed.some(isTooExpensive)) return executed;
  const each = bySelection(jobs);
  const half = Math.ceil(jobs.length / 2);
  const parts = each.length > 1 ? each : [jobs.slice(0, half), jobs.slice(half)];
  const all: Result<Of>[] = [];
  for (const part of parts) all.push(...(await executeFairly(part, means)));
  return all;
};

/** Executes with loaders that those of one kind share, and new: what older ones know is from before. */
const executeTogether = <Of extends Selection>(
  jobs: readonly Job<Of>[],
  { execute, contextFor }: Means,
): Promise<Result<Of>[]> => {
  const contexts = new Map<string, Context>();
  return Promise.all(
    jobs.map(async ({ selection, told, also }) => {
      const { kind, topic, args } = selection;
      const contextValue = contexts.get(kind) ?? contextFor(topic.viewer);
      contexts.set(kind, contextValue);
      const result = await execute({ ...args, rootValue: told, contextValue });
      return { selection, told, also, result };
    }),
  );
};

const deliveryOf = (
  { selection: { topic }, told, result: { data, errors } }: Result<Selection>,
  { mask }: Means,
): Delivery => {
  const shownErrors = errors && { errors: errors.map((error) => shown(mask(error))) };
  const result = { data: data ?? null, ...shownErrors };
  return topic.of.numbers ? answerOf(result, told.position) : new Delivery(result, told.position);
};

const isTooExpensive = ({ result: { errors } }: Result<Selection>): boolean =>
  errors?.some(({ extensions }) => extensions['code'] === 'TOO_EXPENSIVE') ?? false;

/** Lists that have at least one entry each. */
const bySelection = <Each extends Job<Selection>>(jobs: readonly Each[]) =>
  [...Map.groupBy(jobs, ({ selection }) => selection).values()] as [Each, ...Each[]][];
