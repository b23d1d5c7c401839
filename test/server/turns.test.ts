import { expect, test } from 'vitest';
import { Turns } from '../../src/live/replay-turns.ts';

/** Turns at so many lanes, of which each ends when it is told to. */
const open = (lanes: number) => {
  const turns = new Turns(Array.from({ length: lanes }, (_, at) => at));
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const take = (user: string) =>
    turns.take(user, async () => {
      begun.push(user);
      await new Promise<void>((resolve) => ends.push(resolve));
    });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const endOne = async () => {
    await settled();
    ends.shift()?.();
    await settled();
  };
  return { turns, begun, take, endOne };
};

test('users have their turns one after the other, however much one of them wants', async () => {
  const { begun, take, endOne } = open(1);
  for (let times = 0; times < 20; times += 1) void take('greedy');
  for (const user of ['one', 'other', 'one']) void take(user);
  for (let times = 0; times < 6; times += 1) await endOne();
  expect(begun).toEqual(['greedy', 'greedy', 'one', 'other', 'greedy', 'one', 'greedy']);
});

test('one lane is left to the others', async () => {
  const { begun, take, endOne } = open(3);
  for (let times = 0; times < 9; times += 1) void take('greedy');
  await endOne();
  expect(begun).toEqual(['greedy', 'greedy', 'greedy']);
  void take('one');
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.at(-1)).toBe('one');
});

test('a turn that fails makes room for the next', async () => {
  const { turns } = open(1);
  const failing = turns.take('one', () => Promise.reject(new Error('no')));
  const next = turns.take('one', (lane) => Promise.resolve(lane));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe(0);
});
