import { createSourceEventStream, type ExecutionArgs } from 'graphql';
import type { Context } from '../kernel/context.ts';
import { Topic } from '../kernel/live.ts';
import type { Delivery } from './delivery.ts';
import type { Hub } from './hub.ts';
import type { Send } from './queue.ts';

/** What a transport can do for a subscription that it serves. */
export type Outlet = {
  /** Hangs up on a client that does not keep up. */
  readonly tooSlow?: () => void;
  /** Sends changes as they come; a transport without it asks for them one by one. */
  readonly send?: Send<Delivery>;
};

export type Served = { readonly outlet?: Outlet };

/** The subscriptions of the schema, brought by the hub. */
export const subscribeBy = (hub: Hub) => async (args: ExecutionArgs) => {
  const source = await createSourceEventStream(args);
  if (!(source instanceof Topic)) return source as Exclude<typeof source, AsyncIterable<unknown>>;
  const { outlet = {} } = args.contextValue as Context & Served;
  return hub.subscribe(source, args, outlet);
};
