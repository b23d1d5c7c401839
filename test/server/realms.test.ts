import { Writable } from 'node:stream';
import type { GraphQLField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DomainName, domainNames, domains } from '../../src/domains/index.ts';
import { builder } from '../../src/kernel/index.ts';
import type { Access } from '../../src/kernel/schema/access.ts';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { makeSchema } from '../../src/schema.ts';
import { type Answer, type Api, startApi } from '../support/api.ts';
import { openSocket, subscribe } from '../support/live.ts';
import { smallest } from '../support/smallest.ts';

/* All domains in one server: the people of each read and do nothing in the others, whatever they may do in their own. */

type Data = Record<string, unknown> | null;

const log: string[] = [];
const logTo = new Writable({
  write(line, _encoding, done) {
    log.push(String(line));
    done();
  },
});

let api: Api;
const tokens = new Map<DomainName, string>();
beforeAll(async () => {
  api = await startApi({ DOMAINS: domainNames.join(), LOG_LEVEL: 'warn' }, logTo);
  for (const name of domainNames) {
    const { demo } = domains[name];
    if (name !== 'pearl') await (await demo.load()).seedDemo(api.sql, {});
    const token = await api.authority.sign(demo.people[0], { realm: name });
    tokens.set(name, token);
  }
});
afterAll(() => api.stop());

const ask = async (realm: DomainName, query: string, headers = {}): Promise<Answer<Data>> =>
  (await api.post({ query }, { authorization: `Bearer ${tokens.get(realm)}`, ...headers })).json();

await makeSchema(); // all domains: the builder is shared
const schema = builder.toSchema();

type Fields = readonly GraphQLField<unknown, unknown>[];
const fieldsOf = (type: { getFields(): object } | null | undefined): Fields =>
  Object.values(type?.getFields() ?? {});
const kinds = {
  query: fieldsOf(schema.getQueryType()),
  mutation: fieldsOf(schema.getMutationType()),
  subscription: fieldsOf(schema.getSubscriptionType()),
};

const realmOf = ({ extensions }: GraphQLField<unknown, unknown>): string | undefined =>
  (extensions['allow'] as Partial<Access>).realm;

const strangersOf = (field: GraphQLField<unknown, unknown>): DomainName[] =>
  domainNames.filter((name) => name !== realmOf(field));

test('every field is of one realm, but for those that look at whose row or whose tables they are', () => {
  const shared = Object.values(kinds)
    .flat()
    .filter((field) => realmOf(field) === undefined);
  expect(shared.map(({ name }) => name).toSorted()).toEqual([
    'cancel',
    'changeCursor',
    'deletePreview',
    'foreignKeys',
    'indexUsage',
    'node',
    'orphans',
    'progress',
    'refreshSession',
    'signIn',
    'signOut',
    'streamTicket',
    'tableSizes',
    'undoDelete',
    'unusedIndexes',
  ]);
  const owned = new Set(Object.values(kinds).flat().map(realmOf));
  for (const name of domainNames) expect(owned).toContain(name);
});

describe('nobody of another realm', () => {
  test.each(kinds.query.filter(realmOf).map((field) => [field.name, field] as const))(
    'reads %s',
    async (name, field) => {
      const document = smallest(schema, 'query', field);
      for (const realm of strangersOf(field)) {
        const { data, errors, extensions } = await ask(realm, document);
        expect(data?.[name] ?? null, realm).toBeNull();
        expect(errors?.[0]?.extensions.code, realm).toBe('FORBIDDEN');
        expect(extensions?.sql.statements, realm).toBe(0);
      }
    },
  );

  test.each(kinds.mutation.filter(realmOf).map((field) => [field.name, field] as const))(
    'does %s',
    async (name, field) => {
      const document = smallest(schema, 'mutation', field);
      for (const realm of strangersOf(field)) {
        const { data, errors, extensions } = await ask(realm, document);
        expect(data?.[name] ?? null, realm).toBeNull();
        expect(errors?.[0]?.extensions.code, realm).toBe('FORBIDDEN');
        expect(extensions?.sql.statements, realm).toBe(0);
      }
    },
  );

  test.each(domainNames)('of %s follows anything', async (realm) => {
    const socket = await openSocket(api);
    const authorization = `Bearer ${tokens.get(realm)}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next();
    for (const field of kinds.subscription.filter(realmOf)) {
      if (realmOf(field) === realm) continue;
      const id = field.name;
      socket.send(subscribe(id, smallest(schema, 'subscription', field)));
      const errors = [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })];
      expect(await socket.next()).toEqual({ id, type: 'next', payload: { errors } });
      expect(await socket.next()).toEqual({ id, type: 'complete' });
    }
    socket.socket.close();
  });

  /** A row of each domain that a delete could be of, and a delete that there was. */
  const rows: Record<DomainName, readonly [type: string, entity: string, table: string]> = {
    pearl: ['STUDY', 'Study', 'pearl.studies'],
    clinic: ['CLINIC_PATIENT', 'ClinicPatient', 'clinic.patients'],
    genji: ['GENJI_COLLECTION', 'GenjiCollection', 'app.document_collections'],
    crawl: ['CRAWL_PROJECT', 'CrawlProject', 'crawl.projects'],
    dx: ['DX_PROJECT', 'DxProject', 'dx.projects'],
  };

  test.each(domainNames)('finds, deletes or brings back rows of %s', async (name) => {
    const [type, entity, table] = rows[name];
    const [row] = await api.sql.unsafe<{ id: string }[]>(
      `select id::text as id from ${table} limit 1`,
    );
    const nodeId = nodeIdOf(
      entity,
      /^\d+$/.test(row?.id ?? '') ? Number(row?.id) : (row?.id ?? ''),
    );
    const [log] = table.split('.');
    const [record] = await api.sql.unsafe<{ id: number }[]>(
      `insert into ${log}.audit_logs (entity_type, entity_id, action) values ('${entity}', '${row?.id}', 'DELETE') returning id`,
    );
    const own = await ask(name, `{ node(nodeId: "${nodeId}") { __typename } }`);
    expect(own.data).toEqual({ node: { __typename: entity } });
    for (const realm of domainNames) {
      if (realm === name) continue;
      const answers = await Promise.all([
        ask(realm, `{ node(nodeId: "${nodeId}") { __typename } }`),
        ask(realm, `{ deletePreview(type: ${type}, id: "${row?.id}") { token } }`),
        ask(realm, `mutation { undoDelete(auditLogId: "${record?.id}") { __typename } }`),
      ]);
      for (const { data, errors } of answers) {
        expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
        expect(errors).toHaveLength(1);
      }
    }
  });
});

test('whoever is refused what is for several realms is told what it needs in their own alone', async () => {
  const [user] = await api.sql`select email from dx.users where role = 'user' limit 1`;
  const token = await api.authority.sign(String(user?.['email']), { realm: 'dx' });
  const { errors } = await ask('dx', '{ foreignKeys { name } }', {
    authorization: `Bearer ${token}`,
  });
  expect(errors?.[0]?.message).toBe('This needs the role admin in dx.');
});

test('an Idempotency-Key is that of one person of one realm, though a key of another is the same UUID', async () => {
  const same = domains.crawl.demo.people[0];
  await api.sql`
    insert into dx.users (id, email, name, password_hash, role) values (${same}, 'same@dx.example', 'Same', '', 'admin')`;
  tokens.set('dx', await api.authority.sign('same@dx.example', { realm: 'dx' }));
  const headers = { 'idempotency-key': 'the-same' };
  const made = new Map<DomainName, unknown>();
  const documents = {
    crawl: 'mutation { createCrawlProject(input: { name: "Once" }) { id name } }',
    dx: 'mutation { createDxProject(input: { name: "Once", sourceType: GIT, sourceHash: "once" }) { id name } }',
  } as const;
  for (const realm of ['crawl', 'dx', 'crawl', 'dx'] as const) {
    const { data, errors } = await ask(realm, documents[realm], headers);
    expect(errors, realm).toBeUndefined();
    expect(data).toEqual(made.get(realm) ?? data);
    made.set(realm, data);
  }
  for (const table of ['crawl.projects', 'dx.projects'])
    expect(await api.sql.unsafe(`select from ${table} where name = 'Once'`)).toHaveLength(1);
});

test.each(domainNames)(
  'the administrator of %s looks for orphans, and none are there',
  async (realm) => {
    const { data } = await ask(realm, '{ orphans { link count rows { rowKey } } }');
    const links = data?.['orphans'];
    expect(links).toContainEqual(expect.objectContaining({ link: 'audit_logs_user_id_fkey' }));
    expect(JSON.stringify(links)).not.toContain('rowKey');
  },
);

test('a trail that cannot be read stops only its own subscriptions, until it can', async () => {
  const follow = async (realm: DomainName, field: string) => {
    const { data } = await ask(realm, '{ changeCursor }');
    const socket = await openSocket(api);
    const authorization = `Bearer ${tokens.get(realm)}`;
    socket.send({ type: 'connection_init', payload: { authorization } });
    await socket.next();
    socket.send(
      subscribe(
        '1',
        `subscription { ${field}(since: "${String(data?.['changeCursor'])}") { entityType } }`,
      ),
    );
    return socket;
  };
  const [study, patient] = await Promise.all([
    follow('pearl', 'structureChanged'),
    follow('clinic', 'clinicPatientsChanged'),
  ]);
  const isFailing = () => log.some((line) => line.includes('changes cannot be read'));
  await api.sql`alter table clinic.audit_logs rename to logs_away`;
  try {
    await expect.poll(isFailing).toBe(true);
    await api.sql`update pearl.studies set study_label = 'Told of' where id = 1`;
    expect(JSON.stringify(await study.next())).toContain('STUDY');
  } finally {
    await api.sql`alter table clinic.logs_away rename to audit_logs`;
  }
  await api.sql`update clinic.patients set gender = 'told of' where id = 1`;
  expect(JSON.stringify(await patient.next())).toContain('CLINIC_PATIENT');
  for (const { socket } of [study, patient]) socket.close();
});
