import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { type Refused, send } from '../support/requests.ts';

let api: Api;
const log: { msg: string; level: number; requestId: string; err?: { message: string } }[] = [];
beforeAll(async () => {
  api = await startApi({ LOG_LEVEL: 'info' }, { write: (line) => log.push(JSON.parse(line)) });
});
afterAll(() => api.stop());

const ask = async (query: string): Promise<Refused> =>
  send(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await api.authority.sign('admin')}`,
      'x-request-id': `request-${log.length}`,
    },
    body: JSON.stringify({ query }),
  });

/** Checks that an answer gives nothing away but its request id, and finds what was logged under that. */
const logOf = ({ errors, text, headers }: Refused) => {
  const requestId = headers.get('x-request-id');
  expect(errors).toMatchObject([
    {
      message: 'Something went wrong on our side. Give this request id to whoever runs the server.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
    },
  ]);
  const said = text.replace(/"locations":\[.*?\],/, ''); // lines and columns of the document
  expect(said).not.toMatch(/select|column|relation|study_label|42703|Cannot return|\.ts/);
  return log.filter((line) => line.requestId === requestId && line.level === 50);
};

test('what goes wrong in a statement is masked, and logged once with the request’s id', async () => {
  await api.sql`alter table pearl.studies rename column study_label to renamed`;
  const answer = await ask('{ studies { nodes { studyLabel } } }');
  await api.sql`alter table pearl.studies rename column renamed to study_label`;

  expect(logOf(answer)).toMatchObject([
    { msg: 'unexpected error', err: { message: expect.stringContaining('study_label') } },
  ]);
});

test('what goes wrong in one part of an answer is named by its path', async () => {
  await api.sql`alter table pearl.tags rename to gone`;
  const answer = await ask('{ me { username } tags { totalCount } study(id: 1) { id } }');
  await api.sql`alter table pearl.gone rename to tags`;

  expect(logOf(answer)).toMatchObject([{ path: ['tags'] }]);
  expect(answer.errors?.[0]).toMatchObject({ path: ['tags'] });
  expect(answer.status).toBe(200);
});

test('a null where the schema promises a value is our fault, not the client’s', async () => {
  await api.sql`alter table pearl.studies alter column study_label drop not null`;
  await api.sql`update pearl.studies set study_label = null where id = 1`;

  expect(logOf(await ask('{ study(id: 1) { studyLabel } }'))).toMatchObject([
    { err: { message: expect.stringContaining('Cannot return null') } },
  ]);
});

test('what goes wrong before there is anything to answer has the status 500', async () => {
  await api.sql`alter table pearl.users rename to gone`;
  const answer = await ask('{ me { username } }');
  await api.sql`alter table pearl.gone rename to users`;

  expect(logOf(answer)).toHaveLength(1);
  expect(answer.status).toBe(500);
  expect((await ask('{ me { username } }')).data).toEqual({ me: { username: 'admin' } });
});

test('every request is logged once, with who asked for what and how it went', async () => {
  const { headers } = await ask('query Mine { me { username } }');
  const lines = () => log.filter(({ requestId }) => requestId === headers.get('x-request-id'));

  await expect.poll(lines).toHaveLength(1);
  expect(lines()).toMatchObject([
    {
      msg: 'request',
      method: 'POST',
      path: '/graphql',
      status: 200,
      operation: 'Mine',
      username: 'admin',
      statements: 1,
    },
  ]);
});

test('no token is ever logged', async () => {
  await api.post({ query: '{ me { id } }' }, { authorization: 'Bearer abc.def.ghi' });
  await api.stop();
  expect(JSON.stringify(log)).not.toMatch(/abc\.def|Bearer|eyJ/);
  api = await startApi();
});
