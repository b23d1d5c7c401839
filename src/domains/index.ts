import type { Connection, Sql } from '../database/connection.ts';
import type { Claims, Domain, Viewer } from '../kernel/index.ts';
import { findViewers, openSession, tidy } from './pearl/account.ts';
import { pearl } from './pearl/domain.ts';

/** A domain, and what is loaded only when it is needed. */
type Listed = {
  readonly domain: Domain;
  /** Declares its types. */
  readonly load: () => Promise<unknown>;
  /** Throws away what is of no use any more. */
  readonly tidy: (sql: Sql) => Promise<unknown>;
  /** The type, in the trail, of the rows that say who may come in; they have a username. */
  readonly accounts: string;
  /** The type, in the trail, of the rows that are their sessions. */
  readonly sessions: string;
  /** The accounts that may come in with these claims, and the number of the claim that each goes with. */
  readonly findViewers: (
    sql: Connection,
    claims: readonly Omit<Claims, 'expiresAt'>[],
  ) => Promise<readonly (Viewer & { readonly nth: number })[]>;
  /** Opens a session for an active user, if there is one with this name. */
  readonly openSession: typeof openSession;
};

export const domains = {
  pearl: {
    domain: pearl,
    load: () => import('./pearl/index.ts'),
    accounts: 'User',
    sessions: 'Session',
    findViewers,
    openSession,
    tidy,
  },
} satisfies Record<string, Listed>;

export type DomainName = keyof typeof domains;

const isDomain = (name: string): name is DomainName => name in domains;

export const domainNames = Object.keys(domains).filter(isDomain);

/** Some domains, or all: with what their types say of them. */
export const loaded = (names: readonly DomainName[] = domainNames): Promise<Domain[]> =>
  Promise.all(names.map((name) => domains[name].load().then(() => domains[name].domain)));
