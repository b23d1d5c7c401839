import { is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from '../database/connection.ts';
import type { Claims, Viewer } from '../kernel/index.ts';
import type { AuditTrail } from '../kernel/trail/audit-trail.ts';
import { findViewers, openSession, tidy } from './pearl/account.ts';
import { audited } from './pearl/audited.ts';
import * as pearl from './pearl/tables.ts';

/** What the server knows of a domain. Its GraphQL types are made when `load` is called. */
type Domain = {
  readonly load: () => Promise<unknown>;
  readonly tables: readonly PgTable[];
  /** Triggers of its own, as the statements that make them. */
  readonly guards: readonly string[];
  readonly audited: AuditTrail;
  /** The type, in the trail, of the rows that say who may come in; they have a username. */
  readonly accounts: string;
  /** The type, in the trail, of the rows that are their sessions. */
  readonly sessions: string;
  /** Throws away what is of no use any more. */
  readonly tidy: (sql: Sql) => Promise<unknown>;
  /** The accounts that may come in with these claims, and the number of the claim that each goes with. */
  readonly findViewers: (
    sql: Sql,
    claims: readonly Omit<Claims, 'expiresAt'>[],
  ) => Promise<readonly (Viewer & { readonly nth: number })[]>;
  /** Opens a session for an active user, if there is one with this name. */
  readonly openSession: typeof openSession;
};

const tablesIn = (module: object): PgTable[] =>
  Object.values(module).filter((value): value is PgTable => is(value, PgTable));

export const domains = {
  pearl: {
    load: () => import('./pearl/index.ts'),
    tables: tablesIn(pearl),
    guards: pearl.guards,
    audited,
    accounts: 'User',
    sessions: 'Session',
    findViewers,
    openSession,
    tidy,
  },
} satisfies Record<string, Domain>;

export type DomainName = keyof typeof domains;

export const domainNames = Object.keys(domains) as DomainName[];

/** The tables of all domains, whether served or not. */
export const tables: readonly PgTable[] = Object.values(domains).flatMap((domain) => domain.tables);

/** What is audited of them. */
export const trails: readonly AuditTrail[] = Object.values(domains).map(({ audited }) => audited);

/** The triggers that they have besides. */
export const guards: readonly string[] = Object.values(domains).flatMap((domain) => domain.guards);
