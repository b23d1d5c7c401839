import type { GraphQLSchema } from 'graphql';
import { type DomainName, domainNames, domains } from './domains/index.ts';
import { servedSchema } from './kernel/served-schema.ts';
import './live/index.ts';

let made: Promise<GraphQLSchema> | undefined;

/** The schema of the domains to be served. Made once in a process: the builder is shared. */
export const makeSchema = (names: readonly DomainName[] = domainNames): Promise<GraphQLSchema> => {
  made ??= servedSchema(names.map((name) => domains[name]));
  return made;
};
