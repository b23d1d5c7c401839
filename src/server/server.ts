import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Config, ConfigError } from '../config.ts';
import { type Database, openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { domains } from '../domains/index.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import { countDays } from '../kernel/trail/audit-days.ts';
import { follow } from '../live/feeds.ts';
import { endedBy } from '../live/realm.ts';
import { makeSchema } from '../schema.ts';
import { type Authority, makeAuthority } from './auth.ts';
import { exchanges } from './exchange.ts';
import { gracefulStop } from './graceful-stop.ts';
import { makeGraphql } from './graphql.ts';
import { housekeeping } from './housekeeping.ts';
import { makeHttpServer } from './http.ts';
import { metricsOf } from './metrics.ts';
import { makePage } from './page.ts';
import { pageSettings } from './page-settings.ts';
import { makeSockets } from './sockets.ts';

export type RunningServer = {
  readonly url: string;
  readonly database: Database;
  readonly authority: Authority;
  /** Whether somebody follows changes of a domain. */
  readonly isFollowed: (domain: Domain) => boolean;
  /** Takes no new requests, finishes those that run, then closes the database. */
  readonly stop: () => Promise<void>;
};

/** A probe wants to know now, not when the system has given the database up. */
const readySeconds = 3;

/** So long the database may take to close once all patience is spent: it may be working on what nobody waits for. */
const closingMs = 500;

/** The whole server: database, migrations, schema, HTTP. `prepare` runs before the first request is taken. */
export const startServer = async (
  config: Config,
  log: Logger,
  prepare: (database: Database) => Promise<unknown> = async () => {},
): Promise<RunningServer> => {
  const authority = await makeAuthority(config);
  const [database, schema] = await Promise.all([openDatabase(config), makeSchema(config.domains)]);
  try {
    await migrate(database.sql, config);
    await prepare(database);
    const realms = config.domains.map((name) => domains[name].domain);
    const following = await follow({
      database,
      trails: realms.map(({ trail }) => trail),
      onError: (error) => log.warn({ err: error }, 'changes cannot be read'),
    });
    // a first count may take longer than a connection may be silent that somebody waits for: nobody does yet
    for (const { trail } of realms) await countDays(database.sql, trail);
    const graphql = makeGraphql({ config, schema, database, authority, ...following });
    const sockets = makeSockets(config, log, graphql);
    graphql.hub.foresee(
      (trail, changes) => {
        for (const ended of endedBy(realms, trail, changes)) {
          sockets.drop(ended);
          graphql.subscriptions.drop(ended);
        }
      },
      () => sockets.size + graphql.subscriptions.streams.size > 0,
    );
    const http = makeHttpServer(config, log, {
      graphql: graphql.serve,
      exported: graphql.exported,
      imported: graphql.imported,
      ownerOf: graphql.ownerOf,
      upgrade: sockets.upgrade,
      page: makePage(pageSettings(config, authority)),
      metrics: config.metrics
        ? () => metricsOf(following.feeds, graphql, sockets.size, database)
        : undefined,
      isReady: () =>
        Promise.race([
          database.accounts`select 1`.then(
            () => true,
            () => false,
          ),
          wait(readySeconds * 1000, false, { ref: false }),
        ]),
    });
    const stopHttp = gracefulStop(http);
    http.listen(config.port, config.host);
    await once(http, 'listening').catch(({ message }: Error) => {
      throw new ConfigError(`HOST, PORT: ${message}.`);
    });
    // what goes wrong while changes are executed is logged as ours
    exchanges.run({ requestId: 'live', log, learned: {} }, following.start);
    const endHousekeeping = housekeeping(config, database.sql, log, following.wrote);
    const { port } = http.address() as AddressInfo;
    const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host;

    const stop = async () => {
      const patienceMs = config.shutdownSeconds * 1000;
      const late = wait(patienceMs + closingMs, undefined, { ref: false });
      const closed = stopHttp(patienceMs);
      // it may be waiting for a database that does not answer
      await Promise.race([
        following.stop(),
        wait(Math.min(patienceMs, 1000), undefined, { ref: false }),
      ]);
      await sockets.close(patienceMs);
      graphql.subscriptions.close();
      await closed;
      endHousekeeping();
      await graphql.dispose();
      await Promise.race([graphql.stop().catch(() => {}), late]);
      await Promise.race([database.close(), late]);
    };
    const isFollowed = ({ trail }: Domain) => graphql.hub.isFollowed(trail);
    return { url: `http://${host}:${port}`, database, authority, isFollowed, stop };
  } catch (error) {
    await database.close();
    throw error;
  }
};
