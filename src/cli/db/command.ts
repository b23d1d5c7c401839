import type { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { openDatabase } from '../../database/connect.ts';
import type { Sql } from '../../database/connection.ts';
import { schemaOf } from '../../database/migrations/verify.ts';
import { domainNames, domains } from '../../domains/index.ts';
import type { Domain } from '../../kernel/schema/domain.ts';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** What a command has been given. */
export type Given = {
  readonly config: Config;
  readonly argument: string;
  readonly flag: (name: string) => boolean;
  readonly option: (name: string) => string | undefined;
  readonly options: (name: string) => readonly string[];
  /** Prints what there is to say before the end. */
  readonly say: (line: string) => void;
};

/** A command of `npm run db`: it says lines, and ends with the lines that it comes back with. */
export type Command = {
  /** How to call it, and what it does. */
  readonly usage: readonly (readonly [call: string, does: string])[];
  readonly options?: Options;
  /** What it takes beside its options; without it, nothing. */
  readonly argument?: RegExp;
  readonly run: (given: Given) => Promise<readonly string[]>;
};

/** Opens the database for a while. */
export const withDatabase = async <Result>(
  config: Config,
  act: (sql: Sql) => Promise<Result>,
): Promise<Result> => {
  const database = await openDatabase({
    ...config,
    connections: 1,
    statementSeconds: 0,
    shared: true,
  });
  try {
    return await act(database.sql);
  } finally {
    await database.close();
  }
};

/** What a command ends with that did not succeed. */
export class Failure extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** Ends with these lines, and not well. */
export const failing = (lines: readonly string[]): never => {
  throw new Failure(lines);
};

/** The schema that a domain's tables are in. */
export const homeOf = ({ record }: Domain): string => schemaOf(record.trail.log);

/** The domains that are served, without their types: for what their tables say alone. */
export const servedBy = (config: Config): Domain[] =>
  config.domains.map((name) => domains[name].domain);

/** The schemas of all domains, whether they are served or not, and the kernel's. */
export const allSchemas = (): string[] => [
  'kernel',
  ...domainNames.map((name) => homeOf(domains[name].domain)),
];
