import { randomUUID } from 'node:crypto';

/**
 * UUIDs of version 7: the time, then the place in the batch, then chance. The trail takes the rows of a statement in the
 * order of their keys, so who follows a log is told of its lines in their order. A batch has 4,096 lines at most.
 */
export const keysInOrder = (count: number, now = Date.now()): string[] => {
  const time = now.toString(16).padStart(12, '0');
  return Array.from({ length: count }, (_, place) => {
    const rest = randomUUID().slice(19);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${place.toString(16).padStart(3, '0')}-${rest}`;
  });
};
