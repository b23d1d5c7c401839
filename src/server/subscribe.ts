import { createSourceEventStream, type ExecutionArgs } from 'graphql';
import type { Context } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import type { Outlet } from '../live/delivery.ts';
import type { Hub } from '../live/hub.ts';
import { Topic } from '../live/topic.ts';
import type { Connections } from './connections.ts';
import type { HttpExchange } from './exchange.ts';

export type Served = { readonly outlet?: Outlet };

/** The subscriptions of the schema, brought by the hub. One over HTTP is a connection of its own. */
export const subscribeBy = (hub: Hub, connections: Connections) => {
  const streams = new Set<HttpExchange['res']>();

  const hold = ({ viewer }: Topic, res: HttpExchange['res']): boolean => {
    const leave = connections.enter(viewer);
    if (!leave) return false;
    if (res.destroyed) leave();
    else {
      streams.add(res);
      res.once('close', () => {
        streams.delete(res);
        leave();
      });
    }
    return true;
  };

  const subscribe = async (args: ExecutionArgs) => {
    const source = await createSourceEventStream(args);
    if (!(source instanceof Topic)) return source as Exclude<typeof source, AsyncIterable<unknown>>;
    const { outlet = {}, res } = args.contextValue as Context & Served & Partial<HttpExchange>;
    if (res && !hold(source, res)) return { errors: [tooMany(connections.most)] };
    return hub.subscribe(source, args, outlet);
  };
  return Object.assign(subscribe, { streams });
};

const tooMany = (most: number) =>
  refusal(
    'TOO_EXPENSIVE',
    `You have ${most} connections open, WebSockets and event streams together, which is as many as one user may have. Close one of them first.`,
    { http: { status: 429 } },
  );
