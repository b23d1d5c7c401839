import type { GraphQLSchema } from 'graphql';
import { withPassword } from './accounts/password.ts';
import { implementPerson } from './accounts/person.ts';
import { implementSessions } from './accounts/session.ts';
import { implementSignIn } from './accounts/sign-in.ts';
import { implementIntegrity } from './integrity/integrity.ts';
import { implementReading } from './read/root-fields.ts';
import { implementSearch } from './read/search-field.ts';
import { type Access, anyOf, membersOf } from './schema/access.ts';
import { builder } from './schema/builder.ts';
import type { Domain } from './schema/domain.ts';
import { assertNamed } from './schema/domain-prefix.ts';
import { nameTypes } from './schema/entity-type.ts';
import { nameRules } from './schema/error-enum.ts';
import { implementNodeField } from './schema/node.ts';
import './schema/scalar.ts';
import { implementReserved } from './schema/reserved.ts';
import { implementAuditLog } from './trail/audit-log.ts';
import { implementAuditSummary } from './trail/audit-summary.ts';
import { implementDeletions } from './trail/deletion.ts';
import { undoRules } from './trail/undo-refusal.ts';
import { implementWatched } from './trail/watch.ts';
import { implementWriting } from './write/crud.ts';
import { implementProgress } from './write/progress-fields.ts';

/** A domain, and how to load the files that declare its types. */
export type Served = { readonly domain: Domain; readonly load: () => Promise<unknown> };

/** The schema of some domains. Made once: the builder is shared. */
export const servedSchema = async (served: readonly Served[]): Promise<GraphQLSchema> => {
  for (const each of served) await loadTypes(each);
  const domains = new Map(served.map(({ domain }) => [domain.name, domain]));
  const all = [...domains.values()];
  nameRules(Object.assign({}, undoRules, ...all.map(({ rules }) => rules)));
  nameTypes(all.flatMap(({ trail }) => [...trail.tables.values()]));
  for (const domain of all) {
    implementPerson(domain);
    implementAuditLog(domain);
    implementAuditSummary(domain);
    for (const each of domain.readables.values()) implementReading(each);
    implementSearch(domain);
    for (const each of domain.entities.values()) {
      implementReserved(each);
      implementWatched(each);
    }
    for (const each of domain.writables.values()) {
      const isPerson = each.entity.table === domain.people.table && domain.people.passwords;
      implementWriting(each, isPerson ? withPassword(domain) : undefined);
    }
  }
  implementSessions(domains);
  implementSignIn(domains);
  implementNodeField((realm) => domains.get(realm)?.readables);
  implementDeletions(domains);
  implementIntegrity(domains);
  implementProgress(
    anyOf(all.map(({ name }) => membersOf(name))),
    (realm) => domains.get(realm)?.entities,
  );
  implementRoots();
  const schema = builder.toSchema();
  assertFieldsNamed(schema, domains);
  return schema;
};

const implementRoots = (): void => {
  builder.queryType({ description: 'Everything that can be read.' });
  builder.subscriptionType({
    description:
      'Everything that can be followed live. Each change has a cursor. Subscribe again with the last cursor as `since`: no change is missed and none comes twice, even if the connection or the server failed.',
  });
  builder.mutationType({
    description:
      'Everything that can be changed. Each field is one transaction, and null when it was refused. Several fields in one document run one after the other; after one that was refused, nothing more is done (ABORTED). With an Idempotency-Key header, the same request sent again changes nothing and gets the same answer.',
  });
};

const loadTypes = async ({ domain, load }: Served): Promise<void> => {
  const { typeConfigs } = builder.configStore;
  const before = new Set(typeConfigs.keys());
  await load();
  for (const [name, { kind }] of typeConfigs) {
    // a scalar is for all: it is only made when the first column needs it
    if (kind !== 'Scalar' && !before.has(name)) assertNamed(domain, 'type', name);
  }
};

/** What is for the people of one realm bears the prefix of that domain. */
const assertFieldsNamed = (schema: GraphQLSchema, domains: ReadonlyMap<string, Domain>): void => {
  const kinds = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['query', schema.getSubscriptionType()],
  ] as const;
  for (const [kind, type] of kinds) {
    for (const { name, extensions } of Object.values(type?.getFields() ?? {})) {
      const { realm } = extensions['allow'] as Partial<Access>;
      const domain = domains.get(realm ?? '');
      if (domain) assertNamed(domain, kind, name);
    }
  }
};
