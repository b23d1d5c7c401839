import type { Row } from '../../../kernel/index.ts';
import type { crawlJobs, jobChunks } from '../tables.ts';

type Planned = Pick<Row<typeof crawlJobs>, 'keywords' | 'engines' | 'maxImages'>;
type Chunk = Pick<Row<typeof jobChunks>, 'chunkIndex' | 'keyword' | 'engine' | 'imageRange'>;

/** What a job costs at most: one credit for each image that it may keep. */
export const costOf = ({ maxImages }: Pick<Planned, 'maxImages'>): number => maxImages;

/** How many images a chunk brings at most: a worker reports them at once, in a request of a megabyte (MAX_BODY_BYTES). */
export const mostImages = 1000;

type Range = Chunk['imageRange'];

/** A range in so many parts, as equal as can be. */
const cut = ({ start, end }: Range, parts: number): Range[] => {
  const from = (nth: number) => start + Math.floor((nth * (end - start)) / parts);
  return Array.from({ length: parts }, (_, nth) => ({ start: from(nth), end: from(nth + 1) }));
};

/**
 * The chunks of a job: one for each keyword and engine, with its share of the images, or several where that is large. Where
 * there are fewer images than chunks, those without a share are not made.
 */
export const chunksOf = ({ keywords, engines, maxImages }: Planned): Chunk[] => {
  const pairs = keywords.flatMap((keyword) => engines.map((engine) => ({ keyword, engine })));
  const shares = cut({ start: 0, end: maxImages }, pairs.length);
  return pairs
    .flatMap((pair, nth) => {
      const share = shares[nth] ?? { start: 0, end: 0 };
      const parts = Math.ceil((share.end - share.start) / mostImages);
      return cut(share, parts).map((imageRange) => ({ ...pair, imageRange }));
    })
    .map((chunk, chunkIndex) => ({ ...chunk, chunkIndex }));
};

/** How many images a chunk is asked for. */
export const shareOf = ({ imageRange: { start, end } }: Pick<Chunk, 'imageRange'>): number =>
  end - start;
