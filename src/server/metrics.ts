import type { Database } from '../database/connect.ts';
import type { Pool } from '../database/pool.ts';
import { nameOf } from '../kernel/schema/table.ts';
import type { Feed } from '../live/feed.ts';
import type { Graphql } from './graphql.ts';

type Sample = readonly [labels: string, value: number];

const metric = (name: string, type: 'gauge' | 'counter', about: string, samples: Sample[]) =>
  [
    `# HELP pearl_${name} ${about}`,
    `# TYPE pearl_${name} ${type}`,
    ...samples.map(([labels, value]) => `pearl_${name}${labels} ${value}`),
  ].join('\n');

/** What runs, in the words of Prometheus. */
export const metricsOf = (
  feeds: readonly Feed[],
  { hub: { size }, subscriptions: { streams } }: Pick<Graphql, 'hub' | 'subscriptions'>,
  sockets: number,
  { lanes, lookUps, writers, sessions, exports }: Database,
): string => {
  const pools = Object.entries({ lanes, ...(lookUps && { lookUps }), writers, sessions, exports });
  const eachPool = (value: (state: Pool['state']) => number): Sample[] =>
    pools.map(([name, { state }]) => [`{pool="${name}"}`, value(state)]);
  const each = (value: (feed: Feed) => number): Sample[] =>
    feeds.map((feed) => [`{trail="${nameOf(feed.trail.log).replaceAll('"', '')}"}`, value(feed)]);
  const nextTransaction = ({ position }: Feed) => Number(position.upTo.split(':')[1]);
  return `${[
    metric('sockets', 'gauge', 'WebSockets that are open.', [['', sockets]]),
    metric('streams', 'gauge', 'Streams of server-sent events that are open.', [
      ['', streams.size],
    ]),
    metric('subscriptions', 'gauge', 'Subscriptions that are served.', [['', size.subscriptions]]),
    metric('channels', 'gauge', 'Subscriptions that differ: each is executed once per change.', [
      ['', size.channels],
    ]),
    metric(
      'replays',
      'gauge',
      'Subscriptions, or groups of them, that are told what has happened before.',
      [['', size.replays]],
    ),
    metric(
      'cut_offs_total',
      'counter',
      'Subscriptions that were broken off because they did not keep up.',
      [['', size.cutOffs]],
    ),
    metric(
      'feed_lag_seconds',
      'gauge',
      'How long ago the trail was last read to its end.',
      each(({ state }) => state.lagSeconds),
    ),
    metric(
      'feed_position',
      'gauge',
      'The transaction id up to which the trail has been read.',
      each(nextTransaction),
    ),
    metric(
      'feed_changes_total',
      'counter',
      'Changes that have been read.',
      each(({ state }) => state.changes),
    ),
    metric(
      'connections_in_use',
      'gauge',
      'Connections to the database that requests have.',
      eachPool(({ inUse }) => inUse),
    ),
    metric(
      'requests_waiting',
      'gauge',
      'Requests that wait for a connection to the database.',
      eachPool(({ waiting }) => waiting),
    ),
    metric(
      'requests_cancelled_total',
      'counter',
      'Requests that were given up while the database worked on them.',
      eachPool(({ cancelled }) => cancelled),
    ),
  ].join('\n')}\n`;
};
