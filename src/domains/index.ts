import type { Sql } from '../database/connection.ts';
import type { SqliteSource } from '../database/import-sqlite.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import { clinic } from './clinic/domain.ts';
import { keyOfPerson } from './crawl/demo/people.ts';
import { crawl } from './crawl/domain.ts';
import { dx } from './dx/domain.ts';
import { genji } from './genji/domain.ts';
import { pearl } from './pearl/domain.ts';

/** A domain, and what is loaded only when it is needed. */
type Listed = {
  readonly domain: Domain;
  /** Declares its types. */
  readonly load: () => Promise<unknown>;
  readonly demo: {
    /** By what its people sign in who are there to be tried; the explorer's user is the first. */
    readonly people: readonly [string, ...string[]];
    readonly load: () => Promise<{ readonly seedDemo: SeedDemo }>;
    /** Documents to begin with in the explorer. */
    readonly examples?: () => Promise<{ readonly examples: () => readonly string[] }>;
    /** What goes on in it while somebody follows. */
    readonly work?: () => Promise<DemoWork>;
  };
  /** How its tables are filled from a SQLite file, if they can be. */
  readonly sqlite?: () => Promise<{ readonly sqliteSources: readonly SqliteSource[] }>;
};

/** Asks the API something, and gives the data; what is refused throws. */
export type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

/** One step after the other, by the commands that everybody has. */
type DemoWork = {
  readonly step: (ask: Ask) => Promise<void>;
  readonly secondsAStep: number;
};

/** Fills an empty database with demo data, and says how many rows of what that were. */
type SeedDemo = (
  sql: Sql,
  options: { readonly items?: number; readonly passwords?: ReadonlyMap<string, string> },
) => Promise<{ readonly [what: string]: number }>;

const list = {
  pearl: {
    domain: pearl,
    load: () => import('./pearl/index.ts'),
    demo: {
      people: ['admin', 'analyst', 'viewer'],
      load: () => import('./pearl/demo/load.ts'),
      examples: () => import('./pearl/demo/examples.ts'),
    },
  },
  clinic: {
    domain: clinic,
    load: () => import('./clinic/index.ts'),
    demo: {
      people: ['admin@clinic.example', 'marit@clinic.example'],
      load: () => import('./clinic/demo/load.ts'),
      examples: () => import('./clinic/demo/examples.ts'),
    },
  },
  genji: {
    domain: genji,
    load: () => import('./genji/index.ts'),
    demo: {
      people: ['admin', 'instructor', 'student'],
      load: () => import('./genji/demo/load.ts'),
      examples: () => import('./genji/demo/examples.ts'),
    },
  },
  crawl: {
    domain: crawl,
    load: () => import('./crawl/index.ts'),
    demo: {
      people: [keyOfPerson(1), keyOfPerson(2), keyOfPerson(3)],
      load: () => import('./crawl/demo/load.ts'),
      examples: () => import('./crawl/demo/examples.ts'),
      work: () => import('./crawl/demo/work.ts'),
    },
  },
  dx: {
    domain: dx,
    load: () => import('./dx/index.ts'),
    demo: {
      people: ['admin@dx.example', 'piet@dx.example'],
      load: () => import('./dx/demo/load.ts'),
      examples: () => import('./dx/demo/examples.ts'),
      work: () => import('./dx/demo/work.ts'),
    },
    sqlite: () => import('./dx/sqlite.ts'),
  },
} satisfies Record<string, Listed>;

export type DomainName = keyof typeof list;

export const domains: { readonly [Name in DomainName]: Listed } = list;

export const isDomain = (name: string): name is DomainName => Object.hasOwn(list, name);

export const domainNames = Object.keys(list).filter(isDomain);

/** The realm that is meant where none is named: PEARL, if it is served. */
export const usualOf = (names: readonly DomainName[]): DomainName =>
  names.find((name) => domains[name].domain.prefix === '') ?? names[0] ?? 'pearl';

/** Some domains, or all: with what their types say of them. */
export const loaded = (names: readonly DomainName[] = domainNames): Promise<Domain[]> =>
  Promise.all(names.map((name) => domains[name].load().then(() => domains[name].domain)));
