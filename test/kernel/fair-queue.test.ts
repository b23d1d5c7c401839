import { describe, expect, test } from 'vitest';
import { FairQueue, type Place } from '../../src/database/fair-queue.ts';

/** Who has got a place, in the order in which they got it; `wait` comes back when all that can be served is. */
const watch = (queue: FairQueue) => {
  const served: string[] = [];
  const places: Place[] = [];
  const refused: string[] = [];
  return {
    served,
    places,
    refused,
    ask: (owner: string, signal?: AbortSignal) =>
      queue.enter({ owner, signal }).then(
        (place) => {
          served.push(owner);
          places.push(place);
        },
        (error: Error) => refused.push(`${owner}: ${error.message}`),
      ),
    leave: (owner: string) => {
      const at = places.findIndex((place) => place.owner === owner);
      for (const place of places.splice(at, 1)) queue.leave(place);
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
};

const times = (count: number, act: () => unknown) => {
  for (let at = 0; at < count; at += 1) void act();
};

describe('a fair queue', () => {
  test('gives one owner all places but those that are kept for others', async () => {
    const queue = new FairQueue({ places: 10, mostWaiting: 100 });
    const { ask, served, settle } = watch(queue);
    times(20, () => ask('greedy'));
    await settle();
    expect(served).toEqual(Array(8).fill('greedy'));
    void ask('other');
    await settle();
    expect(served.at(-1)).toBe('other');
    expect(queue.state).toEqual({ inUse: 9, waiting: 12 });
  });

  test('shares the places equally among those who wait', async () => {
    const queue = new FairQueue({ places: 10, mostWaiting: 100 });
    const { ask, leave, places, settle } = watch(queue);
    times(40, () => ask('greedy'));
    times(30, () => ask('second'));
    times(30, () => ask('third'));
    await settle();
    for (let rounds = 0; rounds < 20; rounds += 1) {
      leave('greedy');
      await settle();
    }
    const held = Map.groupBy(places, ({ owner }) => owner);
    const counts = [...held.values()].map(({ length }) => length);
    expect(counts.toSorted((one, other) => one - other)).toEqual([2, 3, 3]);
  });

  test('serves those in turn who hold as many, each in the order of asking', async () => {
    const queue = new FairQueue({ places: 1, mostWaiting: 100 });
    const { ask, leave, served, settle } = watch(queue);
    for (const owner of ['a', 'a', 'a', 'b', 'b', 'c']) void ask(owner);
    await settle();
    for (let at = 0; at < 5; at += 1) {
      leave(served.at(-1) ?? '');
      await settle();
    }
    expect(served).toEqual(['a', 'a', 'b', 'c', 'a', 'b']);
  });

  test('does not serve what has been given up', async () => {
    const queue = new FairQueue({ places: 1, mostWaiting: 100 });
    const { ask, leave, served, refused, settle } = watch(queue);
    const ending = new AbortController();
    void ask('a');
    void ask('b', ending.signal);
    void ask('c');
    ending.abort(new Error('given up'));
    await settle();
    leave('a');
    await settle();
    void ask('d', ending.signal);
    await settle();
    expect(served).toEqual(['a', 'c']);
    expect(refused).toEqual(['b: given up', 'd: given up']);
    expect(queue.state.waiting).toBe(0);
  });

  test('is bounded: whoever has the most waiting is refused', async () => {
    const queue = new FairQueue({ places: 1, mostWaiting: 3 });
    const { ask, refused, settle } = watch(queue);
    times(5, () => ask('greedy'));
    void ask('other');
    await settle();
    expect(refused).toHaveLength(2);
    expect(refused.join()).not.toContain('other');
    expect(queue.state.waiting).toBe(3);
  });

  test('lets requests of one owner go together when they come together, or when nobody else waits', async () => {
    const queue = new FairQueue({ places: 5, mostWaiting: 100, mostTogether: 3 });
    const { ask, places, settle } = watch(queue);
    times(4, () => ask('a'));
    await settle();
    expect(queue.state).toEqual({ inUse: 2, waiting: 0 });
    for (let at = 0; at < 8; at += 1) {
      void ask('a');
      await settle();
    }
    expect(queue.state).toEqual({ inUse: 4, waiting: 0 });
    expect(new Set(places).size).toBe(4);
    times(2, () => ask('a'));
    await settle();
    expect(queue.state).toEqual({ inUse: 4, waiting: 2 });
  });

  test('is open to whom it would give a place that nobody has had before this turn', async () => {
    const queue = new FairQueue({ places: 2, mostWaiting: 100, mostTogether: 2 });
    const { ask, leave, settle } = watch(queue);
    expect(queue.isOpenTo('a')).toBe(true);
    void ask('a');
    expect(queue.isOpenTo('a')).toBe(true);
    void ask('a');
    expect(queue.isOpenTo('a')).toBe(false); // two go together, and the other place is kept
    expect(queue.isOpenTo('b')).toBe(true);
    await settle();
    leave('a');
    expect(queue.isOpenTo('a')).toBe(false); // there is room, beside what was begun before
    leave('a');
    expect(queue.isOpenTo('a')).toBe(true);
  });

  test('is closed for those who wait as for those who come', async () => {
    const queue = new FairQueue({ places: 1, mostWaiting: 100 });
    const { ask, refused, settle } = watch(queue);
    times(2, () => ask('a'));
    await settle();
    queue.close();
    void ask('b');
    await settle();
    expect(new Set(refused.map((each) => each[0]))).toEqual(new Set(['a', 'b']));
  });
});
