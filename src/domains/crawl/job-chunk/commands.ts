import { optimistic } from '../../../kernel/index.ts';
import { writers } from '../access.ts';
import { CrawlJobChunk } from './type.ts';

optimistic(
  'setCrawlJobChunkPriority',
  {
    description: 'Says how urgent a chunk is. A worker that has it already goes on with it.',
    allow: writers,
    on: CrawlJobChunk,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the chunk.', { of: CrawlJobChunk }),
      priority: arg.int('How urgent, from 0 to 10.', { min: 0, max: 10 }),
    }),
  },
  (_chunk, { priority }) => ({ priority }),
);
