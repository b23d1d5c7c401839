import type { Tx } from '../../kernel/index.ts';
import { dx } from './domain.ts';

/** The key of the user who asks. */
export const me = ({ viewer }: Tx): string => dx.idOf(viewer);
