import { createSourceEventStream, type ExecutionArgs } from 'graphql';
import type { Context } from '../kernel/context.ts';
import { Topic } from '../kernel/live.ts';
import type { Hub } from './hub.ts';

/** How a transport learns that its client does not keep up. */
export type Slowable = { readonly tooSlow?: () => void };

/** The subscriptions of the schema, brought by the hub. */
export const subscribeBy = (hub: Hub) => async (args: ExecutionArgs) => {
  const source = await createSourceEventStream(args);
  if (!(source instanceof Topic)) return source as Exclude<typeof source, AsyncIterable<unknown>>;
  const { tooSlow } = args.contextValue as Context & Slowable;
  return hub.subscribe(source, args, tooSlow ?? (() => {}));
};
