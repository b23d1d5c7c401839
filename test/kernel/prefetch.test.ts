import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal } from '../../src/kernel/errors.ts';
import { ask, closeClub, contextOf, openClub } from './club.ts';

beforeAll(openClub);
afterAll(closeClub);

/** A context in which the first statement about memberships fails, and what it warns of. */
const failingOnce = (error: Error) => {
  const warnings: object[] = [];
  const context = contextOf();
  let isOver = false;
  const unsafe = (text: string, params: never[]) => {
    if (isOver || !text.includes('memberships')) return context.sql.unsafe(text, params);
    isOver = true;
    return Promise.reject(error);
  };
  const warn = (details: object) => warnings.push(details);
  return { warnings, context: { ...context, sql: { unsafe } as never, warn } };
};

const query = '{ topics { nodes { memberCount } } }';
const counts = { data: { topics: { nodes: [{ memberCount: 1 }, { memberCount: 2 }] } } };

test('what cannot be loaded ahead is loaded by its field, and whoever runs the server is told', async () => {
  const error = new Error('lost');
  const { warnings, context } = failingOnce(error);
  expect(JSON.parse(JSON.stringify(await ask(query, {}, context)))).toMatchObject(counts);
  expect(warnings).toEqual([{ err: error, type: 'Topic' }]);
});

test('a refusal is for who asks alone', async () => {
  const { warnings, context } = failingOnce(refusal('TOO_EXPENSIVE', 'Too much.'));
  await ask(query, {}, context);
  expect(warnings).toEqual([]);
});
