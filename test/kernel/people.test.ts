import { sql } from 'drizzle-orm';
import { boolean, integer, pgSchema, serial, text, uuid, varchar } from 'drizzle-orm/pg-core';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { moment } from '../../src/database/columns.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { makeExecutor } from '../../src/executor/executor.ts';
import { openSession, tidySessions } from '../../src/kernel/accounts/operator.ts';
import { givingPassword } from '../../src/kernel/accounts/password.ts';
import { hashOf } from '../../src/kernel/accounts/password-hash.ts';
import { findViewers } from '../../src/kernel/accounts/viewer.ts';
import { newContext, type Tokens, type Viewer } from '../../src/kernel/context.ts';
import { can, domain } from '../../src/kernel/index.ts';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';
import { servedSchema } from '../../src/kernel/served-schema.ts';
import type { Change } from '../../src/live/feed.ts';
import { endedBy, isEnded } from '../../src/live/realm.ts';
import { makeAuthority } from '../../src/server/auth.ts';
import { type FreshDatabase, freshDatabase } from '../support/homes.ts';
import { logsIn, toyDomain } from '../support/toy-domain.ts';

/* People with UUIDs and permissions, who sign in with an e-mail address or a nickname; and a domain beside theirs. */

const own = pgSchema('gym');
const members = own.table('members', {
  id: uuid('id').primaryKey(),
  email: varchar('email').notNull(),
  nick: text('nick').notNull(),
  isActive: boolean('is_active').notNull(),
  passwordHash: text('password_hash'),
});
const sessions = own.table('sessions', {
  id: serial('id').primaryKey(),
  memberId: uuid('member_id').notNull(),
  turn: integer('turn').notNull().default(1),
  issuedAt: moment('issued_at').notNull().default(sql`now()`),
  expiresAt: moment('expires_at').notNull(),
  revokedAt: moment('revoked_at'),
  address: varchar('address'),
  failed: boolean('failed').notNull().default(false),
});
const grants = own.table('grants', {
  id: serial('id').primaryKey(),
  memberId: uuid('member_id').notNull(),
  permission: text('permission').notNull(),
});
const log = logsIn(own);

const manage = can('gym:manage');
const about = 'Some rows.';
const gym = domain({
  name: 'gym',
  title: 'The gym',
  prefix: 'Gym',
  tables: { members, sessions, grants, log },
  people: {
    table: members,
    login: ['email', 'nick'],
    anyCase: true,
    active: 'isActive',
    permissions: {
      sql: 'array(select permission from gym.grants where member_id = p.id order by 1)',
      from: [{ table: grants, person: 'memberId' }],
    },
    manage,
    passwords: { table: members, person: 'id', hash: 'passwordHash' },
    sessions: { table: sessions, person: 'memberId' },
  },
  trail: {
    log,
    allow: manage,
    rows: {
      GymSession: { table: sessions, about, called: ['session', 'sessions'] },
      GymGrant: { table: grants, about, called: ['grant', 'grants'] },
    },
  },
});
const Member = gym.entity('GymMember', members);
Member.implement({
  description: 'A member.',
  called: ['member', 'members'],
  label: 'nick',
  columns: { id: 'Key.', email: 'The address.', nick: 'The nickname.' },
  read: { one: 'gymMember', many: 'gymMembers', allow: manage },
  delete: { allow: manage },
});

const pool = toyDomain(pgSchema('pool'), 'Pool', {});

const ada = 'a0000000-0000-4000-8000-00000000000a';
const bob = 'b0000000-0000-4000-8000-00000000000b';
const password = 'correct horse battery';

let db: FreshDatabase;
let schema: GraphQLSchema;
let tokens: Tokens | undefined;
beforeAll(async () => {
  db = await freshDatabase();
  await migrate(db.sql);
  await db.sql.unsafe(`
    create schema gym;
    create table gym.members (id uuid primary key, email varchar not null unique, nick text not null, is_active boolean not null, password_hash text);
    create table gym.sessions (id serial primary key, member_id uuid not null references gym.members on delete cascade,
      turn int not null default 1, issued_at timestamptz not null default now(), expires_at timestamptz not null, revoked_at timestamptz,
      address varchar, failed boolean not null default false);
    create table gym.grants (id serial primary key, member_id uuid not null, permission text not null);
    insert into gym.members values ('${ada}', 'Ada@gym.example', 'ada', true), ('${bob}', 'bob@gym.example', 'bob', false);
    insert into gym.grants (member_id, permission) values ('${ada}', 'gym:manage'), ('${ada}', 'gym:lift')`);
  await db.sql.unsafe(givingPassword(gym.people), [ada, await hashOf(password, { owner: 'test' })]);
  schema = await servedSchema([gym, pool].map((each) => ({ domain: each, load: async () => {} })));
  const settings = { auth: { secret: 'a secret of more than 32 characters' }, domains: [] };
  ({ tokens } = await makeAuthority(settings as unknown as Config));
});
afterAll(() => db.drop());

const ask = async (query: string, viewer: Viewer | null = null) => {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const limits = { maxRows: 1000, maxCost: 1_000_000, maxValues: 200_000 };
  const means = { writers: db.writers, tokens, address: '10.0.0.1' };
  const contextValue = newContext(db.sql, viewer, limits, means);
  const { data, errors } = await makeExecutor(schema)({ schema, document, contextValue });
  const [error] = errors ?? [];
  return { data: JSON.parse(JSON.stringify(data ?? null)), error };
};

const claim = (username: string, more: { userId?: string | number; sessionId?: number } = {}) => ({
  realm: 'gym',
  username,
  userId: null,
  sessionId: null,
  ...more,
});

const theAda = { realm: 'gym', id: ada, username: 'Ada@gym.example', role: '' };
const permissions = ['gym:lift', 'gym:manage'];

describe('whom claims let in', () => {
  test('is found by the address in any case, with what they may do', async () => {
    expect(await findViewers(db.sql, gym, [claim('nobody'), claim('ADA@gym.example')])).toEqual([
      { ...theAda, permissions, sessionId: null, keyId: null, nth: 2 },
    ]);
  });

  test('is nobody by a nickname, for whom tokens are not made, nor who is not active', async () => {
    expect(await findViewers(db.sql, gym, [claim('ada'), claim('bob@gym.example')])).toEqual([]);
  });

  test('is nobody by a key that is another one’s, or none at all', async () => {
    const keys = [bob, 'a', 7].map((userId) => claim(theAda.username, { userId }));
    expect(await findViewers(db.sql, gym, keys)).toEqual([]);
    expect(await findViewers(db.sql, gym, [claim(theAda.username, { userId: ada })])).toHaveLength(
      1,
    );
  });

  test('comes in while the session lasts', async () => {
    const opened = await openSession(db.sql, gym, 'ADA', 1);
    expect(opened).toMatchObject({ id: ada, username: theAda.username });
    const shown = claim(theAda.username, { sessionId: opened?.sessionId ?? 0 });
    expect(await findViewers(db.sql, gym, [shown])).toHaveLength(1);
    await db.sql`update gym.sessions set expires_at = now() - interval '40 days' where id = ${shown.sessionId}`;
    expect(await findViewers(db.sql, gym, [shown])).toEqual([]);
    await tidySessions(db.sql, gym);
    expect(await db.sql`select from gym.sessions`).toHaveLength(0);
  });
});

test('a permission that is taken away ends what somebody follows', () => {
  const change = { entityType: 'GymGrant', action: 'DELETE', before: { member_id: ada } };
  const ended = endedBy([gym], gym.trail, [change as unknown as Change]);
  const whoIs = (id: string) => ended.some((each) => isEnded(each, { ...theAda, id }));
  expect([whoIs(ada), whoIs(bob)]).toEqual([true, false]);
});

const signIn = (login: string, word = password) =>
  ask(`mutation { signIn(login: "${login}", password: "${word}", realm: GYM) {
    accessToken refreshToken gymUser { nick } } }`);

describe('signing in', () => {
  test.each(['ada', 'ADA', 'ada@GYM.example'])('takes %s', async (login) => {
    const { data, error } = await signIn(login);
    expect(error).toBeUndefined();
    expect(data.signIn.gymUser).toEqual({ nick: 'ada' });
    const again = await ask(
      `mutation { refreshSession(refreshToken: "${data.signIn.refreshToken}") { gymUser { nick } } }`,
    );
    expect(again).toMatchObject({ data: { refreshSession: { gymUser: { nick: 'ada' } } } });
  });

  test('is refused with a wrong password, and to who is not active', async () => {
    for (const given of [signIn('ada', 'wrong'), signIn('bob')])
      expect((await given).error).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});

const viewer: Viewer = { ...theAda, permissions };
const code = (error: unknown) => ({ extensions: { code: error } });

describe('a viewer', () => {
  test('is who asks, in the own realm alone', async () => {
    expect((await ask('{ gymMe { nick } }', viewer)).data).toEqual({ gymMe: { nick: 'ada' } });
    expect((await ask('{ poolMe { name } }', viewer)).error).toMatchObject({
      message: 'This needs an account in pool.',
      ...code('FORBIDDEN'),
    });
  });

  test('may what a permission allows, and nothing without it', async () => {
    const list = '{ gymMembers { totalCount } }';
    expect((await ask(list, viewer)).data).toEqual({ gymMembers: { totalCount: 2 } });
    expect((await ask(list, { ...viewer, permissions: ['gym:lift'] })).error).toMatchObject({
      message: 'This needs the permission gym:manage.',
      ...code('FORBIDDEN'),
    });
  });

  test('of another realm has no such types to delete or to find', async () => {
    const stranger: Viewer = { realm: 'pool', id: 1, username: 'eve', role: 'ADMIN' };
    const nodeId = nodeIdOf('GymMember', ada);
    expect((await ask(`{ node(nodeId: "${nodeId}") { nodeId } }`, viewer)).data.node).toEqual({
      nodeId,
    });
    expect((await ask(`{ node(nodeId: "${nodeId}") { nodeId } }`, stranger)).error).toMatchObject(
      code('BAD_USER_INPUT'),
    );
    const preview = `{ deletePreview(type: GYM_MEMBER, id: "${ada}") { needsCascade } }`;
    expect((await ask(preview, stranger)).error).toMatchObject(code('FORBIDDEN'));
    expect((await ask(preview, { ...viewer, permissions: [] })).error).toMatchObject(
      code('FORBIDDEN'),
    );
  });

  test('changes the own password, which is then the one to sign in with', async () => {
    const next = 'another horse battery';
    const change = (now: string, then: string) =>
      ask(
        `mutation { changeGymPassword(currentPassword: "${now}", newPassword: "${then}") { nick } }`,
        viewer,
      );
    expect((await change('wrong', next)).error).toMatchObject(code('FORBIDDEN'));
    expect((await change(password, next)).data).toEqual({ changeGymPassword: { nick: 'ada' } });
    expect((await signIn('ada')).error).toMatchObject(code('UNAUTHENTICATED'));
    expect((await signIn('ada', next)).error).toBeUndefined();
  });
});
