import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { viewerOf } from '../kernel/schema/access.ts';
import type { Outlet } from '../live/delivery.ts';
import type { Hub } from '../live/hub.ts';
import { type Ended, isEnded } from '../live/realm.ts';
import { Topic } from '../live/topic.ts';
import type { Connections } from './connections.ts';
import type { HttpExchange } from './exchange.ts';

export type Served = { readonly outlet?: Outlet };

/** Who is told something beside the hub; over a WebSocket, which is ended by itself, without a stream. */
type Told = { readonly viewer: Viewer; readonly stream: HttpExchange['res'] | undefined };

/**
 * The subscriptions of the schema: those to changes are brought by the hub, others tell by themselves. One over HTTP is a
 * connection of its own.
 */
export const subscribeBy = (hub: Hub, execute: Execute, connections: Connections) => {
  const streams = new Set<HttpExchange['res']>();
  const told = new Set<Told>();

  const hold = (viewer: Viewer, res: HttpExchange['res']): boolean => {
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

  /** No generator, which whoever leaves it would wait for: for its next event. */
  const tell = (
    source: AsyncIterable<unknown>,
    args: ExecutionArgs,
    own: Told,
  ): AsyncIterableIterator<ExecutionResult> => {
    const events = source[Symbol.asyncIterator]();
    told.add(own);
    const end = async () => {
      told.delete(own);
      await events.return?.();
      return { done: true, value: undefined } as const;
    };
    return {
      next: async () => {
        try {
          const { done, value: rootValue } = await events.next();
          if (done) return await end();
          return { value: (await execute({ ...args, rootValue })) as ExecutionResult };
        } catch (error) {
          await end();
          throw error;
        }
      },
      return: end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  const subscribe = async (args: ExecutionArgs) => {
    const source = await createSourceEventStream(args);
    if (!(source instanceof Topic) && !(Symbol.asyncIterator in source)) return source;
    const context = args.contextValue as Context & Served & Partial<HttpExchange>;
    const { outlet = {}, res } = context;
    const viewer = viewerOf(context);
    if (res && !hold(viewer, res)) return { errors: [tooMany(connections.most)] };
    return source instanceof Topic
      ? hub.subscribe(source, args, outlet)
      : tell(source, args, { viewer, stream: res });
  };
  /** Ends the subscriptions of somebody whose rights have changed, or whose session is over. */
  const drop = (ended: Ended) => {
    hub.drop(ended);
    for (const { viewer, stream } of told) if (isEnded(ended, viewer)) stream?.destroy();
  };
  /** Breaks all of them off: they can go on elsewhere. */
  const close = () => {
    hub.close();
    for (const { stream } of told) stream?.destroy();
  };
  return Object.assign(subscribe, { streams, drop, close });
};

const tooMany = (most: number) =>
  refusal(
    'TOO_EXPENSIVE',
    `You have ${most} connections open, WebSockets and event streams together, which is as many as one user may have. Close one of them first.`,
    { http: { status: 429 } },
  );
