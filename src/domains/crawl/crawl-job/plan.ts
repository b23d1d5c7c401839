import type { Row } from '../../../kernel/index.ts';
import type { crawlJobs, jobChunks } from '../tables.ts';

type Planned = Pick<Row<typeof crawlJobs>, 'keywords' | 'engines' | 'maxImages'>;
type Chunk = Pick<Row<typeof jobChunks>, 'chunkIndex' | 'keyword' | 'engine' | 'imageRange'>;

/** What a job costs at most: one credit for each image that it may keep. */
export const costOf = ({ maxImages }: Pick<Planned, 'maxImages'>): number => maxImages;

/**
 * The chunks of a job: one for each keyword and engine, each with its share of the images. Where there are fewer images
 * than chunks, those without a share are not made.
 */
export const chunksOf = ({ keywords, engines, maxImages }: Planned): Chunk[] => {
  const pairs = keywords.flatMap((keyword) => engines.map((engine) => ({ keyword, engine })));
  const from = (nth: number) => Math.floor((nth * maxImages) / pairs.length);
  return pairs
    .map((pair, nth) => ({ ...pair, imageRange: { start: from(nth), end: from(nth + 1) } }))
    .filter(({ imageRange: { start, end } }) => end > start)
    .map((chunk, chunkIndex) => ({ ...chunk, chunkIndex }));
};

/** How many images a chunk is asked for. */
export const shareOf = ({ imageRange: { start, end } }: Pick<Chunk, 'imageRange'>): number =>
  end - start;
