import { genji } from './domain.ts';

/** How the columns are described that texts and annotations have. */
export const stamps = {
  created: 'When it was made.',
  modified: 'When it was last changed.',
  version: genji.stamps.version,
} as const;
