import { expect, test } from 'vitest';
import { keysInOrder } from '../../../src/domains/dx/activity-log/key.ts';

test('the keys of a batch are UUIDs in its order, each another one, and later batches come after it', () => {
  const keys = [...keysInOrder(1000, 1_790_000_000_000), ...keysInOrder(1000, 1_790_000_000_001)];
  expect(new Set(keys).size).toBe(2000);
  expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
  const uuid = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
  expect(keys.filter((key) => !uuid.test(key))).toEqual([]);
});
