import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';

/* Whoever repeats one sign as often as a body has room for it takes the time of nobody else. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** What a request of nobody is answered, and how many seconds of CPU that took. */
const asked = async (query: string, variables = {}) => {
  const before = process.cpuUsage();
  const { errors } = await api.as(null).run(query, variables);
  const { user, system } = process.cpuUsage(before);
  return { errors, seconds: (user + system) / 1_000_000 };
};

const times = (count: number, sign: string) => sign.repeat(count);

describe('a text of a command', () => {
  const signIn =
    'mutation ($text: String!) { signIn(username: $text, password: "x") { __typename } }';

  test.each([
    ['marks in the wrong order', `a${times(200_000, '\u0301')}${times(200_000, '\u0316')}`],
    ['marks with what is not seen between them', `a${times(150_000, '\u0301\u200d')}`],
  ])('%s', async (_what, text) => {
    const { errors, seconds } = await asked(signIn, { text });
    expect(errors).toMatchObject([
      { message: 'username must not contain characters with more than 30 marks.' },
    ]);
    expect(seconds).toBeLessThan(10); // a tenth; to put the first ones in order took minutes
  });
});

test('the name of a field', async () => {
  const { errors, seconds } = await asked(`{ ${times(400_000, '_')}: __typename }`);
  expect(errors).toBeUndefined();
  expect(seconds).toBeLessThan(10); // a twentieth; to look at each beginning of it took minutes
});

test('wrong names in an object of a variable', async () => {
  const names = Array.from({ length: 40_000 }, (_, at) => [`studyLabl${at}`, 1]);
  const { errors, seconds } = await asked(
    'query ($filter: StudyFilter) { studies(filter: $filter) { totalCount } }',
    { filter: Object.fromEntries(names) },
  );
  expect(errors).toHaveLength(6); // the last one says that there are more; fifty told the object fifty times
  expect(seconds).toBeLessThan(10);
});
