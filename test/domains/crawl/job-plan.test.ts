import { describe, expect, test } from 'vitest';
import {
  chunksOf,
  costOf,
  mostImages,
  shareOf,
} from '../../../src/domains/crawl/crawl-job/plan.ts';

describe('the plan of a job', () => {
  const job = {
    keywords: ['cat', 'dog', 'owl'],
    engines: ['google', 'bing'],
    maxImages: 100,
  } as const;

  test('has a chunk for each keyword and engine', () => {
    expect(chunksOf(job).map(({ keyword, engine }) => `${keyword} ${engine}`)).toEqual([
      'cat google',
      'cat bing',
      'dog google',
      'dog bing',
      'owl google',
      'owl bing',
    ]);
  });

  test.each([1, 5, 6, 7, 100, 100_000])('shares %s images out without a gap', (maxImages) => {
    const chunks = chunksOf({ ...job, maxImages });
    expect(chunks.map(({ chunkIndex }) => chunkIndex)).toEqual([...chunks.keys()]);
    expect(chunks.every((chunk) => shareOf(chunk) > 0)).toBe(true);
    expect(chunks.reduce((sum, chunk) => sum + shareOf(chunk), 0)).toBe(maxImages);
    const starts = chunks.slice(1).map(({ imageRange }) => imageRange.start);
    expect(starts).toEqual(chunks.slice(0, -1).map(({ imageRange }) => imageRange.end));
  });

  test.each([
    [1000, [1000]],
    [1001, [500, 501]],
    [90_000, Array(90).fill(1000)],
  ])('asks no chunk for more than can be reported at once: of %s', (maxImages, shares) => {
    const chunks = chunksOf({ keywords: ['cat'], engines: ['google'], maxImages });
    expect(chunks.map(shareOf)).toEqual(shares);
    expect(Math.max(...shares)).toBeLessThanOrEqual(mostImages);
    expect(chunks.map(({ keyword, chunkIndex }) => [keyword, chunkIndex])).toEqual(
      shares.map((_, nth) => ['cat', nth]),
    );
  });

  test('costs at most a credit for each image', () => {
    expect(costOf({ maxImages: 250 })).toBe(250);
  });
});
