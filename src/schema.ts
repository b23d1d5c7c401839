import type { GraphQLSchema } from 'graphql';
import { type DomainName, domainNames, domains } from './domains/index.ts';
import { builder } from './kernel/index.ts';
import { servedSchema } from './kernel/served-schema.ts';
import './live/index.ts';

let made: Promise<GraphQLSchema> | undefined;

/** The schema of the domains to be served. Made once in a process: the builder is shared. */
export const makeSchema = (names: readonly DomainName[] = domainNames): Promise<GraphQLSchema> => {
  made ??= make(names);
  return made;
};

const make = (names: readonly DomainName[]): Promise<GraphQLSchema> => {
  builder.queryType({ description: 'Everything that can be read.' });
  builder.subscriptionType({
    description:
      'Everything that can be followed live. Each change has a cursor. Subscribe again with the last cursor as `since`: no change is missed and none comes twice, even if the connection or the server failed.',
  });
  builder.mutationType({
    description:
      'Everything that can be changed. Each field is one transaction, and null when it was refused. Several fields in one document run one after the other; after one that was refused, nothing more is done (ABORTED). With an Idempotency-Key header, the same request sent again changes nothing and gets the same answer.',
  });
  return servedSchema(names.map((name) => domains[name]));
};
