import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { server } from '../support/homes.ts';
import { openMeanwhile } from '../support/meanwhile.ts';
import { perform } from '../support/perform.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** There are two administrators, Ada and Bo. */
const letIn = async () => {
  await api.sql`
    insert into pearl.users (username, role) values ('ada', 'ADMIN'), ('bo', 'ADMIN')
    on conflict (username) do update set role = 'ADMIN', is_active = true`;
  await api.sql`update pearl.users set role = 'ANALYST' where username = 'admin'`;
};
beforeEach(letIn);

const idOf = async (username: string) => {
  const [row] = await api.sql<{ id: number }[]>`
    select id from pearl.users where username = ${username}`;
  return String(row?.id);
};

const remaining = async () => {
  const [row] = await api.sql`
    select count(*)::int from pearl.users where role = 'ADMIN' and is_active`;
  return row?.['count'];
};

const ways: readonly (readonly [name: string, args: (id: string) => object])[] = [
  ['deactivateUser', (id) => ({ id })],
  ['updateUser', (id) => ({ id, input: { role: 'VIEWER' } })],
  ['deleteUser', (id) => ({ id, cascade: true })],
];

const pairs = ways.flatMap(([name, argsOf], at) =>
  ways.slice(at).map(([other, argsOfOther]) => ({ name, argsOf, other, argsOfOther })),
);
type Pair = (typeof pairs)[number];

const bothRemove = async ({ name, argsOf, other, argsOfOther }: Pair) => {
  const [ada, bo] = [await idOf('ada'), await idOf('bo')];
  return () =>
    Promise.all([
      perform(api, 'ada', name, argsOf(bo), '{ __typename }'),
      perform(api, 'bo', other, argsOfOther(ada), '{ __typename }'),
    ]);
};

// who has been removed before the server looks at the request has no say any more
const refusals = ['INVALID_STATE', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

test.each(pairs)(
  'one administrator remains of two who remove each other at once: $name and $other',
  async (pair) => {
    for (let round = 0; round < 3; round += 1) {
      await letIn();
      const answers = await (await bothRemove(pair))();
      expect(await remaining()).toBe(1);
      const codes = answers.flatMap(({ code }) => code ?? []);
      expect(codes).toHaveLength(1);
      expect(refusals).toContain(codes[0]);
    }
  },
);

// the embedded database has one connection: nobody ever waits there
test.skipIf(!server).each(pairs)(
  'the other one is told so when both have been let in: $name and $other',
  async (pair) => {
    const { holding, close } = await openMeanwhile(api);
    const start = await bothRemove(pair);
    const answers = await holding('lock table pearl.users in share mode', start, 2);
    await close();
    expect(await remaining()).toBe(1);
    const refused = answers.filter(({ code }) => code);
    // who is deleted while the other one waits cannot be named in the trail any more
    const isDeleted = pair.name === 'deleteUser' || pair.other === 'deleteUser';
    expect(isDeleted ? ['INVALID_STATE', 'UNAUTHENTICATED'] : ['INVALID_STATE']).toContain(
      refused[0]?.code,
    );
    expect(refused).toHaveLength(1);
  },
);
