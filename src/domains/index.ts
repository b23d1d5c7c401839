import { is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Sql } from '../kernel/database.ts';
import type { Viewer } from '../kernel/index.ts';
import { findViewer } from './pearl/account.ts';
import * as pearl from './pearl/tables.ts';

/** What the server knows of a domain. Its GraphQL types are made when `load` is called. */
type Domain = {
  readonly load: () => Promise<unknown>;
  readonly tables: readonly PgTable[];
  /** The account that a token of this realm names: null when there is none or it may not come in. */
  readonly findViewer: (sql: Sql, username: string) => Promise<Viewer | null>;
};

const tablesIn = (module: object): PgTable[] =>
  Object.values(module).filter((value): value is PgTable => is(value, PgTable));

export const domains = {
  pearl: { load: () => import('./pearl/index.ts'), tables: tablesIn(pearl), findViewer },
} satisfies Record<string, Domain>;

export type DomainName = keyof typeof domains;

export const domainNames = Object.keys(domains) as DomainName[];

/** The tables of all domains, whether served or not. */
export const tables: readonly PgTable[] = Object.values(domains).flatMap((domain) => domain.tables);

/** The account behind a token. */
export const viewerOf = (sql: Sql, realm: string, username: string): Promise<Viewer | null> =>
  Object.hasOwn(domains, realm)
    ? domains[realm as DomainName].findViewer(sql, username)
    : Promise.resolve(null);
